import { err, invariant, ok } from "@/modules/_kernel";
import { barCount, type InstrumentStore, type SeriesReader, timeZoneOf } from "@/modules/data";
import { windowOf } from "../domain/backtest-spec";
import type { RunBars } from "../ports";

export interface LoadBarsDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly series: Pick<SeriesReader, "sourceOf" | "readBars">;
}

/**
 * The bars a backtest runs on. Without a moment to read as of, it takes the one at which the series last changed: reading as
 * of that gives the same bars for ever, whatever is imported later.
 */
export const makeLoadBars =
  ({ instruments, series }: LoadBarsDeps): RunBars =>
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
    return ok({ bars: columns, asOfMs: asOf, tradesAtWeekends: instrument.kind === "crypto" });
  };
