"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useFaultFocus } from "@/app/_components/form";
import { Banner, Button, Dialog, Field, Note, Select, TextInput } from "@/app/_components/ui";
import { CONTROL, useFieldWiring } from "@/app/_components/ui/field";
import { type Failure, toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { HARD_STEPS, STANDING_KINDS } from "@/modules/risk";
import type { RouterInputs } from "@/server/api/root";
import { draftOfTerms, EMPTY_DRAFT, fieldsOf, type LimitDraft, termsOfDraft } from "./limit-draft";
import { LimitStanding } from "./limit-standing";
import { ScopeFields, useScopeChoice } from "./scope-fields";
import { SimulatorPanel } from "./simulator-panel";
import { type LimitView, useLimitWords } from "./use-limit-words";
import { useSimulations } from "./use-simulation";

const TEXT_CHARS_MAX = 200;
/** Faults that are told at a field; others above the buttons. */
const PLACED = /^(name|reason|scope|terms)(\.|$)/;
/** The same of trying it: that a kind cannot be tried is no fault of the form. */
const PLACED_TRIED = /^terms\.(?!kind$)/;

export type LimitTask = { readonly task: "new" } | { readonly task: "change" | "remove"; readonly limit: LimitView };

/** Sets a limit, changes one, or takes one away. What it would do is said before it is sent. */
export function LimitDialog({ task, onClose }: { readonly task: LimitTask; readonly onClose: () => void }) {
  const t = useTranslations("risk");
  const words = useLimitWords();
  const limit = task.task === "new" ? null : task.limit;
  const [draft, setDraft] = useState<LimitDraft>(limit === null ? EMPTY_DRAFT : draftOfTerms(limit.terms));
  const [name, setName] = useState(limit?.name ?? "");
  const [reason, setReason] = useState("");
  const [line, setLine] = useState<number | null>(null);
  const scope = useScopeChoice();
  const { send, busy, failure, forget } = useAsk(onClose);
  const simulations = useSimulations();
  const tried = placedOf(simulations.refused);
  const change = (part: Partial<LimitDraft>) => {
    setLine(null);
    forget();
    simulations.forget();
    setDraft((known) => ({ ...known, ...part }));
  };
  const save = () => {
    const asked = task.task === "remove" ? { terms: null } : termsOfDraft(draft);
    if ("line" in asked) return setLine(asked.line);
    send({
      limitId: limit?.limitId ?? null,
      scope: limit === null ? scope.chosen : scopeOf(limit),
      name: name.trim() === "" ? null : name,
      terms: asked.terms,
      reason,
    });
    return undefined;
  };
  const errors = useErrors(failure ?? tried);
  useFaultFocus("[data-limit-form]", [failure, tried, line].filter((fault) => fault !== null).length);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(`form.${task.task}`)}
      {...(task.task === "remove" ? {} : { className: "lg:w-[min(960px,calc(100vw-32px))]" })}
      actions={
        <Button variant={task.task === "remove" ? "danger" : "primary"} busy={busy} onClick={save}>
          {t(SEND[task.task])}
        </Button>
      }
    >
      <div className={task.task === "remove" ? "" : "grid gap-6 lg:grid-cols-2"}>
        <form
          noValidate
          data-limit-form
          className="flex min-w-0 flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          {task.task === "remove" ? (
            <Note tone="warn">
              {t("form.removes", { what: words.title({ name: task.limit.name, kind: draft.kind }) })}
            </Note>
          ) : (
            <>
              {limit === null ? <ScopeFields scope={scope} error={errors("scope")} /> : null}
              <TermsFields draft={draft} isNew={limit === null} onChange={change} errorAt={errors} line={line} />
              <Field label={t("form.name")} error={errors("name")}>
                <TextInput value={name} maxLength={TEXT_CHARS_MAX} onChange={(event) => setName(event.target.value)} />
              </Field>
            </>
          )}
          <Field label={t("form.reason")} required error={errors("reason")}>
            <TextInput value={reason} maxLength={TEXT_CHARS_MAX} onChange={(event) => setReason(event.target.value)} />
          </Field>
          {task.task === "remove" ? null : <LimitStanding draft={draft} accountId={accountOf(limit, scope)} />}
          <p className="text-11 text-tx-3">{t(limit === null ? "form.tighter" : "form.mayWait")}</p>
          {failure === null || PLACED.test(failure.path ?? "") ? null : <Banner tone="bad">{errors(null)}</Banner>}
        </form>
        {task.task === "remove" ? null : (
          <SimulatorPanel
            draft={draft}
            limitId={limit?.limitId ?? null}
            simulations={simulations}
            isPlaced={tried !== null}
          />
        )}
      </div>
    </Dialog>
  );
}

/** The account that is weighed against it: the one it binds; else the one that is looked at. */
function accountOf(limit: LimitView | null, { of, subject }: ReturnType<typeof useScopeChoice>): string | null {
  if (limit !== null) return limit.scope.of === "account" ? limit.scope.subject : null;
  return of === "account" ? subject : null;
}

const SEND = { new: "form.send", change: "form.sendChange", remove: "form.sendRemove" } as const;

function useAsk(onClose: () => void) {
  const t = useTranslations("risk.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const ask = useMutation(
    trpc.risk.ask.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ state }) => {
        void queryClient.invalidateQueries(trpc.risk.pathFilter());
        notify("success", t(state === "waiting" ? "waiting" : "inForce"));
        onClose();
      },
    }),
  );
  const start = useStartOnce(ask);
  return {
    send: (input: RouterInputs["risk"]["ask"]) => start(input),
    busy: ask.isPending,
    /** What was answered belongs to what was asked: it goes once that is changed. */
    forget: ask.reset,
    failure: ask.error === null ? null : toFailure(ask.error),
  };
}

