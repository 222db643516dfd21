import { EpochMs, type Result } from "@/modules/_kernel";
import { type BarColumns, barCount, concatBars, joinBars, sliceBars } from "../../domain/bar-columns";
import type { SeriesSpan } from "../../ports";
import type { AdjustedSeriesError, AdjustmentBasis, OpenAdjustedSeries } from "./adjusted-series";
import { firstChangedDay } from "./changed-days";
import type { SeriesInstrument } from "./series-reader";

/** The newest daily bars of an instrument on one footing, with what tells how to go on from them. */
export interface KnownDays {
  readonly instrument: SeriesInstrument;
  /** As they were looked up before the bars were read. */
  readonly spans: readonly SeriesSpan[];
  readonly basis: AdjustmentBasis;
  readonly days: BarColumns;
}

export interface DaysWanted {
  readonly instrument: SeriesInstrument;
  readonly spans: readonly SeriesSpan[];
  /** Days that were read before, of this instrument. Null: none were. */
  readonly before: KnownDays | null;
}

const EVER_MS = EpochMs.of(8.64e15);

/**
 * Reads the newest `limit` daily bars with prices free of splits and dividends. Where bars only came after the last ones since `before`
 * was read, and the same actions are in force, only the days that those are in are read: the rest is what it was, bit for bit.
 * Whatever else has changed, all of it is read.
 */
export function makeReadDays(
  openSeries: OpenAdjustedSeries,
  limit: number,
): (wanted: DaysWanted) => Promise<Result<KnownDays, AdjustedSeriesError>> {
  return async ({ instrument, spans, before }) => {
    const known = before !== null && isSameRule(before.instrument, instrument) ? before : null;
    const firstChangedMs = known === null ? null : firstChangedDay(instrument, known.spans, spans);
    const opened = await openSeries(instrument, "1d", {
      adjustment: "total_return",
      hours: "stored",
      barsAsOfMs: null,
      actionsAsOfMs: null,
      untilDateMs: null,
      ...(known === null || firstChangedMs === null ? {} : { before: { basis: known.basis, firstChangedMs } }),
    });
    if (!opened.ok) return opened;
    const { reader, basis, isAsBefore } = opened.value;
    const found = (days: BarColumns) => ({ ok: true, value: { instrument, spans, basis, days } }) as const;
    if (known === null || firstChangedMs === null || !isAsBefore)
      // A copy of the days alone: what was read of minutes for them is let go.
      return found(concatBars([await reader.readLatest(instrument, "1d", null, limit)]));
    if (firstChangedMs === Number.POSITIVE_INFINITY) return found(known.days);
    const range = { fromMs: EpochMs.of(firstChangedMs), toMs: EVER_MS };
    return found(
      spliced(known.days, await reader.readBars(instrument, "1d", range, EVER_MS), { firstChangedMs, limit }),
    );
  };
}

function isSameRule(one: SeriesInstrument, other: SeriesInstrument): boolean {
  return one.instrumentId === other.instrumentId && one.calendar === other.calendar && one.timeZone === other.timeZone;
}

function spliced(
  days: BarColumns,
  changed: BarColumns,
  { firstChangedMs, limit }: { readonly firstChangedMs: number; readonly limit: number },
): BarColumns {
  const at = days.time.findIndex((time) => time >= firstChangedMs);
  const joined = joinBars(at < 0 ? days : sliceBars(days, 0, at), changed);
  const count = barCount(joined);
  return sliceBars(joined, Math.max(0, count - limit), count);
}
