import {
  type BarStore,
  type CorporateActionStore,
  type InstrumentStore,
  makeOpenAdjustedSeries,
  makeReadHeldActions,
  makeSeriesReader,
} from "@/modules/data";
import { makeBarStore, makeCorporateActionStore, makeInstrumentStore, makeQualityStore } from "@/modules/data/server";
import { codeHost, hashColumns, makeLoadBars } from "@/modules/strategy/server";
import type { FlowDeps } from "./deps";
import { makeFindStrategy } from "./strategies/find-strategy";

type StoredQuality = Parameters<typeof makeLoadBars>[0]["quality"];

/** Nobody asks how far bars can be trusted: of what is decided at each bar it is known already. */
export const UNJUDGED: StoredQuality = { qualityOf: async () => null };

/** What is known of instruments and of what there is of them; looked up each time where nobody knows better. */
export interface KnownMarket {
  readonly bars: BarStore;
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly actions: Pick<CorporateActionStore, "known">;
}
const looksUp = (sql: FlowDeps["sql"]): KnownMarket => ({
  bars: makeBarStore(sql),
  instruments: makeInstrumentStore(sql),
  actions: makeCorporateActionStore(sql),
});

/** Reads the stored bars that a backtest runs on. */
export function makeStoredBars(
  sql: FlowDeps["sql"],
  quality: StoredQuality = makeQualityStore(sql),
  { bars, instruments, actions }: KnownMarket = looksUp(sql),
) {
  return makeLoadBars({
    instruments,
    series: makeSeriesReader(bars, "stored"),
    openSeries: makeOpenAdjustedSeries({ bars, actions }),
    quality,
  });
}

/** Everything that a run reads: its strategy, bars, what happens to who holds an instrument, and how columns are hashed. */
export function makeStoredMarket(sql: FlowDeps["sql"], known: KnownMarket = looksUp(sql)) {
  const { bars, instruments, actions } = known;
  return {
    find: makeFindStrategy({ sql }),
    instruments,
    loadBars: makeStoredBars(sql, makeQualityStore(sql), known),
    heldActions: makeReadHeldActions({ bars, actions }),
    hashColumns,
    codeRuns: codeHost.runs,
  };
}
