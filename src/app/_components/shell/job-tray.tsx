"use client";

import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { isUnderWay } from "@/app/_lib/job-progress";
import { useTRPC } from "@/app/_lib/trpc";
import { useNow } from "@/app/_lib/use-now";
import { EmptyState, FailedState, IconButton, Link, Popover, SkeletonRows } from "../ui";
import { JobLine } from "./job-line";

const JOBS_SHOWN = 12;
/** The stream brings the news; this only catches what a broken stream lost. */
const REFRESH_MS = 30_000;
const SECOND_MS = 1_000;

/** Long work: what runs, how far it is, and what became of it. It runs on when the tab closes. */
export function JobTray() {
  const t = useTranslations("jobs");
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const jobs = useQuery(trpc.job.list.queryOptions({ limit: JOBS_SHOWN }, { refetchInterval: REFRESH_MS }));
  const running = jobs.data?.filter(isUnderWay).length ?? 0;
  const now = useNow(SECOND_MS, open && running > 0);
  return (
    <Popover
      label={t("title")}
      open={open}
      onOpenChange={setOpen}
      align="end"
      className="w-100"
      trigger={
        <IconButton
          label={t("title")}
          icon={<Inbox size={16} strokeWidth={1.5} />}
          count={running}
          tooltip={false}
          className={running === 0 && !open ? "max-md:hidden" : undefined}
        />
      }
    >
      <div className="flex items-center gap-2 px-3 pt-2.5 pb-2 text-12">
        <h2 className="font-semibold">{t("title")}</h2>
        <span className="num text-tx-3">{t("running", { count: running })}</span>
        <span className="flex-1" />
        <Link
          href="/admin/jobs"
          className="link inline-flex items-center text-11 max-md:min-h-11"
          onClick={() => setOpen(false)}
        >
          {t("all")}
        </Link>
      </div>
      <div className="border-t border-line-1 pb-1">
        {jobs.isError && jobs.data === undefined ? (
          <FailedState title={t("failed")} error={jobs.error} safe={t("safe")} onRetry={() => void jobs.refetch()} />
        ) : jobs.data === undefined ? (
          <SkeletonRows rows={3} label={t("loading")} />
        ) : jobs.data.length === 0 ? (
          <EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>
        ) : (
          <ul>
            {jobs.data.map((job) => (
              <li key={job.jobId} className="border-b border-line-1 last:border-b-0">
                <JobLine job={job} nowMs={now} onFollow={() => setOpen(false)} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Popover>
  );
}
