"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, Field, NumberInput, Segmented } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterInputs } from "@/server/api/root";

type Terms = RouterInputs["deployments"]["setTerms"];
type Term = keyof Terms["terms"];

const FORM = "promotion-terms";
const STEPS: Readonly<Record<Term, number>> = {
  runs: 1,
  runTrades: 1,
  verdict: 1,
  searchReturn: 0.01,
  searchTrades: 1,
  runDrawdown: 0.01,
  paperApprovals: 1,
  days: 1,
  trades: 1,
  parity: 0.01,
  fall: 0.01,
  shadowBars: 1,
  approvals: 1,
  holdParity: 0.01,
  holdFall: 0.01,
};
const TERMS = [
  "runs",
  "runTrades",
  "verdict",
  "searchReturn",
  "searchTrades",
  "runDrawdown",
  "paperApprovals",
  "days",
  "trades",
  "parity",
  "fall",
  "shadowBars",
  "approvals",
  "holdParity",
  "holdFall",
] as const satisfies readonly Term[];
const ACTIONS = ["none", "reduce_only", "pause"] as const;

/** What this house asks of its strategies, for whoever may set it. */
export function TermsButton() {
  const t = useTranslations("deploymentTrials.terms");
  const isAdmin = useSession()?.user.role === "admin";
  const [isOpen, setOpen] = useState(false);
  const terms = useQuery({ ...useTRPC().deployments.terms.queryOptions(), enabled: isAdmin && isOpen });
  if (!isAdmin) return null;
  return (
    <>
      <Button size="sm" variant="quiet" onClick={() => setOpen(true)} className="max-md:h-11">
        {t("button")}
      </Button>
      {isOpen && terms.data !== undefined ? <TermsDialog first={terms.data} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function TermsDialog({ first, onClose }: { readonly first: Terms; readonly onClose: () => void }) {
  const t = useTranslations("deploymentTrials.terms");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Terms>(first);
  const save = useMutation(
    trpc.deployments.setTerms.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.deployments.pathFilter());
        notify("success", t("done"));
        onClose();
      },
    }),
  );
  const failure = save.error === null ? null : toFailure(save.error);
  const isPlaced = TERMS.some((term) => failure?.path === `terms.${term}`);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title")}
      description={t("text")}
      className="w-[min(640px,calc(100vw-32px))]"
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(draft);
        }}
      >
        <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2 max-md:grid-cols-1">
          {TERMS.map((term) => (
            <Field key={term} label={t(`of.${term}`)} error={failure?.path === `terms.${term}` ? say(failure) : null}>
              <NumberInput
                value={draft.terms[term]}
                step={STEPS[term]}
                onChange={(value) => {
                  if (value !== null && !Number.isNaN(value))
                    setDraft({ ...draft, terms: { ...draft.terms, [term]: value } });
                }}
              />
            </Field>
          ))}
        </div>
        <Segmented
          label={t("demotion")}
          options={ACTIONS.map((value) => ({ value, label: t(`actions.${value}`) }))}
          value={draft.demotion}
          onChange={(demotion) => setDraft({ ...draft, demotion })}
        />
        <p className="text-11 leading-[15px] text-tx-3">{t("demotionText")}</p>
        {failure === null || isPlaced ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}
