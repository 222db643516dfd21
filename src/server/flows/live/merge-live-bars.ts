import { EpochMs, type SqlPort } from "@/modules/_kernel";
import {
  type Bar,
  type BatchFacts,
  barColumnsOf,
  type CheckedBars,
  type FeedId,
  type Instrument,
  type Resolution,
} from "@/modules/data";
import { makeBarIngest } from "@/modules/data/server";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";

export type MergeDeps = Pick<FlowDeps, "clock" | "work" | "signals">;

/** Bars that one event tells by themselves; of more it says only that there are some. */
const BARS_TOLD_MAX = 20;

/** Where bars come from: ticks that were added up, or the source's own history. */
export interface LiveBatch {
  readonly feed: FeedId;
  readonly instrument: Instrument;
  readonly origin: "live" | "feed";
  readonly resolution: Resolution;
  /** Oldest first, each time once. */
  readonly bars: readonly Bar[];
}

/** Counts of what a merge did. */
export interface LiveMerge {
  readonly inserted: number;
  readonly replaced: number;
}

/** Bars that are added without staging: an hour of minutes. More than that is history. */
const APPENDED_MAX = 60;
const NOTHING: LiveMerge = { inserted: 0, replaced: 0 };

/**
 * Merges bars of one instrument, in one transaction with their news, under the lease of the feed. May be called again with
 * the same bars: they are found unchanged, and nobody is told. A bar that was known otherwise moves to the revisions, and
 * `bars.repaired` says so. Whoever waits for bars of the instrument is woken at once, without waiting for the news.
 */
export async function mergeLiveBars(deps: MergeDeps, lease: Lease, batch: LiveBatch): Promise<LiveMerge> {
  if (batch.bars.length === 0) return NOTHING;
  const merged = await mergeBars(deps, lease, batch);
  if (merged.inserted + merged.replaced > 0) deps.signals.send("bars", batch.instrument.symbol);
  return merged;
}

async function mergeBars({ clock, work }: MergeDeps, lease: Lease, batch: LiveBatch): Promise<LiveMerge> {
  const { instrument, bars, resolution } = batch;
  const ingest = makeBarIngest();
  const series = { instrumentId: instrument.instrumentId, resolution };
  const facts = factsOf(lease, batch);
  if (bars.length <= APPENDED_MAX) {
    const added = await lease.fenced(async (tx) => {
      const counts = { inserted: bars.length, replaced: 0 };
      const news = () => tell(work, tx, batch, counts);
      return (await ingest.append(tx, series, facts, bars, EpochMs.of(clock.nowMs()), news)) ? counts : null;
    });
    if (added !== null) return added;
  }
  return lease.fenced(async (tx) => {
    await ingest.stage(tx, oneBatch(bars));
    const done = await ingest.merge(tx, series, facts, EpochMs.of(clock.nowMs()), () => undefined);
    const { inserted, replaced } = done;
    if (inserted + replaced > 0) await tell(work, tx, batch, { inserted, replaced });
    return { inserted, replaced };
  });
}

/**
 * Takes minutes away that never were: all their trades were canceled. What they had been stays among the revisions, and
 * `bars.repaired` says so. Bars of other sources stay.
 */
export async function removeLiveBars(
  { clock, work }: Pick<MergeDeps, "clock" | "work">,
  lease: Lease,
  { feed, instrument, times }: Pick<LiveBatch, "feed" | "instrument"> & { readonly times: readonly number[] },
): Promise<number> {
  if (times.length === 0) return 0;
  const { instrumentId, symbol } = instrument;
  const series = { instrumentId, resolution: "1m" } as const;
  return lease.fenced(async (tx) => {
    const count = await makeBarIngest().remove(tx, series, { source: feed, times }, EpochMs.of(clock.nowMs()));
    if (count === 0) return 0;
    const span = { fromMs: Math.min(...times), toMs: Math.max(...times) };
    const payload = { symbol, ...series, ...span, feed, count, why: "canceled" };
    await work.publish(tx, { topic: "bars.repaired", audience: null, payload });
    return count;
  });
}

async function* oneBatch(bars: readonly Bar[]): AsyncGenerator<CheckedBars> {
  const lines = Int32Array.from(bars, (_, index) => index + 1);
  yield { bars: barColumnsOf(bars), lines, count: bars.length };
}

/** One import an instrument and holder of the feed: what came in one stretch is taken back in one. */
function factsOf({ token }: Lease, { feed, instrument }: LiveBatch): BatchFacts {
  return {
    batch: `live.${token}.${instrument.instrumentId}`,
    symbol: instrument.symbol,
    source: feed,
    title: `Live from ${feed}`,
    origin: "live",
    createdBy: null,
  };
}

async function tell(
  work: MergeDeps["work"],
  tx: SqlPort,
  { feed, instrument, origin, bars, resolution }: LiveBatch,
  { inserted, replaced }: LiveMerge,
): Promise<void> {
  const { symbol, instrumentId } = instrument;
  const series = { symbol, instrumentId, resolution };
  // The news of closed bars is of minutes.
  const isTold = origin === "live" && resolution === "1m" && bars.length <= BARS_TOLD_MAX;
  if (isTold) {
    const rows = bars.map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume]);
    await work.publish(tx, { topic: "bars.closed", audience: null, payload: { ...series, bars: rows } });
  } else if (inserted > 0 || origin === "feed") {
    await work.publish(tx, { topic: "bars.changed", audience: null, payload: { symbol, resolution } });
  }
  if (replaced === 0) return;
  const [first, last] = [bars[0], bars.at(-1)];
  const span = { fromMs: first?.time ?? null, toMs: last?.time ?? null };
  await work.publish(tx, {
    topic: "bars.repaired",
    audience: null,
    payload: { ...series, ...span, feed, count: replaced, why: origin === "live" ? "late_or_corrected" : "history" },
  });
}
