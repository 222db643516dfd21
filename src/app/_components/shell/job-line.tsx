"use client";

import { useMutation } from "@tanstack/react-query";
import { Check, CircleAlert, CircleSlash, Clock, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { fromJobError } from "@/app/_lib/failure";
import { formatDuration, formatInteger } from "@/app/_lib/format";
import { isUnderWay, jobHref, timeLeftMs } from "@/app/_lib/job-progress";
import { useMayCancel } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import type { JobView } from "@/app/_lib/use-event-effects";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { IconButton, Link, Progress } from "../ui";

/** What a job is at, as one short text: counts and time left, or how it ended. */
export function useJobText(): (job: JobView, nowMs: number) => string {
  const t = useTranslations("jobs");
  return (job, nowMs) => {
    if (job.cancelRequested && isUnderWay(job)) return t("canceling");
    if (job.status === "queued") return t("queued");
    const { done, total, unit } = job.progress;
    if (job.status !== "running") return t(`ended.${job.status}`);
    const count =
      total === null ? formatInteger(done) : t("of", { done: formatInteger(done), total: formatInteger(total) });
    const left = timeLeftMs(job, nowMs);
    const counted = unit === "" ? count : `${count} ${unit}`;
    return left === null ? counted : t("left", { count: counted, left: formatDuration(left) });
  };
}

const ENDS = {
  succeeded: { icon: Check, tone: "text-accent" },
  failed: { icon: CircleAlert, tone: "text-danger" },
  canceled: { icon: CircleSlash, tone: "text-tx-3" },
  queued: { icon: Clock, tone: "text-tx-3" },
  running: { icon: Clock, tone: "text-tx-3" },
} as const;

/** One job: title, what it is at, bar and cancel while it runs; afterwards its end and the way to what it made. */
export function JobLine({
  job,
  nowMs,
  onFollow,
}: {
  readonly job: JobView;
  readonly nowMs: number;
  readonly onFollow?: () => void;
}) {
  const t = useTranslations("jobs");
  const text = useJobText();
  const format = useFormat();
  const say = useFailureText();
  const href = jobHref(job);
  const end = ENDS[job.status];
  const underWay = isUnderWay(job);
  return (
    <div className="flex min-h-9 items-start gap-2.5 px-3 py-1.5 text-12 leading-4.5 max-md:px-4">
      <end.icon aria-hidden="true" size={14} className={`mt-0.5 shrink-0 ${end.tone}`} />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium text-tx-1">
            {href === null ? (
              job.title
            ) : (
              <Link href={href} className="link" {...(onFollow === undefined ? {} : { onClick: onFollow })}>
                {job.title}
              </Link>
            )}
          </span>
          <span className="num shrink-0 text-tx-2">{text(job, nowMs)}</span>
          {underWay ? null : <time className="num shrink-0 text-tx-3">{format.time(job.finishedAt, false)}</time>}
        </p>
        {job.status === "running" ? (
          <Progress
            className="mt-1"
            label={t("progress", { title: job.title })}
            done={job.progress.done}
            total={job.progress.total}
          />
        ) : null}
        {job.status === "failed" && job.error !== null ? (
          <p className="text-tx-2">{say(fromJobError(job.error))}</p>
        ) : null}
      </div>
      {underWay ? <CancelButton job={job} /> : null}
    </div>
  );
}

function CancelButton({ job }: { readonly job: JobView }) {
  const t = useTranslations("jobs");
  const trpc = useTRPC();
  const mayCancel = useMayCancel();
  const { mutate, isPending } = useMutation(trpc.job.cancel.mutationOptions());
  if (!mayCancel(job)) return null;
  return (
    <IconButton
      label={t("cancel", { title: job.title })}
      icon={<X size={14} />}
      disabled={isPending || job.cancelRequested}
      onClick={() => mutate({ jobId: job.jobId })}
      className="-my-0.5 size-6"
      tooltip={false}
    />
  );
}
