import { EpochMs, err, invariant, ok } from "@/modules/_kernel";
import {
  type BarColumns,
  type BarStore,
  barCount,
  type Coverage,
  type InstrumentStore,
  resolutionMinutes,
  rollUp,
  type SeriesKey,
  timeZoneOf,
} from "@/modules/data";
import { windowOf } from "../domain/backtest-spec";
import type { RunBars } from "../ports";

type Bars = Pick<BarStore, "coverageOf" | "readBars">;

export interface LoadBarsDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly bars: Bars;
}

/** Where bars of a resolution come from: their own series, or one-minute bars to roll up. */
export interface BarSource {
  readonly series: SeriesKey;
  readonly coverage: Coverage;
  /** Minutes to roll up to, or null for bars as they are stored. */
  readonly minutes: number | null;
}

/** The source of a series, or null when there is nothing of it. 5m and 15m that nobody imported are made of 1m. */
export async function findBarSource(bars: Bars, series: SeriesKey): Promise<BarSource | null> {
  const coverage = await bars.coverageOf(series);
  if (coverage !== null) return { series, coverage, minutes: null };
  if (series.resolution !== "5m" && series.resolution !== "15m") return null;
  const fine = { ...series, resolution: "1m" } as const;
  const stored = await bars.coverageOf(fine);
  return stored === null ? null : { series: fine, coverage: stored, minutes: resolutionMinutes(series.resolution) };
}

/**
 * The bars a backtest runs on. Without a moment to read as of, it takes the one at which the series last changed: reading as
 * of that gives the same bars for ever, whatever is imported later.
 */
export const makeLoadBars =
  ({ instruments, bars }: LoadBarsDeps): RunBars =>
  async (spec, asOfMs) => {
    const { symbol, resolution } = spec;
    const instrument = await instruments.find(symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", symbol });
    const source = await findBarSource(bars, { instrumentId: instrument.instrumentId, resolution });
    const { firstMs = null, lastMs = null, changedAtMs = EpochMs.of(0) } = source?.coverage ?? {};
    const zone = timeZoneOf(instrument.timeZone);
    invariant(zone.ok, `an instrument has a known time zone, was ${instrument.timeZone}`);
    const asOf = asOfMs ?? changedAtMs;
    const columns = source === null ? null : await readFrom(bars, source, windowOf(spec, zone.value), asOf);
    if (columns === null || barCount(columns) === 0) {
      return err({ kind: "backtest.window_empty", symbol, resolution, firstMs, lastMs });
    }
    return ok({ bars: columns, asOfMs: asOf, tradesAtWeekends: instrument.kind === "crypto" });
  };

async function readFrom(
  bars: Bars,
  { series, minutes }: BarSource,
  window: ReturnType<typeof windowOf>,
  asOfMs: EpochMs,
): Promise<BarColumns> {
  const stored = await bars.readBars(series, window, asOfMs);
  return minutes === null ? stored : rollUp(stored, minutes);
}
