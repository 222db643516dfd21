"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ConfirmDialog, FailedState, Link, Note, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { deploymentHref } from "../../deployments/deployment-href";
import type { PublicationLine } from "../../market/strategies/types";

/** Says what runs by it, and ends it. */
export function WithdrawDialog({
  publication: { publicationId, name },
  onClose,
}: {
  readonly publication: PublicationLine;
  readonly onClose: () => void;
}) {
  const t = useTranslations("publications");
  const states = useTranslations("deployments.states");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // Never from memory: what runs is said as of now.
  const use = useQuery(trpc.publication.get.queryOptions({ publicationId }, { gcTime: 0, staleTime: 0 }));
  const withdraw = useMutation(
    trpc.publication.withdraw.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.publication.pathFilter());
        void queryClient.invalidateQueries(trpc.strategy.pathFilter());
        notify("success", t("withdrawn", { name }));
        onClose();
      },
    }),
  );
  const running = use.data?.deployments;
  return (
    <ConfirmDialog
      open
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("withdrawTitle", { name })}
      consequence={
        <>
          <p>{t("withdrawText")}</p>
          {running !== undefined ? (
            <p className="mt-2">{t("runsOn", { count: running.length })}</p>
          ) : use.error === null ? (
            <SkeletonRows rows={2} label={t("label")} />
          ) : (
            <FailedState title={t("failed")} error={use.error} onRetry={() => void use.refetch()} />
          )}
          <ul className="mt-1">
            {running?.map(({ deploymentId, name: deployment, owner, state }) => (
              <li key={deploymentId}>
                <Link href={deploymentHref(deploymentId)} className="link">
                  {t("runsLine", { deployment, owner: owner ?? t("house"), state: states(state) })}
                </Link>
              </li>
            ))}
          </ul>
          {running === undefined || running.length === 0 ? null : <p className="mt-1 text-tx-3">{t("stopHint")}</p>}
          {withdraw.error === null ? null : (
            <Note tone="bad" className="mt-2">
              {say(toFailure(withdraw.error))}
            </Note>
          )}
        </>
      }
      confirmLabel={t("withdraw")}
      danger
      busy={withdraw.isPending}
      onConfirm={() => withdraw.mutate({ publicationId })}
    />
  );
}
