"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslations } from "use-intl";
import { useFaultFocus } from "@/app/_components/form";
import { Banner, Button, Dialog, Field, Select, TextInput } from "@/app/_components/ui";
import { type Failure, toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { minds, PROTECTION_MODES, parseProtection, SURPLUS_MODES } from "@/modules/risk";
import type { RouterOutputs } from "@/server/api/root";
import { draftOf, modeOf, type ProtectionDraft, surplusOf, termsOf } from "./protection-draft";
import { usePlanWords } from "./use-protection-words";

const REASON_CHARS_MAX = 200;
const PLACED = /^(reason|terms\.(mode|afterSeconds|distance|surplus))$/;

interface ProtectionDialogProps {
  readonly protection: RouterOutputs["risk"]["protection"];
  readonly onClose: () => void;
}

/** What is done where stops do not cover, with what that would do as it stands now. */
export function ProtectionDialog({ protection: { accountId, account, policy }, onClose }: ProtectionDialogProps) {
  const t = useTranslations("portfolioRisk.protection.form");
  const [draft, setDraft] = useState<ProtectionDraft>(draftOf(policy.terms));
  const [reason, setReason] = useState("");
  const { send, busy, failure, forget } = useAsk(onClose);
  const say = useFailureText();
  const errorAt = (path: string) => (failure?.path === path ? say({ ...failure, issues: [] }) : null);
  useFaultFocus("[data-protection-form]", failure === null ? 0 : 1);
  const change = (part: Partial<ProtectionDraft>) => {
    forget();
    setDraft((known) => ({ ...known, ...part }));
  };
  const save = () => send({ accountId, terms: termsOf(draft), reason });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title", { account })}
      actions={
        <Button variant="primary" busy={busy} onClick={save}>
          {t("send")}
        </Button>
      }
    >
      <form
        noValidate
        data-protection-form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TermsFields draft={draft} onChange={change} errorAt={errorAt} />
        <Field label={t("reason")} required error={errorAt("reason")}>
          <TextInput value={reason} maxLength={REASON_CHARS_MAX} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <Would accountId={accountId} draft={draft} />
        {policy.fourEyes ? <p className="text-11 text-tx-3">{t("mayWait")}</p> : null}
        {failure === null || PLACED.test(failure.path ?? "") ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

interface TermsFieldsProps {
  readonly draft: ProtectionDraft;
  readonly onChange: (part: Partial<ProtectionDraft>) => void;
  readonly errorAt: (path: string) => string | null;
}

function TermsFields({ draft, onChange, errorAt }: TermsFieldsProps) {
  const t = useTranslations("portfolioRisk.protection.form");
  return (
    <>
      <Field label={t("mode")} hint={draft.mode === "rearm" ? t("modeHint") : undefined} error={errorAt("terms.mode")}>
        <Select
          value={draft.mode}
          options={PROTECTION_MODES.map((value) => ({ value, label: t(`modes.${value}`) }))}
          onChange={(mode) => onChange({ mode: modeOf(mode) })}
        />
      </Field>
      {draft.mode === "rearm" ? (
        <Field label={t("distance")} hint={t("distanceHint")} required error={errorAt("terms.distance")}>
          <TextInput
            inputMode="decimal"
            className="num"
            value={draft.distancePercent}
            onChange={(event) => onChange({ distancePercent: event.target.value })}
          />
        </Field>
      ) : null}
      <Field label={t("surplus")} hint={t("surplusHint")} error={errorAt("terms.surplus")}>
        <Select
          value={draft.surplus}
          options={SURPLUS_MODES.map((value) => ({ value, label: t(`surpluses.${value}`) }))}
          onChange={(surplus) => onChange({ surplus: surplusOf(surplus) })}
        />
      </Field>
      {draft.mode === "none" && draft.surplus === "keep" ? null : (
        <Field label={t("after")} hint={t("afterHint")} required error={errorAt("terms.afterSeconds")}>
          <TextInput
            inputMode="numeric"
            className="num"
            value={draft.afterSeconds}
            onChange={(event) => onChange({ afterSeconds: event.target.value })}
          />
        </Field>
      )}
    </>
  );
}

/** What the terms would do about the account as it stands now. */
function Would({ accountId, draft }: { readonly accountId: string; readonly draft: ProtectionDraft }) {
  const t = useTranslations("portfolioRisk.protection");
  const trpc = useTRPC();
  const words = usePlanWords();
  const terms = termsOf(useDeferredValue(draft));
  const read = parseProtection(terms);
  const { data } = useQuery(
    trpc.risk.protectionPlan.queryOptions(
      { accountId, terms },
      { enabled: read.ok, placeholderData: keepPreviousData, retry: false, meta: { quiet: true } },
    ),
  );
  // What is wrong with the terms is told when they are sent.
  if (!read.ok || data === undefined) return null;
  const { afterSeconds } = data.terms;
  const done = data.plans.filter(({ fault }) => minds(data.terms, fault));
  return (
    <section aria-label={t("form.would")} className="border-t border-line-1 pt-2 text-12">
      <h3 className="text-11 text-tx-3">{t("form.would")}</h3>
      {done.length === 0 ? (
        <p className="mt-1 text-tx-2">{t(data.plans.length === 0 ? "plan.fits" : "plan.nothing")}</p>
      ) : null}
      {done.map((plan) => (
        <p key={`${plan.symbol} ${plan.fault}`} className="mt-1">
          {words(plan, { dueAt: null, asOf: 0, afterSeconds })}
        </p>
      ))}
    </section>
  );
}

function useAsk(onClose: () => void) {
  const t = useTranslations("portfolioRisk.protection.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const ask = useMutation(
    trpc.risk.setProtection.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ state }) => {
        void queryClient.invalidateQueries(trpc.risk.pathFilter());
        notify("success", t(state === "waiting" ? "waits" : "inForce"));
        onClose();
      },
    }),
  );
  const start = useStartOnce(ask);
  const failure: Failure | null = ask.error === null ? null : toFailure(ask.error);
  return {
    send: (input: Parameters<typeof ask.mutate>[0]) => start(input),
    busy: ask.isPending,
    /** What was answered belongs to what was asked: it goes once that is changed. */
    forget: ask.reset,
    failure,
  };
}
