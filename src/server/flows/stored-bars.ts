import { makeOpenAdjustedSeries, makeSeriesReader } from "@/modules/data";
import { makeBarStore, makeCorporateActionStore, makeInstrumentStore, makeQualityStore } from "@/modules/data/server";
import { makeLoadBars } from "@/modules/strategy/server";
import type { FlowDeps } from "./deps";

/** Reads the stored bars that a backtest runs on. */
export function makeStoredBars(sql: FlowDeps["sql"]) {
  const bars = makeBarStore(sql);
  return makeLoadBars({
    instruments: makeInstrumentStore(sql),
    series: makeSeriesReader(bars, "stored"),
    openSeries: makeOpenAdjustedSeries({ bars, actions: makeCorporateActionStore(sql) }),
    quality: makeQualityStore(sql),
  });
}
