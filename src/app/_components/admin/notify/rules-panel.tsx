"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import {
  Button,
  Checkbox,
  FailedState,
  Field,
  IconButton,
  NumberInput,
  PanelHead,
  Select,
  SkeletonRows,
} from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";

type SavedRule = RouterOutputs["notify"]["rules"][number];
type SavedStep = SavedRule["steps"][number];

/** While they are changed, rules and steps have names of their own: their places move. */
type Step = SavedStep & { readonly id: string };
type Rule = Omit<SavedRule, "steps"> & { readonly id: string; readonly steps: readonly Step[] };

const named = (rules: readonly SavedRule[]): readonly Rule[] =>
  rules.map((rule) => ({
    ...rule,
    id: crypto.randomUUID(),
    steps: rule.steps.map((step) => ({ ...step, id: crypto.randomUUID() })),
  }));

const saved = (rules: readonly Rule[]) =>
  rules.map(({ kinds, leastSeverity, steps }) => ({
    kinds: [...kinds],
    leastSeverity,
    steps: steps.map(({ channelId, personId, afterMinutes }) => ({ channelId, personId, afterMinutes })),
  }));

/** What the house tells people; a rule that names none is for every kind, also for those of later versions. */
const KINDS = ["alert", "limit", "protection", "job", "escalated", "channel"] as const;
const SEVERITIES = ["info", "warning", "failure"] as const;

/** Which notifications go where, in the order that the person keeps them; nothing is kept before it is saved. */
export function RulesPanel() {
  const t = useTranslations("notifyPage");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const rules = useQuery(trpc.notify.rules.queryOptions());
  const channels = useQuery(trpc.notify.channels.queryOptions());
  const people = useQuery(trpc.notify.people.queryOptions());
  const [draft, setDraft] = useState<readonly Rule[] | null>(null);
  const save = useMutation(
    trpc.notify.saveRules.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        setDraft(null);
        notify("success", t("rulesSaved"));
        void queryClient.invalidateQueries(trpc.notify.rules.queryFilter());
      },
    }),
  );
  const kept = useMemo(() => (rules.data === undefined ? undefined : named(rules.data)), [rules.data]);
  const failed = rules.error ?? channels.error ?? people.error;
  if (failed !== null) return <FailedState title={t("failed")} error={failed} onRetry={() => void rules.refetch()} />;
  if (kept === undefined || channels.data === undefined || people.data === undefined)
    return <SkeletonRows rows={3} label={t("rules")} />;
  const shown = draft ?? kept;
  const targets = [
    ...channels.data.map(({ channelId, name }) => ({ value: `channel ${channelId}`, label: name })),
    ...people.data.map(({ userId, name }) => ({ value: `person ${userId}`, label: t("person", { name }) })),
  ];
  const change = (id: string, rule: Rule | null) =>
    setDraft(shown.flatMap((each) => (each.id === id ? (rule === null ? [] : [rule]) : [each])));
  const first = targets[0];
  const fresh = (): Rule => ({
    id: crypto.randomUUID(),
    kinds: [],
    leastSeverity: "warning",
    steps: first === undefined ? [] : [stepTo(first.value, 0)],
  });
  return (
    <section>
      <PanelHead
        title={t("rules")}
        tools={
          <>
            <Button size="sm" disabled={first === undefined} onClick={() => setDraft([...shown, fresh()])}>
              <Plus size={14} aria-hidden="true" />
              {t("addRule")}
            </Button>
            <Button
              size="sm"
              variant="primary"
              disabled={draft === null}
              busy={save.isPending}
              onClick={() => save.mutate({ rules: saved(shown) })}
            >
              {t("save")}
            </Button>
          </>
        }
      />
      {save.error === null ? null : (
        <p role="alert" className="px-4 pt-2 text-12 text-danger">
          {say(toFailure(save.error))}
        </p>
      )}
      {shown.length === 0 ? <p className="px-4 py-3 text-12 text-tx-2">{t("noRules")}</p> : null}
      <ol>
        {shown.map((rule) => (
          <li key={rule.id} className="border-b border-line-1 px-4 py-3">
            <RuleEditor rule={rule} targets={targets} onChange={(next) => change(rule.id, next)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function stepTo(target: string, afterMinutes: number): Step {
  const [kind, id = ""] = target.split(" ");
  return {
    id: crypto.randomUUID(),
    channelId: kind === "channel" ? id : null,
    personId: kind === "person" ? id : null,
    afterMinutes,
  };
}

const targetOf = ({ channelId, personId }: Step) =>
  channelId === null ? `person ${personId}` : `channel ${channelId}`;

interface RuleEditorProps {
  readonly rule: Rule;
  readonly targets: readonly { readonly value: string; readonly label: string }[];
  /** Null takes it away. */
  readonly onChange: (rule: Rule | null) => void;
}

function RuleEditor({ rule, targets, onChange }: RuleEditorProps) {
  const t = useTranslations("notifyPage");
  const { kinds, leastSeverity, steps } = rule;
  const setStep = (id: string, step: Step | null) =>
    onChange({ ...rule, steps: steps.flatMap((each) => (each.id === id ? (step === null ? [] : [step]) : [each])) });
  const [first] = targets;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("least")} className="w-44">
          <Select
            options={SEVERITIES.map((value) => ({ value, label: t(`severities.${value}`) }))}
            value={leastSeverity}
            onChange={(next) => onChange({ ...rule, leastSeverity: next })}
          />
        </Field>
        <fieldset className="flex flex-wrap gap-x-4">
          <legend className="text-11 text-tx-2">{kinds.length === 0 ? t("everyKind") : t("onlyKinds")}</legend>
          {KINDS.map((kind) => (
            <Checkbox
              key={kind}
              checked={kinds.includes(kind)}
              onChange={(checked) =>
                onChange({ ...rule, kinds: checked ? [...kinds, kind] : kinds.filter((other) => other !== kind) })
              }
              label={t(`eventKinds.${kind}`)}
            />
          ))}
        </fieldset>
        <span className="flex-1" />
        <IconButton label={t("removeRule")} icon={<X size={14} />} onClick={() => onChange(null)} />
      </div>
      {steps.map((step, place) => (
        <div key={step.id} className="flex flex-wrap items-end gap-2">
          <Field label={place === 0 ? t("goesTo") : t("thenTo")} className="w-56 max-md:w-full">
            <Select
              options={targets}
              value={targets.some(({ value }) => value === targetOf(step)) ? targetOf(step) : null}
              placeholder={t("choose")}
              onChange={(target) => setStep(step.id, stepTo(target, step.afterMinutes))}
            />
          </Field>
          <Field label={t("after")} className="w-44">
            <NumberInput
              value={step.afterMinutes}
              minimum={0}
              maximum={1_440}
              unit={t("minutes")}
              onChange={(value) => setStep(step.id, { ...step, afterMinutes: value ?? 0 })}
            />
          </Field>
          <IconButton label={t("removeStep")} icon={<X size={14} />} onClick={() => setStep(step.id, null)} />
        </div>
      ))}
      <Button
        size="sm"
        variant="quiet"
        className="w-fit"
        disabled={first === undefined}
        onClick={() => onChange({ ...rule, steps: [...steps, stepTo(first?.value ?? "", steps.length === 0 ? 0 : 5)] })}
      >
        {t("addStep")}
      </Button>
    </div>
  );
}
