import { EpochMs, err, type InstrumentId, invariant, ok } from "@/modules/_kernel";
import {
  barCount,
  type InstrumentStore,
  type OpenAdjustedSeries,
  type QualityStore,
  type SeriesReader,
  type SeriesSource,
  timeZoneOf,
} from "@/modules/data";
import { lastDateOf, windowOf } from "../domain/backtest-spec";
import type { DataQuality, RunBars } from "../ports";

export interface LoadBarsDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly series: Pick<SeriesReader, "sourceOf">;
  readonly openSeries: OpenAdjustedSeries;
  readonly quality: Pick<QualityStore, "qualityOf">;
}

/** Before anything was known. */
const NEVER = EpochMs.of(0);

/**
 * The bars a backtest runs on. Without moments to read as of, it takes those at which bars and corporate actions last
 * changed: reading as of them gives the same bars for ever, whatever is imported later. Adjusted prices are on the footing
 * of the last day asked for: what happened to the share after it is not in them.
 */
export const makeLoadBars =
  ({ instruments, series, openSeries, quality }: LoadBarsDeps): RunBars =>
  async (spec, asOf) => {
    const { symbol, resolution, adjustment } = spec;
    const instrument = await instruments.find(symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", symbol });
    const source = await series.sourceOf(instrument, resolution);
    if (source === null) {
      return err({ kind: "backtest.window_empty", symbol, resolution, firstMs: null, lastMs: null });
    }
    const zone = timeZoneOf(instrument.timeZone);
    invariant(zone.ok, `an instrument has a known time zone, was ${instrument.timeZone}`);
    const barsAsOfMs = asOf?.asOfMs ?? source.changedAtMs;
    const opened = await openSeries(instrument, resolution, {
      adjustment,
      hours: "stored",
      barsAsOfMs,
      actionsAsOfMs: asOf === null ? null : (asOf.actionsAsOfMs ?? NEVER),
      untilDateMs: lastDateOf(spec),
    });
    if (!opened.ok) return opened;
    const { reader, actions, actionsAsOfMs } = opened.value;
    const columns = await reader.readBars(instrument, resolution, windowOf(spec, zone.value), barsAsOfMs);
    if (barCount(columns) === 0) {
      const { firstMs, lastMs } = source;
      return err({ kind: "backtest.window_empty", symbol, resolution, firstMs, lastMs });
    }
    return ok({
      bars: columns,
      asOfMs: barsAsOfMs,
      actions,
      actionsAsOfMs,
      tradesAtWeekends: instrument.kind === "crypto",
      timeZone: zone.value,
      calendar: instrument.calendar,
      quality: await judgementOf(quality, instrument.instrumentId, source, barsAsOfMs),
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
