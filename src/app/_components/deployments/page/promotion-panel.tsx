"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Circle, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button, FailedState, Panel, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { DeploymentDetail } from "../types";
import { TermsButton } from "./terms-button";

const SKELETON_ROWS = 5;

/** How far it has come, and what must hold before it goes on: a checklist. */
export function PromotionPanel({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments.promotion");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { deploymentId, may, name } = deployment;
  const promotion = useQuery(trpc.deployments.promotion.queryOptions({ deploymentId }, { meta: { quiet: true } }));
  const promote = useMutation(
    trpc.deployments.promote.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ stage }) => notify("success", t("done", { name, stage: t(`stages.${stage}`) })),
      onError: (error) => notifyFailed(t("failed"), say(toFailure(error))),
      onSettled: () => void queryClient.invalidateQueries(trpc.deployments.pathFilter()),
    }),
  );
  const approve = useMutation(
    trpc.deployments.approve.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => notify("success", t("approved", { name })),
      onError: (error) => notifyFailed(t("failed"), say(toFailure(error))),
      onSettled: () => void queryClient.invalidateQueries(trpc.deployments.pathFilter()),
    }),
  );
  const { data } = promotion;
  const next = data?.stages.find(({ reached }) => !reached);
  const isOpen = next !== undefined && next.refusal === null && next.gates.every(({ passed }) => passed);
  return (
    <Panel
      title={t("title")}
      sub={data === undefined ? undefined : t(`stages.${data.stage}`)}
      tools={
        <>
          {data?.mayApprove === true ? (
            <Button
              size="sm"
              busy={approve.isPending}
              onClick={() => approve.mutate({ deploymentId })}
              className="max-md:h-11"
            >
              {t("approve")}
            </Button>
          ) : null}
          {next !== undefined && next.refusal === null && may.includes("change") ? (
            <Button
              size="sm"
              disabled={!isOpen}
              busy={promote.isPending}
              onClick={() => promote.mutate({ deploymentId })}
              className="max-md:h-11"
            >
              {t("promote", { stage: t(`stages.${next.stage}`) })}
            </Button>
          ) : null}
          <TermsButton />
        </>
      }
      className="border-l border-line-2 max-[1200px]:border-t max-[1200px]:border-l-0"
    >
      {data === undefined ? (
        promotion.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("readFailed")} error={promotion.error} onRetry={() => void promotion.refetch()} />
        )
      ) : (
        <>
          {data.approvals.length === 0 ? null : (
            <p className="px-3 pt-2 text-12 text-tx-2 max-md:px-4">
              {t("approvedBy", { names: data.approvals.map(({ by }) => by).join(", ") })}
            </p>
          )}
          <ol className="py-1">
            {data.stages.map(({ stage, reached, gates, refusal }) => (
              <li key={stage} className="px-3 py-1.5 text-12 leading-4.5 max-md:px-4">
                <p className="flex items-center gap-2 font-medium">
                  {reached ? (
                    <Check aria-hidden="true" size={14} className="text-accent" />
                  ) : (
                    <Circle aria-hidden="true" size={14} className="text-tx-3" />
                  )}
                  {t(`stages.${stage}`)}
                  <span className="sr-only">{t(reached ? "reached" : "open")}</span>
                </p>
                {reached ? null : (
                  <ul className="pl-5.5">
                    {gates.map(({ gate, passed, actual, required }) => (
                      <li key={gate} className="num flex items-center gap-2">
                        {passed ? (
                          <Check aria-hidden="true" size={12} className="shrink-0 text-accent" />
                        ) : (
                          <X aria-hidden="true" size={12} className="shrink-0 text-warn" />
                        )}
                        <span className="min-w-0 flex-1 text-tx-2">{t(`gates.${gate}`)}</span>
                        <span>{actual ?? t("unknown")}</span>
                        <span className="text-tx-3">{t("needs", { required })}</span>
                      </li>
                    ))}
                    {refusal === null ? null : <li className="text-tx-3">{t("noVenue")}</li>}
                  </ul>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}
