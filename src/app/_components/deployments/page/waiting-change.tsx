"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { notify, notifyFailure } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { DeploymentDetail } from "../types";
import { DifferencesTable, Leaving, useBecause } from "./change-parts";

/** A change that a second person has to let in, with what whoever looks may do about it. */
export function WaitingChange({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments.params");
  const format = useFormat();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const becauseOf = useBecause();
  const decide = useMutation(
    trpc.deployments.decideChange.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ outcome }) => notify("success", t(`decided.${outcome}`)),
      onError: (error) => notifyFailure(error, t("decideFailed")),
      onSettled: () => queryClient.invalidateQueries(trpc.deployments.pathFilter()),
    }),
  );
  const change = deployment.waitingChange;
  if (change?.waits == null) return null;
  const { changeId, askedBy, askedAt, expiresAt, mayDecide, mayWithdraw } = change.waits;
  const button = (decision: "approve" | "reject" | "withdraw") => (
    <Button
      size="sm"
      variant={decision === "approve" ? "primary" : "quiet"}
      busy={decide.isPending}
      onClick={() => decide.mutate({ changeId, decision })}
      className="max-md:h-11"
    >
      {t(decision)}
    </Button>
  );
  return (
    <section aria-label={t("waits")} className="border-b border-line-1 bg-warn-soft px-3 py-2.5 text-12 max-md:px-4">
      <h3 className="font-semibold">{t("waits")}</h3>
      <p className="mb-1 text-tx-2">
        {t("waitsText", {
          by: askedBy ?? t("machine"),
          time: format.dateTime(askedAt),
          because: becauseOf(change.approval.because),
          expires: format.dateTime(expiresAt),
        })}
      </p>
      <DifferencesTable caption={t("waits")} differences={change.differences} />
      <Leaving leaving={change.leaving} />
      <div className="mt-2 flex flex-wrap gap-2">
        {mayDecide ? button("approve") : null}
        {mayDecide ? button("reject") : null}
        {mayWithdraw ? button("withdraw") : null}
      </div>
    </section>
  );
}
