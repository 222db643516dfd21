import { EpochMs, err, invariant, ok } from "@/modules/_kernel";
import { type BarStore, barCount, type InstrumentStore, timeZoneOf } from "@/modules/data";
import { windowOf } from "../domain/backtest-spec";
import type { RunBars } from "../ports";

export interface LoadBarsDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly bars: Pick<BarStore, "coverageOf" | "readBars">;
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
    const series = { instrumentId: instrument.instrumentId, resolution };
    const coverage = await bars.coverageOf(series);
    const asOf = asOfMs ?? coverage?.changedAtMs ?? EpochMs.of(0);
    const zone = timeZoneOf(instrument.timeZone);
    invariant(zone.ok, `an instrument has a known time zone, was ${instrument.timeZone}`);
    const columns = await bars.readBars(series, windowOf(spec, zone.value), asOf);
    if (barCount(columns) > 0) {
      return ok({ bars: columns, asOfMs: asOf, tradesAtWeekends: instrument.kind === "crypto" });
    }
    const { firstMs = null, lastMs = null } = coverage ?? {};
    return err({ kind: "backtest.window_empty", symbol, resolution, firstMs, lastMs });
  };
