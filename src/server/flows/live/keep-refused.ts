import { EpochMs } from "@/modules/_kernel";
import { barColumnsOf, type FeedId, type Instrument, type RefusedKind, type RefusedMessages } from "@/modules/data";
import { makeQuarantineStore } from "@/modules/data/server";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";

/**
 * Writes refused messages into the quarantine, in one transaction with the news of it, under the lease of the feed. Nothing
 * refused: nothing is written. What could not be written is counted again by the next call.
 */
export async function keepRefusedMessages(
  { clock, work }: Pick<FlowDeps, "clock" | "work">,
  lease: Lease,
  from: {
    readonly feed: FeedId;
    readonly refused: RefusedMessages;
    readonly find: (alias: string) => Instrument | null;
  },
): Promise<void> {
  const taken = from.refused.take();
  if (taken.length === 0) return;
  try {
    await lease.fenced(async (tx) => {
      const nowMs = EpochMs.of(clock.nowMs());
      for (const kind of taken) {
        await makeQuarantineStore().keep(tx, entryOf(kind, from.feed, from.find(kind.alias)), nowMs);
      }
      await work.publish(tx, { topic: "feed.changed", audience: null, payload: { feed: from.feed } });
    });
  } catch (error) {
    from.refused.giveBack(taken);
    throw error;
  }
}

function entryOf(kind: RefusedKind, feed: FeedId, instrument: Instrument | null) {
  const { alias, type, reason, facts, sample, bars, resolution, times, day } = kind;
  return {
    feed,
    alias,
    instrumentId: instrument?.instrumentId ?? null,
    symbol: instrument?.symbol ?? "",
    resolution,
    reason,
    facts,
    bars: bars.length === 0 ? null : barColumnsOf(bars),
    sample,
    live: { message: type, times, window: day },
  };
}
