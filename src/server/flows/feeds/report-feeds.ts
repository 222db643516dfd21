import type { FeedId } from "@/modules/data";
import { type FeedHealth, type Feeds, makeFeedStore, makeQuarantineStore } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

/** How often a process tells how its calls went: what the feeds page may be behind. */
export const REPORT_FEEDS_EVERY_MS = 2_000;

type ReportDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work"> & { readonly feeds: Feeds };

/**
 * Makes the round that reports how this process' calls to feeds went since the round before. What a source sent instead of
 * what it promises goes to the quarantine. A feed that nobody called is not written.
 */
export function makeReportFeeds({ sql, transactions, clock, work, feeds }: ReportDeps): () => Promise<boolean> {
  const [store, quarantine] = [makeFeedStore(), makeQuarantineStore()];
  const told = new Map<FeedId, FeedHealth>();
  return async () => {
    for (const { id } of feeds.providers) {
      const health = feeds.health(id);
      const before = told.get(id);
      if (health === null || (health.requests === 0 && health.lastRefusal === null)) continue;
      if (before !== undefined && !differ(before, health)) continue;
      await store.report(sql, reportOf(id, health, before, clock.nowMs()));
      const refusal = health.lastRefusal;
      const fresh = refusal !== null && refusal.atMs !== before?.lastRefusal?.atMs;
      await transactions.run(async (tx) => {
        if (fresh && refusal.refusal.kind === "feed.malformed") {
          const { what, sample } = refusal.refusal;
          const entry = {
            feed: id,
            alias: "",
            instrumentId: null,
            symbol: "",
            resolution: null,
            bars: null,
            sample,
            live: null,
          };
          await quarantine.keep(tx, { ...entry, reason: "malformed", facts: { what } }, clock.nowMs());
        }
        await work.publish(tx, { topic: "feed.changed", audience: null, payload: { feed: id } });
      });
      told.set(id, health);
    }
    return false;
  };
}

function differ(a: FeedHealth, b: FeedHealth): boolean {
  return (
    a.requests !== b.requests ||
    a.errors !== b.errors ||
    a.lastSuccessMs !== b.lastSuccessMs ||
    a.lastRefusal?.atMs !== b.lastRefusal?.atMs ||
    a.breaker.state !== b.breaker.state
  );
}

function reportOf(feed: FeedId, health: FeedHealth, before: FeedHealth | undefined, atMs: number) {
  const { breaker, lastSuccessMs, lastRefusal, rateLeft } = health;
  return {
    feed,
    requests: health.requests - (before?.requests ?? 0),
    errors: health.errors - (before?.errors ?? 0),
    lastSuccessMs,
    lastRefusal,
    openUntilMs: breaker.state === "open" ? breaker.untilMs : null,
    rateLeft,
    atMs,
  };
}
