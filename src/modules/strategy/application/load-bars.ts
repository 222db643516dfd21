import { EpochMs, err, type InstrumentId, invariant, ok } from "@/modules/_kernel";
import {
  barCount,
  type InstrumentStore,
  type QualityStore,
  type SeriesReader,
  type SeriesSource,
  timeZoneOf,
} from "@/modules/data";
import { windowOf } from "../domain/backtest-spec";
import type { DataQuality, RunBars } from "../ports";

export interface LoadBarsDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly series: Pick<SeriesReader, "sourceOf" | "readBars">;
  readonly quality: Pick<QualityStore, "qualityOf">;
}

/**
 * The bars a backtest runs on. Without a moment to read as of, it takes the one at which the series last changed: reading as
 * of that gives the same bars for ever, whatever is imported later.
 */
export const makeLoadBars =
  ({ instruments, series, quality }: LoadBarsDeps): RunBars =>
  async (spec, asOfMs) => {
    const { symbol, resolution } = spec;
    const instrument = await instruments.find(symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", symbol });
    const source = await series.sourceOf(instrument, resolution);
    if (source === null) {
      return err({ kind: "backtest.window_empty", symbol, resolution, firstMs: null, lastMs: null });
    }
    const zone = timeZoneOf(instrument.timeZone);
    invariant(zone.ok, `an instrument has a known time zone, was ${instrument.timeZone}`);
    const asOf = asOfMs ?? source.changedAtMs;
    const columns = await series.readBars(instrument, resolution, windowOf(spec, zone.value), asOf);
    if (barCount(columns) === 0) {
      const { firstMs, lastMs } = source;
      return err({ kind: "backtest.window_empty", symbol, resolution, firstMs, lastMs });
    }
    return ok({
      bars: columns,
      asOfMs: asOf,
      tradesAtWeekends: instrument.kind === "crypto",
      quality: await judgementOf(quality, instrument.instrumentId, source, asOf),
    });
  };

/** What was judged of the series that the bars come from: of two, the worse. Null when one of them never was. */
async function judgementOf(
  quality: LoadBarsDeps["quality"],
  instrumentId: InstrumentId,
  { resolution, stored, rolledUpFrom }: SeriesSource,
  asOfMs: EpochMs,
): Promise<DataQuality | null> {
  const used = [stored === null ? null : resolution, rolledUpFrom].filter((part) => part !== null);
  const judged = await Promise.all(used.map((part) => quality.qualityOf({ instrumentId, resolution: part })));
  const known = judged.filter((one) => one !== null);
  const scores = known.map(({ score }) => score).filter((score) => score !== null);
  if (known.length < used.length || known.length === 0) return null;
  return {
    score: scores.length < known.length ? null : Math.min(...scores),
    checkedAtMs: EpochMs.of(Math.min(...known.map(({ checkedAtMs }) => checkedAtMs))),
    current: Math.max(...known.map(({ dataChangedAtMs }) => dataChangedAtMs)) >= asOfMs,
  };
}
