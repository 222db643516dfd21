"use client";

import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { isUnderWay } from "@/app/_lib/job-progress";
import { useTRPC } from "@/app/_lib/trpc";
import { useNow } from "@/app/_lib/use-now";
import { IconButton, Link, Popover } from "../ui";
import { JobLines } from "./opened";

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
      onOpenChange={(next) => {
        JobLines.ahead();
        setOpen(next);
      }}
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
        <JobLines jobs={jobs} nowMs={now} onFollow={() => setOpen(false)} />
      </div>
    </Popover>
  );
}
