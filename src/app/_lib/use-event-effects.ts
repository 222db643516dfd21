"use client";

import type { QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { RouterOutputs } from "@/server/api/root";
import { makeConflated } from "./conflated";
import { type HubEvent, TOPIC_RESET } from "./event-hub";
import { markOld } from "./mark-old";
import type { useTRPC } from "./trpc";

export type JobView = RouterOutputs["job"]["list"][number];
export type NotificationView = RouterOutputs["notification"]["list"][number];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Our own server wrote it; the check only tells apart what a newer server may send. */
export function isJobView(value: unknown): value is JobView {
  return (
    isRecord(value) &&
    typeof value["jobId"] === "string" &&
    typeof value["status"] === "string" &&
    isRecord(value["progress"])
  );
}

export function isNotificationView(value: unknown): value is NotificationView {
  return isRecord(value) && typeof value["notificationId"] === "string" && typeof value["messageKey"] === "string";
}

const STATUS_ORDER = { queued: 0, running: 1, succeeded: 2, failed: 2, canceled: 2 } as const;

/** Whether `next` is newer news of the same job: a late progress report never reopens a job that has ended. */
export function isLaterJob(known: JobView, next: JobView): boolean {
  const step = STATUS_ORDER[next.status] - STATUS_ORDER[known.status];
  return step > 0 || (step === 0 && next.progress.done >= known.progress.done);
}

/** The list with `job` in its place, or in front when it is new. */
export function mergeJob(jobs: readonly JobView[], job: JobView): JobView[] {
  const place = jobs.findIndex((known) => known.jobId === job.jobId);
  const known = jobs[place];
  if (known === undefined) return [job, ...jobs];
  return isLaterJob(known, job) ? jobs.with(place, job) : [...jobs];
}

/** Parts of the API whose answers a topic makes old. */
const STALE_BY_TOPIC = new Map<
  string,
  readonly (
    | "notification"
    | "instrument"
    | "import"
    | "backtest"
    | "system"
    | "quality"
    | "feed"
    | "corporateAction"
    | "marketEvent"
    | "screen"
    | "watchlist"
    | "backfill"
    | "replay"
    | "search"
    | "orders"
    | "algos"
    | "accounts"
    | "risk"
    | "reconcile"
    | "deployments"
    | "alert"
    | "approvals"
    | "drills"
    | "strategy"
    | "preset"
    | "publication"
  )[]
>([
  ["notification.created", ["notification"]],
  ["instruments.changed", ["instrument", "watchlist"]],
  ["watchlist.changed", ["watchlist"]],
  ["bars.changed", ["instrument", "import", "quality", "backfill"]],
  ["feed.changed", ["feed"]],
  ["feed.search", ["feed"]],
  ["replay.changed", ["replay"]],
  ["actions.changed", ["corporateAction", "marketEvent", "instrument"]],
  ["events.changed", ["marketEvent"]],
  ["screen.finished", ["screen"]],
  ["backtest.finished", ["backtest"]],
  ["backtest.examined", ["backtest"]],
  ["search.changed", ["search"]],
  ["quality.changed", ["quality"]],
  ["orders.changed", ["orders", "algos", "accounts", "risk"]],
  ["algos.changed", ["algos"]],
  ["trading.state", ["orders"]],
  ["risk.limits", ["risk", "approvals"]],
  ["risk.protection", ["risk", "approvals"]],
  ["orders.approvals", ["approvals"]],
  ["deployments.approvals", ["approvals", "deployments"]],
  ["risk.drills", ["drills"]],
  ["reconcile.changed", ["reconcile"]],
  ["accounts.changed", ["accounts"]],
  ["deployments.changed", ["deployments"]],
  ["alerts.changed", ["alert"]],
  ["strategies.published", ["strategy", "preset", "publication"]],
  ["health.changed", ["system"]],
]);

/** A burst of news, such as a fetch of many instruments, asks again for each part once in this time. */
const MARKED_EVERY_MS = 1_000;

/** What each topic makes old. Progress is written into the cache; everything else is asked for again. */
export function useEventEffects(trpc: ReturnType<typeof useTRPC>, queryClient: QueryClient): (event: HubEvent) => void {
  const renewals = useMemo(() => {
    const parts = [...new Set([...STALE_BY_TOPIC.values()].flat())];
    const renewalOf = (part: (typeof parts)[number]) =>
      makeConflated(() => markOld(queryClient, trpc[part].pathFilter()), MARKED_EVERY_MS);
    return new Map(parts.map((part) => [part, renewalOf(part)]));
  }, [trpc, queryClient]);
  useEffect(
    () => () => {
      for (const renewal of renewals.values()) renewal.stop();
    },
    [renewals],
  );
  return useCallback(
    (event: HubEvent) => {
      const job = event.payload;
      if (event.topic === "job.updated" && isJobView(job)) {
        queryClient.setQueriesData<JobView[]>(trpc.job.list.queryFilter(), (jobs) =>
          jobs === undefined ? jobs : mergeJob(jobs, job),
        );
        queryClient.setQueryData(trpc.job.get.queryKey({ jobId: job.jobId }), (known) =>
          known === undefined || isLaterJob(known, job) ? job : known,
        );
      }
      // Nobody knows what was missed: everything on the screen may be old.
      if (event.topic === TOPIC_RESET) markOld(queryClient);
      for (const part of STALE_BY_TOPIC.get(event.topic) ?? []) renewals.get(part)?.call();
    },
    [trpc, queryClient, renewals],
  );
}
