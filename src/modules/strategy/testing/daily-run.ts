import { barColumnsOf, DAY_MS } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import type { InstrumentAction, TradedInstrument } from "../domain/portfolio/market";
import { type PortfolioBacktestResult, runPortfolioBacktest } from "../domain/portfolio/portfolio-backtest";

/** Daily bars that open, close and stay at one price each, and runs that order what a test says. */

export function daily(
  symbol: string,
  closes: readonly number[],
  {
    actions = [],
    hour = 12,
    firstDay = 0,
  }: { actions?: readonly InstrumentAction[]; hour?: number; firstDay?: number } = {},
): TradedInstrument {
  const bars = barColumnsOf(
    closes.map((close, i) => ({
      time: (firstDay + i) * DAY_MS,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1_000,
    })),
  );
  const closeMs = bars.time.map((time) => time + (hour / 24) * DAY_MS);
  return { symbol, base: { bars, closeMs }, terms: DEFAULT_TERMS, actions };
}

export type Order = readonly [moment: number, instrument: number, quantity: number];

export function runOrders(
  instruments: readonly TradedInstrument[],
  orders: readonly Order[],
  financed = false,
): PortfolioBacktestResult {
  let moment = -1;
  return runPortfolioBacktest({
    run: {
      onBars: (market) => {
        moment += 1;
        for (const [at, which, quantity] of orders) {
          const desk = market.instruments[which];
          if (at !== moment || desk === undefined || desk.bar.index < 0) continue;
          if (quantity > 0) desk.buy(quantity);
          else desk.sell(-quantity);
        }
      },
    },
    instruments,
    broker: { ...DEFAULT_BROKER, cash: 10_000, commission: { kind: "fixed", amount: 1 } },
    ...(financed ? { financing: { creditRate: 0.05, debitRate: 0.1, borrowRate: 0.02 } } : {}),
  });
}
