import type { FlowDeps } from "../deps";
import { type InstrumentCache, makeInstrumentCache, makeQuoteWatch, type QuoteWatch } from "./paper-market";

export type TradeDeps = Pick<
  FlowDeps,
  "sql" | "transactions" | "guarded" | "work" | "signals" | "quotes" | "clock" | "newId" | "log"
>;

/** What the accounts of one process have in common. */
export interface TradeShared extends TradeDeps {
  readonly instruments: InstrumentCache;
  readonly watch: QuoteWatch;
  readonly latencyMs: number;
}

export function openTradeShared(deps: TradeDeps, latencyMs: number): TradeShared {
  return { ...deps, latencyMs, watch: makeQuoteWatch(deps), instruments: makeInstrumentCache(deps) };
}
