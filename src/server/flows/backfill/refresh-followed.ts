import { EpochMs } from "@/modules/_kernel";
import { type FollowedSeries, nextRefreshMs, refreshFromMs, sessionRuleOf, usualSpan } from "@/modules/data";
import { makeBarFetches, makeInstrumentStore } from "@/modules/data/server";
import type { FlowDeps } from "../deps";
import { type StartDeps, startSpan } from "./start-backfill";

/** Followed series that one round begins: their next time is written with them, so the next round takes the rest. */
const REFRESH_MAX = 50;

/** How often it is looked for followed series whose session has closed. */
export const REFRESH_EVERY_MS = 30_000;

/**
 * Starts a fetch for every followed series whose session has closed since it was last asked for. Fetch and next time commit
 * together, so any number of processes may run this at once and each session is asked for once.
 *
 * @returns True when there may be more.
 */
export function refreshFollowedOnce(deps: StartDeps & Pick<FlowDeps, "log">): Promise<boolean> {
  return deps.transactions.run(async (tx) => {
    const due = await makeBarFetches().lockDue(tx, deps.clock.nowMs(), REFRESH_MAX);
    for (const series of due) await refresh(deps, tx, series);
    return due.length === REFRESH_MAX;
  });
}

type Write = Parameters<Parameters<FlowDeps["transactions"]["run"]>[0]>[0];

async function refresh(deps: StartDeps & Pick<FlowDeps, "log">, tx: Write, series: FollowedSeries): Promise<void> {
  const fetches = makeBarFetches();
  const nowMs = deps.clock.nowMs();
  const instrument = await makeInstrumentStore(tx).findByAlias(series.feed, series.alias);
  if (instrument === null) {
    deps.log.warn({ feed: series.feed, alias: series.alias }, "A followed series has lost its alias");
    await fetches.unfollow(tx, series);
    return;
  }
  const answered = await fetches.answered(tx, series, series.feed);
  const completeToMs = answered.length === 0 ? null : Math.max(...answered.map(({ toMs }) => toMs));
  const span = {
    fromMs: refreshFromMs(series.resolution, completeToMs, nowMs),
    toMs: usualSpan(series.resolution, nowMs).toMs,
  };
  const actor = { kind: "system", userId: null, requestId: `refresh ${new Date(nowMs).toISOString()}` } as const;
  const { feed, alias, resolution } = series;
  await startSpan(deps, tx, actor, { instrument, feed, alias, resolution, span, lane: "bulk", reason: "schedule" });
  const nextAtMs = EpochMs.of(nextRefreshMs(sessionRuleOf(instrument), nowMs));
  await fetches.follow(tx, series, nextAtMs, nowMs);
}
