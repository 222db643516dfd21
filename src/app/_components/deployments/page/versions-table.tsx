"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, EmptyState, FailedState, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import type { DeploymentDetail } from "../types";

type Version = RouterOutputs["deployments"]["versions"][number];

const SKELETON_ROWS = 4;

/** What it ran as, newest first, each with what changed; and the way back to the one before. */
export function VersionsTable({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deploymentTrials.versions");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { deploymentId, may, name } = deployment;
  const versions = useQuery(trpc.deployments.versions.queryOptions({ deploymentId }, { meta: { quiet: true } }));
  const [isAsked, setAsked] = useState(false);
  const rollback = useMutation(
    trpc.deployments.rollback.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => notify("success", t("done", { name })),
      onError: (error) => notifyFailed(t("failed"), say(toFailure(error))),
      onSettled: () => {
        setAsked(false);
        void queryClient.invalidateQueries(trpc.deployments.pathFilter());
      },
    }),
  );
  if (versions.data === undefined)
    return versions.error === null ? (
      <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
    ) : (
      <FailedState title={t("readFailed")} error={versions.error} onRetry={() => void versions.refetch()} />
    );
  const [current, before] = versions.data;
  if (current === undefined) return <EmptyState title={t("empty")} />;
  return (
    <>
      <ol className="min-h-0 flex-1 overflow-y-auto">
        {versions.data.map((version) => (
          <li key={version.epoch} className="border-b border-line-1 px-3 py-2 text-12 leading-4.5 max-md:px-4">
            <OneVersion version={version} />
          </li>
        ))}
      </ol>
      {before === undefined || !may.includes("change") ? null : (
        <div className="border-t border-line-2 px-3 py-2 max-md:px-4">
          <Button size="sm" onClick={() => setAsked(true)} className="max-md:h-11">
            {t("rollback")}
          </Button>
        </div>
      )}
      {isAsked ? (
        <ConfirmDialog
          open
          onOpenChange={setAsked}
          title={t("rollbackTitle", { name })}
          consequence={t("will", {
            changes: current.differences
              .map((each) => `${each.name} ${each.after ?? ""} → ${each.before ?? ""}`)
              .join(", "),
          })}
          confirmLabel={t("rollback")}
          busy={rollback.isPending}
          onConfirm={() => rollback.mutate({ deploymentId, commit: true })}
        />
      ) : null}
    </>
  );
}

function OneVersion({ version }: { readonly version: Version }) {
  const t = useTranslations("deploymentTrials.versions");
  const format = useFormat();
  const { strategy, strategyVersion, params, from, current, differences } = version;
  return (
    <>
      <p className="num flex flex-wrap items-baseline gap-x-3">
        <b className="font-medium">
          {strategy} {strategyVersion}
        </b>
        <time className="text-tx-2">{format.dateTime(from)}</time>
        {current ? <span className="text-accent">{t("current")}</span> : null}
      </p>
      <p className="num text-tx-2">
        {differences.length === 0
          ? Object.entries(params)
              .map(([name, value]) => `${name} ${value}`)
              .join(", ")
          : differences.map(({ name, before, after }) => `${name} ${before ?? ""} → ${after ?? ""}`).join(", ")}
      </p>
    </>
  );
}
