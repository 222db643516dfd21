import { err, ok } from "@/modules/_kernel";
import {
  type Coverage,
  encodeBarColumns,
  hasExtendedHours,
  type Instrument,
  type InstrumentStore,
  type OpenAdjustedSeries,
  sessionRuleOf,
  sourcesFrom,
} from "@/modules/data";
import { BARS_PER_PAGE_MAX, INSTRUMENTS_PER_PAGE_MAX } from "@/modules/data/server";
import { adjustmentRefused } from "./adjustment-refused";
import type { Flows, InstrumentView } from "./contract";
import type { AppError } from "./errors";

interface MarketDataDeps {
  readonly instruments: InstrumentStore;
  readonly openSeries: OpenAdjustedSeries;
}

interface PageDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly openSeries: OpenAdjustedSeries;
}

/** Instruments as people see them: with what there is of each. */
export const makeSearchInstruments =
  ({ instruments }: MarketDataDeps): Flows["searchInstruments"] =>
  async (query, limit) => {
    const found = await instruments.search(query, Math.min(limit, INSTRUMENTS_PER_PAGE_MAX));
    const coverage = await instruments.coverage(found.map(({ instrumentId }) => instrumentId));
    return found.map((instrument) => instrumentView(instrument, coverage.get(instrument.instrumentId) ?? []));
  };

/** One instrument by its exact symbol, in any case. */
export const makeGetInstrument =
  ({ instruments }: MarketDataDeps): Flows["getInstrument"] =>
  async (symbol) => {
    const instrument = await instruments.find(symbol.toUpperCase());
    if (instrument === null) return err(notFound(symbol));
    const coverage = await instruments.coverage([instrument.instrumentId]);
    return ok(instrumentView(instrument, coverage.get(instrument.instrumentId) ?? []));
  };

/**
 * The newest bars before a moment, as the bytes that the chart reads. Adjusted prices are on the footing of the newest bar,
 * or of the date given.
 */
export const makeReadBarPage =
  ({ instruments, openSeries }: PageDeps): Flows["readBarPage"] =>
  async ({ symbol, resolution, toMs, limit, adjustment, hours, untilDate = null }) => {
    const instrument = await instruments.find(symbol.toUpperCase());
    if (instrument === null) return err(notFound(symbol));
    const bounded = Math.min(Math.max(1, limit), BARS_PER_PAGE_MAX);
    const now = {
      barsAsOfMs: null,
      actionsAsOfMs: null,
      untilDateMs: untilDate === null ? null : Date.parse(untilDate),
    };
    const opened = await openSeries(instrument, resolution, { adjustment, hours, ...now });
    if (!opened.ok) return err(adjustmentRefused(opened.error));
    const page = await opened.value.reader.readLatest(instrument, resolution, toMs, bounded);
    return ok(encodeBarColumns(page));
  };

const notFound = (symbol: string): AppError => ({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });

/** An instrument as people see it. */
export function instrumentView(instrument: Instrument, coverage: readonly Coverage[]): InstrumentView {
  const sources = sourcesFrom(instrument, coverage);
  return {
    ...instrument,
    sessions: sessionRuleOf(instrument).id,
    extendedHours: hasExtendedHours(instrument.calendar),
    resolutions: sources.map(({ resolution, stored, rolledUpFrom }) => ({
      resolution,
      stored: stored !== null,
      rolledUpFrom,
    })),
    coverage: coverage.map(({ resolution, bars, firstMs, lastMs }) => ({ resolution, bars, firstMs, lastMs })),
  };
}
