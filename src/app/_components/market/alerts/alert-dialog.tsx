"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, Field, NumberInput, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { conditionFaults, issueFaults, ScreenConditionSchema } from "@/modules/data";
import { ALERT_KINDS, type AlertDraft, inputOf, NEW_ALERT } from "./alert-draft";
import { TermsFields } from "./terms-fields";

const SEVERITIES = ["info", "warning", "failure"] as const;

export interface AlertDialogProps {
  /** Null: a new one. */
  readonly alertId: string | null;
  /** What it begins with; what is left out is as in a new one. */
  readonly from: Partial<AlertDraft>;
  readonly onClose: () => void;
}

/** Makes an alert, or changes one: then it begins anew. */
export function AlertDialog({ alertId, from, onClose }: AlertDialogProps) {
  const t = useTranslations("alertsPage");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<AlertDraft>({ ...NEW_ALERT, ...from });
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const onSuccess = () => {
    notify("success", t("saved"));
    void queryClient.invalidateQueries(trpc.alert.pathFilter());
    onClose();
  };
  const create = useMutation(trpc.alert.create.mutationOptions({ meta: { quiet: true }, onSuccess }));
  const change = useMutation(trpc.alert.change.mutationOptions({ meta: { quiet: true }, onSuccess }));
  const error = create.error ?? change.error;
  const failure = error === null ? null : toFailure(error);
  const issueAt = (path: string) => failure?.issues.find((issue) => issue.path.endsWith(path))?.message;
  const errorOf = (path: string) => issueAt(path) ?? (failure?.path === path ? say(failure) : undefined);
  const onChange = (part: Partial<AlertDraft>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const condition = draft.kind === "condition" ? checkCondition(draft) : null;
    const found = condition?.faults ?? [];
    setFaults(new Map(found.map(({ path, message }) => [path, message])));
    const input = found.length > 0 ? null : inputOf(draft, condition?.value ?? null);
    if (input === null) return;
    if (alertId === null) create.mutate(input);
    else change.mutate({ alertId, alert: input });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={alertId === null ? t("create") : t("change")}
      className={draft.kind === "condition" ? "w-[min(760px,calc(100vw-32px))]" : ""}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form="alert-form" busy={create.isPending || change.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id="alert-form" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t("name")} error={errorOf("name")} required>
          <TextInput
            value={draft.name}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => onChange({ name: event.target.value })}
          />
        </Field>
        <Field label={t("kind")}>
          <Select
            options={ALERT_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            value={draft.kind}
            onChange={(kind) => onChange({ kind })}
          />
        </Field>
        <TermsFields draft={draft} onChange={onChange} errorOf={errorOf} faults={faults} />
        <HowFields draft={draft} onChange={onChange} errorOf={errorOf} />
        {failure === null ? null : (
          <p role="alert" className="text-12 text-danger">
            {say(failure)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function checkCondition({ condition }: AlertDraft) {
  const parsed = ScreenConditionSchema.safeParse(condition);
  if (!parsed.success)
    return {
      value: null,
      faults: issueFaults(parsed.error).map(({ path, message }) => ({ path: `condition.${path}`, message })),
    };
  return { value: parsed.data, faults: conditionFaults(parsed.data, "condition") };
}

interface HowProps {
  readonly draft: AlertDraft;
  readonly onChange: (change: Partial<AlertDraft>) => void;
  readonly errorOf: (path: string) => string | undefined;
}

/** How loud, how often, and until when. */
function HowFields({ draft, onChange, errorOf }: HowProps) {
  const t = useTranslations("alertsPage");
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("severity")} className="w-36">
          <Select
            options={SEVERITIES.map((value) => ({ value, label: t(`severities.${value}`) }))}
            value={draft.severity}
            onChange={(severity) => onChange({ severity })}
          />
        </Field>
        <Checkbox checked={draft.repeats} onChange={(repeats) => onChange({ repeats })} label={t("repeats")} />
      </div>
      {draft.repeats ? (
        <Field label={t("coolDown")} error={errorOf("coolDownS")} className="w-44">
          <NumberInput
            value={draft.coolDownMinutes}
            minimum={0}
            maximum={10_080}
            unit={t("minutes")}
            onChange={(coolDownMinutes) => onChange({ coolDownMinutes })}
          />
        </Field>
      ) : null}
      <Field label={t("expires")} hint={t("expiresHint")} error={errorOf("expiresAt")} className="w-56">
        <TextInput
          type="datetime-local"
          value={draft.expires}
          onChange={(event) => onChange({ expires: event.target.value })}
        />
      </Field>
    </>
  );
}
