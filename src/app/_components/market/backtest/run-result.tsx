"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, SkeletonRows } from "@/app/_components/ui";
import { fromJobError, toFailure } from "@/app/_lib/failure";
import { RouteError } from "@/app/_lib/route-error";
import { assertNever } from "@/modules/_kernel";
import { JobProgress } from "../job-progress";
import { hasEnded } from "../time-left";
import type { Run, RunSpec } from "../types";
import { useJob } from "../use-job";
import { TearSheet } from "./tear-sheet";
import { useRun } from "./use-run";

export interface RunResultProps {
  readonly runId: Run["runId"] | null;
  /** Of the instrument of the run. */
  readonly tick: string;
  readonly onShow: (runId: Run["runId"]) => void;
  readonly onUse: (spec: RunSpec) => void;
  /** What stands here before a run was chosen. */
  readonly empty: ReactNode;
  readonly onLeave: () => void;
}

/** Nothing yet, waiting, running, failed, canceled, or the tear sheet: what the run in the address has come to. */
export function RunResult({ runId, tick, onShow, onUse, empty, onLeave }: RunResultProps) {
  const t = useTranslations("backtest");
  const query = useRun(runId);
  const run = query.data;
  if (runId === null) return empty;
  if (run === undefined) {
    if (!query.isError) return <SkeletonRows rows={8} label={t("loadingRun")} />;
    if (toFailure(query.error).kind === "backtest.not_found") {
      return (
        <EmptyState title={t("noSuchRunTitle")} actions={<Button onClick={onLeave}>{t("newRun")}</Button>}>
          {t("noSuchRunText")}
        </EmptyState>
      );
    }
    return <FailedState title={t("runFailed")} error={query.error} onRetry={() => void query.refetch()} />;
  }
  const again = <Button onClick={() => onUse(run.spec)}>{t("useSettings")}</Button>;
  switch (run.status) {
    case "queued":
    case "running":
      return <Running run={run} />;
    case "canceled":
      return (
        <EmptyState title={t("canceledTitle")} actions={again}>
          {t("canceledText")}
        </EmptyState>
      );
    case "failed":
      return (
        <>
          <FailedState
            title={t("failedTitle")}
            error={run.error === null ? null : new RouteError(0, fromJobError(run.error))}
            safe={t("failedSafe")}
            todo={t("failedTodo")}
          />
          <div className="px-4">{again}</div>
        </>
      );
    case "succeeded":
      if (run.card === null || run.stats === null) return <SkeletonRows rows={8} label={t("loadingRun")} />;
      return (
        <TearSheet
          key={run.runId}
          run={run}
          card={run.card}
          stats={run.stats}
          tick={tick}
          onShow={onShow}
          onUse={onUse}
        />
      );
    default:
      return assertNever(run.status, "RunResult");
  }
}

function Running({ run }: { readonly run: Run }) {
  const t = useTranslations("backtest");
  const job = useJob(run.jobId).data;
  if (job === undefined) return <SkeletonRows rows={3} label={t("loadingRun")} />;
  // The job ends a moment before the run is read again: until then it is all done.
  return (
    <JobProgress
      job={hasEnded(job.status) ? { ...job, status: "running" } : job}
      label={t("running", { title: run.strategyTitle, symbol: run.spec.symbol })}
    />
  );
}
