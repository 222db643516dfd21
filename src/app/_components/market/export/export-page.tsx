"use client";

import { useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { FailedState, PageHead } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { RouteError } from "@/app/_lib/route-error";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { JobId } from "@/modules/_kernel";
import { JobProgress } from "../job-progress";
import { hasEnded } from "../time-left";
import { useJob } from "../use-job";
import { ExportFiles } from "./export-files";
import { ExportForm } from "./export-form";

/** Bars as files: what to write, how far it is, and the files that are kept. */
export function ExportPage() {
  const t = useTranslations("exporting");
  const mayTrade = useMayTrade();
  const [job, setJob] = useQueryState("job", parseAsString);
  return (
    <>
      <PageHead title={t("title")} sub={t("sub")} />
      {mayTrade ? <ExportForm onStarted={(jobId) => void setJob(jobId)} /> : null}
      {JobId.is(job) ? <UnderWay jobId={job} /> : null}
      <ExportFiles />
    </>
  );
}

/** The export that was just asked for, until its file is in the list below. */
function UnderWay({ jobId }: { readonly jobId: JobId }) {
  const t = useTranslations("exporting");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const job = useJob(jobId).data;
  const isDone = job?.status === "succeeded";
  useEffect(() => {
    if (isDone) void queryClient.invalidateQueries(trpc.export.pathFilter());
  }, [isDone, queryClient, trpc]);
  if (job === undefined) return null;
  if (!hasEnded(job.status)) {
    return (
      <div className="border-b border-line-2">
        <JobProgress job={job} label={job.title} />
      </div>
    );
  }
  if (job.status === "succeeded") return null;
  return (
    <FailedState
      title={t("notMade")}
      error={job.error === null ? null : new RouteError(0, fromJobError(job.error))}
      safe={t("safe")}
      todo={t("todo")}
    />
  );
}
