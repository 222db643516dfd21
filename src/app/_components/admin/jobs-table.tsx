"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { fromJobError } from "@/app/_lib/failure";
import { formatDuration } from "@/app/_lib/format";
import { isUnderWay, jobHref } from "@/app/_lib/job-progress";
import { useMayCancel } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import type { JobView } from "@/app/_lib/use-event-effects";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { useNow } from "@/app/_lib/use-now";
import { useJobText } from "../shell/job-line";
import { DataTable, type TableColumn } from "../table";
import { Button, EmptyState, Lamp, type LampState, Link, Progress } from "../ui";

const JOBS_LISTED = 100;
const REFRESH_MS = 15_000;
const SECOND_MS = 1_000;

const LAMPS: Record<JobView["status"], LampState> = {
  queued: "off",
  running: "ok",
  succeeded: "ok",
  failed: "bad",
  canceled: "off",
};

const rowId = (job: JobView) => job.jobId;

/** Work of everybody on this installation, newest first. */
export function JobsTable() {
  const t = useTranslations("admin.jobs");
  const trpc = useTRPC();
  const jobs = useQuery(trpc.job.list.queryOptions({ limit: JOBS_LISTED }, { refetchInterval: REFRESH_MS }));
  const running = jobs.data?.some(isUnderWay) ?? false;
  const now = useNow(SECOND_MS, running);
  const columns = useJobColumns(now);
  return (
    <DataTable
      id="jobs"
      label={t("label")}
      columns={columns}
      rows={jobs.data}
      rowId={rowId}
      error={jobs.error}
      failedTitle={t("failed")}
      onRetry={() => void jobs.refetch()}
      defaultSort={{ id: "created", desc: true }}
      empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
    />
  );
}

function useJobColumns(now: number): readonly TableColumn<JobView>[] {
  const t = useTranslations("admin.jobs");
  const format = useFormat();
  const text = useJobText();
  const say = useFailureText();
  const trpc = useTRPC();
  const mayCancel = useMayCancel();
  const { mutate: cancel, isPending: canceling } = useMutation(trpc.job.cancel.mutationOptions());
  return useMemo(
    (): readonly TableColumn<JobView>[] => [
      { id: "title", header: t("name"), value: (job) => job.title, width: 200, grow: 2, pinned: true },
      {
        id: "status",
        header: t("status"),
        value: (job) => t(`statuses.${job.status}`),
        cell: (job) => (
          <Lamp state={LAMPS[job.status]} className="font-normal">
            {t(`statuses.${job.status}`)}
          </Lamp>
        ),
        width: 104,
        grow: 0,
        card: "value",
      },
      {
        id: "progress",
        header: t("progress"),
        value: (job) =>
          job.progress.total === null || !isUnderWay(job) ? null : job.progress.done / Math.max(job.progress.total, 1),
        text: (job) => text(job, now),
        cell: (job) =>
          isUnderWay(job) ? (
            <span className="flex items-center gap-2">
              <Progress
                label={job.title}
                done={job.progress.done}
                total={job.progress.total}
                className="w-20 shrink-0"
              />
              <span className="num truncate text-tx-2">{text(job, now)}</span>
            </span>
          ) : null,
        width: 200,
        grow: 2,
      },
      { id: "kind", header: t("kind"), value: (job) => job.name, width: 150, hidden: true },
      {
        id: "created",
        header: t("created"),
        value: (job) => job.createdAt,
        cell: (job) => format.dateTime(job.createdAt, true),
        text: (job) => format.dateTime(job.createdAt, true),
        align: "end",
        width: 164,
        grow: 0,
      },
      {
        id: "took",
        header: t("took"),
        value: (job) => tookMs(job, now),
        cell: (job) => formatDuration(tookMs(job, now)),
        text: (job) => formatDuration(tookMs(job, now)),
        align: "end",
        width: 84,
        grow: 0,
        card: "change",
      },
      {
        id: "reason",
        header: t("reason"),
        value: (job) => (job.error === null ? null : say(fromJobError(job.error))),
        width: 160,
        grow: 2,
      },
      {
        id: "result",
        header: t("result"),
        value: (job) => jobHref(job),
        cell: (job) => (
          <JobAction
            job={job}
            busy={canceling}
            onCancel={mayCancel(job) ? (one) => cancel({ jobId: one.jobId }) : null}
          />
        ),
        width: 92,
        grow: 0,
        sortable: false,
        align: "end",
        card: "detail",
      },
    ],
    [t, format, text, say, now, cancel, canceling, mayCancel],
  );
}

function tookMs(job: JobView, now: number): number | null {
  return job.startedAt === null ? null : (job.finishedAt ?? now) - job.startedAt;
}

interface JobActionProps {
  readonly job: JobView;
  readonly busy: boolean;
  readonly onCancel: ((job: JobView) => void) | null;
}

function JobAction({ job, busy, onCancel }: JobActionProps) {
  const t = useTranslations("admin.jobs");
  const href = jobHref(job);
  if (href !== null) {
    return (
      <Link href={href} className="link">
        {t("open")}
      </Link>
    );
  }
  if (!isUnderWay(job) || onCancel === null) return null;
  return (
    <Button
      size="sm"
      className="-my-1 h-5 md:px-1.5"
      disabled={busy || job.cancelRequested}
      onClick={() => onCancel(job)}
    >
      {t("cancel")}
    </Button>
  );
}
