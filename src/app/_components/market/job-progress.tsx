"use client";

import { useTranslations } from "use-intl";
import { Button, Progress } from "@/app/_components/ui";
import { formatDuration, formatInteger } from "@/app/_lib/format";
import { useMayCancel } from "@/app/_lib/session";
import type { Job } from "./types";
import { useCancelJob, useTimeLeft } from "./use-job";

export interface JobProgressProps {
  readonly job: Job;
  /** What the work is: "Running the backtest". */
  readonly label: string;
}

/** How far running work is, in counts and time left, and the way to stop it. It goes on when the tab closes. */
export function JobProgress({ job, label }: JobProgressProps) {
  const t = useTranslations("work");
  const mayCancel = useMayCancel();
  const cancel = useCancelJob();
  const leftMs = useTimeLeft(job);
  const { done, total, unit } = job.progress;
  const count =
    total === null ? formatInteger(done) : t("of", { done: formatInteger(done), total: formatInteger(total) });
  const isQueued = job.status === "queued";
  return (
    <div className="flex flex-col gap-2 px-4 py-4 text-12 text-tx-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <b className="text-13 text-tx-1">{isQueued ? t("queued", { label }) : label}</b>
        <span className="num">{isQueued ? t("queuedWhy") : `${count} ${unit}`}</span>
        <span className="flex-1" />
        <span className="num text-tx-3">{leftMs === null ? null : t("left", { time: formatDuration(leftMs) })}</span>
      </div>
      <Progress label={label} done={done} total={total} />
      <div className="flex items-center gap-3">
        {mayCancel(job) ? (
          <Button
            size="sm"
            busy={cancel.isPending || job.cancelRequested}
            onClick={() => cancel.mutate({ jobId: job.jobId })}
          >
            {job.cancelRequested ? t("canceling") : t("cancel")}
          </Button>
        ) : null}
        <span className="text-11 text-tx-3">{t("goesOn")}</span>
      </div>
    </div>
  );
}
