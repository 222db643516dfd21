"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, Link } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { JobProgress } from "./job-progress";
import { hasEnded } from "./time-left";
import type { Job } from "./types";
import { useJob } from "./use-job";

/** Starts the import of the sample data and follows it to its end. */
function useSampleData() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [jobId, setJobId] = useState<Job["jobId"] | null>(null);
  const load = useMutation(trpc.import.loadSample.mutationOptions({ onSuccess: (started) => setJobId(started.jobId) }));
  const job = useJob(jobId).data;
  const isDone = job?.status === "succeeded";
  useEffect(() => {
    if (isDone) void queryClient.invalidateQueries(trpc.instrument.pathFilter());
  }, [isDone, queryClient, trpc]);
  return { load: () => load.mutate(), isStarting: load.isPending, job };
}

/** What a market page shows before there is any data: what belongs here, and two ways to get it. */
export function NoMarketData() {
  const t = useTranslations("market");
  const mayTrade = useMayTrade();
  const { load, isStarting, job } = useSampleData();
  if (job !== undefined && !hasEnded(job.status)) return <JobProgress job={job} label={t("sampleLoading")} />;
  if (job?.status === "failed") {
    return <FailedState title={t("sampleFailed")} error={job.error} onRetry={load} />;
  }
  return (
    <EmptyState
      title={t("emptyTitle")}
      actions={
        mayTrade ? (
          <>
            <Button variant="primary" busy={isStarting} onClick={load}>
              {t("loadSample")}
            </Button>
            <Button asChild>
              <Link href="/markets/import">{t("importFile")}</Link>
            </Button>
          </>
        ) : undefined
      }
    >
      {mayTrade ? t("emptyText") : t("emptyViewer")}
    </EmptyState>
  );
}
