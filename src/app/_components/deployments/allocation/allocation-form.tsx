"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Field, NumberInput, Panel, Segmented } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterInputs, RouterOutputs } from "@/server/api/root";

type View = RouterOutputs["deployments"]["allocation"];
type Terms = NonNullable<RouterInputs["deployments"]["setAllocation"]["terms"]>;

const METHODS = ["none", "equal", "fixed", "volatility"] as const;
const FIRST: Terms = { method: "equal", share: 0.9, band: 0.1, volatility: 0.2, weights: {} };
const STEP = 0.05;

/** How the account is handed out; `none` leaves each with what it was made with. */
export function AllocationForm({ view, mayChange }: { readonly view: View; readonly mayChange: boolean }) {
  const t = useTranslations("deploymentAllocation");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { accountId, parts } = view;
  const [draft, setDraft] = useState<Terms | null>(view.terms);
  const refresh = () => void queryClient.invalidateQueries(trpc.deployments.pathFilter());
  const save = useMutation(
    trpc.deployments.setAllocation.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => notify("success", t("saved")),
      onSettled: refresh,
    }),
  );
  const now = useMutation(
    trpc.deployments.allocate.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => notify("success", t("handedOut")),
      onError: (error) => notifyFailed(t("notHandedOut"), say(toFailure(error))),
      onSettled: refresh,
    }),
  );
  const failure = save.error === null ? null : toFailure(save.error);
  const errorOf = (field: string) => (failure?.path === `terms.${field}` ? say(failure) : null);
  const set = (change: Partial<Terms>) => setDraft({ ...(draft ?? FIRST), ...change });
  const amount = (field: "share" | "band" | "volatility") => (
    <Field key={field} label={t(`terms.${field}`)} hint={t(`hints.${field}`)} error={errorOf(field)}>
      <NumberInput
        value={draft?.[field] ?? null}
        step={STEP}
        onChange={(value) => (value === null || Number.isNaN(value) ? undefined : set({ [field]: value }))}
      />
    </Field>
  );
  return (
    <Panel title={t("method")} className="border-l border-line-2 max-[1200px]:border-t max-[1200px]:border-l-0">
      <form
        noValidate
        className="flex flex-col gap-3 px-3 py-2.5 max-md:px-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ accountId, terms: draft });
        }}
      >
        <Segmented
          label={t("method")}
          options={METHODS.map((value) => ({ value, label: t(`methods.${value}`) }))}
          value={draft?.method ?? "none"}
          onChange={(method) => (method === "none" ? setDraft(null) : set({ method }))}
        />
        <p className="text-12 text-tx-2">{t(`methodTexts.${draft?.method ?? "none"}`)}</p>
        {draft === null ? null : [amount("share"), amount("band")]}
        {draft?.method === "volatility" ? amount("volatility") : null}
        {draft?.method === "fixed"
          ? parts.map(({ deploymentId, name }) => (
              <Field key={deploymentId} label={t("weightOf", { name })}>
                <NumberInput
                  value={draft.weights[deploymentId] ?? 0}
                  step={STEP}
                  onChange={(value) =>
                    value === null || Number.isNaN(value)
                      ? undefined
                      : set({ weights: { ...draft.weights, [deploymentId]: value } })
                  }
                />
              </Field>
            ))
          : null}
        {failure === null ||
        ["share", "band", "volatility"].some((field) => failure.path === `terms.${field}`) ? null : (
          <Banner tone="bad">{say(failure)}</Banner>
        )}
        {mayChange ? (
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" type="submit" busy={save.isPending} className="max-md:h-11">
              {t("save")}
            </Button>
            {view.terms === null ? null : (
              <Button busy={now.isPending} onClick={() => now.mutate({ accountId })} className="max-md:h-11">
                {t("now")}
              </Button>
            )}
          </div>
        ) : null}
      </form>
    </Panel>
  );
}