/** Why a limit could not be tried, where a field of the form is to be blamed. */
function placedOf(error: unknown): Failure | null {
  const failure = error === null ? null : toFailure(error);
  return failure !== null && PLACED_TRIED.test(failure.path ?? "") ? failure : null;
}

/** What is wrong at a field, in words; `null` asks for the whole. */
function useErrors(failure: Failure | null): (path: string | null) => string | null {
  const say = useFailureText();
  return (path) => {
    if (failure === null) return null;
    if (path === null) return say(failure);
    const at = failure.path ?? "";
    // Beside the field its place needs no name, and its sentence says what would pass.
    return at === path || at.startsWith(`${path}.`) ? say({ ...failure, issues: [] }) : null;
  };
}

const scopeOf = ({ scope }: LimitView) =>
  scope.of === "all" ? ({ of: "all" } as const) : ({ of: scope.of, subject: scope.subject } as const);

interface TermsFieldsProps {
  readonly draft: LimitDraft;
  readonly isNew: boolean;
  readonly onChange: (part: Partial<LimitDraft>) => void;
  readonly errorAt: (path: string) => string | null;
  readonly line: number | null;
}

function TermsFields({ draft, isNew, onChange, errorAt, line }: TermsFieldsProps): ReactNode {
  const t = useTranslations("risk");
  const has = fieldsOf(draft.kind);
  return (
    <>
      {isNew ? (
        <Field label={t("form.kind")} hint={t(`hints.${draft.kind}`)} error={errorAt("terms.kind")}>
          <Select
            value={draft.kind}
            options={STANDING_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={(kind) => onChange({ kind: STANDING_KINDS.find((each) => each === kind) ?? draft.kind })}
          />
        </Field>
      ) : (
        <p className="text-12 text-tx-2">{t(`hints.${draft.kind}`)}</p>
      )}
      {has.value ? (
        <Field label={t(has.percent ? "form.percent" : "form.value")} required error={errorAt("terms.value")}>
          <TextInput
            inputMode="decimal"
            className="num"
            value={draft.value}
            onChange={(event) => onChange({ value: event.target.value })}
          />
        </Field>
      ) : null}
      {has.steps ? <StepFields draft={draft} onChange={onChange} errorAt={errorAt} /> : null}
      {has.equityMin ? (
        <Field label={t("form.equityMin")} required error={errorAt("terms.equityMin")}>
          <TextInput
            inputMode="decimal"
            className="num"
            value={draft.equityMin}
            onChange={(event) => onChange({ equityMin: event.target.value })}
          />
        </Field>
      ) : null}
      {has.approval ? <ApprovalFields draft={draft} onChange={onChange} errorAt={errorAt} /> : null}
      {has.window ? (
        <Field label={t("form.window")} required error={errorAt("terms.windowSeconds")}>
          <TextInput
            inputMode="numeric"
            className="num"
            value={draft.windowSeconds}
            onChange={(event) => onChange({ windowSeconds: event.target.value })}
          />
        </Field>
      ) : null}
      {has.symbols ? (
        <Field label={t("form.symbols")} required error={errorAt("terms.symbols")}>
          <TextInput value={draft.symbols} onChange={(event) => onChange({ symbols: event.target.value })} />
        </Field>
      ) : null}
      {has.windows ? (
        <WindowsField
          text={draft.windows}
          error={line === null ? errorAt("terms.windows") : t("form.windowsMalformed", { line: String(line) })}
          onChange={(windows) => onChange({ windows })}
        />
      ) : null}
    </>
  );
}

function StepFields({ draft, onChange, errorAt }: Pick<TermsFieldsProps, "draft" | "onChange" | "errorAt">) {
  const t = useTranslations("risk.form");
  return (
    <>
      <Field label={t("warnAt")} required error={errorAt("terms.steps.warnAt")}>
        <TextInput
          inputMode="decimal"
          className="num"
          value={draft.warnPercent}
          onChange={(event) => onChange({ warnPercent: event.target.value })}
        />
      </Field>
      <Field label={t("steps")} hint={t("stepsHint")} error={errorAt("terms.steps.hard")}>
        <Select
          value={draft.hard}
          options={HARD_STEPS.map((value) => ({ value, label: t(`step.${value}`) }))}
          onChange={(hard) => onChange({ hard: HARD_STEPS.find((each) => each === hard) ?? draft.hard })}
        />
      </Field>
    </>
  );
}

function ApprovalFields({ draft, onChange, errorAt }: Pick<TermsFieldsProps, "draft" | "onChange" | "errorAt">) {
  const t = useTranslations("risk.form");
  return (
    <>
      <Field label={t("validMinutes")} required error={errorAt("terms.validMinutes")}>
        <TextInput
          inputMode="numeric"
          className="num"
          value={draft.validMinutes}
          onChange={(event) => onChange({ validMinutes: event.target.value })}
        />
      </Field>
      <Field label={t("movedPercent")} required error={errorAt("terms.priceMoved")}>
        <TextInput
          inputMode="decimal"
          className="num"
          value={draft.movedPercent}
          onChange={(event) => onChange({ movedPercent: event.target.value })}
        />
      </Field>
    </>
  );
}

function WindowsField({
  text,
  error,
  onChange,
}: {
  readonly text: string;
  readonly error: string | null;
  readonly onChange: (text: string) => void;
}) {
  const t = useTranslations("risk.form");
  return (
    <Field label={t("windows")} hint={t("windowsHint")} required error={error}>
      <Lines text={text} onChange={onChange} />
    </Field>
  );
}

const LINES = 4;

function Lines({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const field = useFieldWiring();
  return (
    <textarea
      id={field.id}
      {...field.aria}
      rows={LINES}
      className={`${CONTROL} h-auto py-1 font-mono text-11`}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
