import { makeOpenAdjustedSeries, makeReadHeldActions, makeSeriesReader } from "@/modules/data";
import { makeBarStore, makeCorporateActionStore, makeInstrumentStore, makeQualityStore } from "@/modules/data/server";
import { codeHost, hashColumns, makeLoadBars } from "@/modules/strategy/server";
import type { FlowDeps } from "./deps";
import { makeFindStrategy } from "./strategies/find-strategy";

type StoredQuality = Parameters<typeof makeLoadBars>[0]["quality"];

/** Nobody asks how far bars can be trusted: of what is decided at each bar it is known already. */
export const UNJUDGED: StoredQuality = { qualityOf: async () => null };

/** Reads the stored bars that a backtest runs on. */
export function makeStoredBars(sql: FlowDeps["sql"], quality: StoredQuality = makeQualityStore(sql)) {
  const bars = makeBarStore(sql);
  return makeLoadBars({
    instruments: makeInstrumentStore(sql),
    series: makeSeriesReader(bars, "stored"),
    openSeries: makeOpenAdjustedSeries({ bars, actions: makeCorporateActionStore(sql) }),
    quality,
  });
}

/** Everything that a run reads: its strategy, bars, what happens to who holds an instrument, and how columns are hashed. */
export function makeStoredMarket(sql: FlowDeps["sql"]) {
  return {
    find: makeFindStrategy({ sql }),
    instruments: makeInstrumentStore(sql),
    loadBars: makeStoredBars(sql),
    heldActions: makeReadHeldActions({ bars: makeBarStore(sql), actions: makeCorporateActionStore(sql) }),
    hashColumns,
    codeRuns: codeHost.runs,
  };
}
