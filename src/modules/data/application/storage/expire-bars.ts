import type { EpochMs, SqlPort, Transactions } from "@/modules/_kernel";
import { type BarColumns, barCount } from "../../domain/bar-columns";
import { sessionRuleOf } from "../../domain/session-rule";
import {
  chunkEndOf,
  cutoffOf,
  type LimitedResolution,
  type LongerResolution,
  longerToKeep,
  makeLonger,
  type RetentionPolicy,
} from "../../domain/storage/retention";
import type { ExpiringSeries, StorageStore } from "../../ports/storage";

/** What went in one piece, and what was stored in its place. */
export interface ExpiredPiece {
  readonly forgotten: number;
  readonly made: Readonly<Partial<Record<LongerResolution, number>>>;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ExpireDeps {
  readonly transactions: Transactions;
  readonly store: StorageStore;
  /** Joins the transaction: record and news. */
  readonly expired: (tx: SqlPort, series: ExpiringSeries, piece: ExpiredPiece) => Promise<void>;
}

/**
 * Lets one piece of a series go that is older than its resolution is kept: the longer bars of it are stored first, in the same
 * transaction, so that nothing which was shown is lost but the detail. A longer bar that a source gave stays as it is. Null:
 * nothing is that old.
 */
export const makeExpireBars =
  ({ transactions, store, expired }: ExpireDeps) =>
  (
    series: ExpiringSeries,
    resolution: LimitedResolution,
    { policy, nowMs }: { readonly policy: RetentionPolicy; readonly nowMs: EpochMs },
  ): Promise<ExpiredPiece | null> => {
    const { instrument, firstMs } = series;
    const keepDays = policy.get(resolution);
    const rule = sessionRuleOf(instrument);
    const cutoffMs = keepDays === undefined ? firstMs : cutoffOf(rule, keepDays, nowMs);
    if (firstMs >= cutoffMs) return Promise.resolve(null);
    const toMs = chunkEndOf(rule, firstMs, cutoffMs);
    const key = { instrumentId: instrument.instrumentId, resolution };
    return transactions.run(async (tx) => {
      const { bars, knownMs } = await store.lockBefore(tx, key, toMs, nowMs);
      const all = makeLonger(bars, resolution, rule);
      const made: Partial<Record<LongerResolution, number>> = {};
      for (const longer of longerToKeep(resolution, policy)) {
        const rolled = all.get(longer);
        if (rolled === undefined || barCount(rolled) === 0) continue;
        const dated = { resolution: longer, bars: rolled, knownMs: newestWithin(bars, knownMs, rolled) };
        made[longer] = await store.keepLonger(tx, instrument, dated, nowMs);
      }
      const forgotten = await store.forgetBefore(tx, key, toMs, nowMs);
      const piece = { forgotten, made, fromMs: firstMs, toMs };
      await expired(tx, series, piece);
      return piece;
    });
  };

/**
 * Since when each longer bar is known: since the newest of the finer ones up to the next longer bar. A date of a session is
 * before its bars, so those of the first one count from the beginning.
 */
function newestWithin(bars: BarColumns, knownMs: Float64Array, longer: BarColumns): Float64Array {
  const newest = new Float64Array(barCount(longer));
  let place = 0;
  for (let at = 0; at < barCount(bars); at += 1) {
    while (place + 1 < newest.length && (bars.time[at] ?? 0) >= (longer.time[place + 1] ?? 0)) place += 1;
    newest[place] = Math.max(newest[place] ?? 0, knownMs[at] ?? 0);
  }
  return newest;
}
