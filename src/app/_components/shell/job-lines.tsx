"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { JobView } from "@/app/_lib/use-event-effects";
import { EmptyState, FailedState, SkeletonRows } from "../ui";
import { JobLine } from "./job-line";

interface JobLinesProps {
  readonly jobs: Pick<UseQueryResult<readonly JobView[], unknown>, "data" | "error" | "isError" | "refetch">;
  readonly nowMs: number;
  readonly onFollow: () => void;
}

/** What the tray of jobs opens: one line a job, or what stands there without any. */
export function JobLines({ jobs, nowMs, onFollow }: JobLinesProps) {
  const t = useTranslations("jobs");
  if (jobs.isError && jobs.data === undefined) {
    return <FailedState title={t("failed")} error={jobs.error} safe={t("safe")} onRetry={() => void jobs.refetch()} />;
  }
  if (jobs.data === undefined) return <SkeletonRows rows={3} label={t("loading")} />;
  if (jobs.data.length === 0) return <EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>;
  return (
    <ul>
      {jobs.data.map((job) => (
        <li key={job.jobId} className="border-b border-line-1 last:border-b-0">
          <JobLine job={job} nowMs={nowMs} onFollow={onFollow} />
        </li>
      ))}
    </ul>
  );
}
