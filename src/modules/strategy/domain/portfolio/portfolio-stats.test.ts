import { describe, expect, it } from "vitest";
import { barColumnsOf, DAY_MS } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import type { TradedInstrument } from "./market";
import { runPortfolioBacktest } from "./portfolio-backtest";
import { equalWeightHold, summarizePortfolio } from "./portfolio-stats";

const daily = (symbol: string, firstDay: number, ...prices: readonly number[]): TradedInstrument => {
  const bars = barColumnsOf(
    prices.map((price, i) => ({
      time: (firstDay + i) * DAY_MS,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 1,
    })),
  );
  return { symbol, base: { bars, closeMs: bars.time.map((time) => time + DAY_MS / 2) }, terms: DEFAULT_TERMS };
};

it("holds each in equal parts from its first close on", () => {
  const instruments = [daily("A", 0, 10, 20, 20, 40), daily("B", 2, 100, 50)];
  const moments = Float64Array.of(0, 1, 2, 3).map((day) => (day + 0.5) * DAY_MS);
  expect([...equalWeightHold(instruments, moments)]).toEqual([1, 1.5, 1.5, 2.25]);
});

it("holds through a split", () => {
  const split = { type: "split", atMs: 2 * DAY_MS, ratio: 4 } as const;
  const instruments = [{ ...daily("A", 0, 80, 100, 25, 30), actions: [split] }];
  const moments = Float64Array.of(0, 1, 2, 3).map((day) => (day + 0.5) * DAY_MS);
  expect([...equalWeightHold(instruments, moments)]).toEqual([1, 1.25, 1.25, 1.5]);
});

describe("summarizePortfolio", () => {
  it("counts orders, trades, fees and exposure over all instruments", () => {
    const instruments = [daily("A", 0, 10, 10, 10, 12, 12), daily("B", 0, 20, 20, 20, 20, 10)];
    let moment = 0;
    const result = runPortfolioBacktest({
      run: {
        onBars: ({ instruments: [a, b] }) => {
          if (moment === 0) a?.buy(100);
          if (moment === 1) b?.buy(1e9);
          if (moment === 2) a?.sell(100);
          moment += 1;
        },
      },
      instruments,
      broker: { ...DEFAULT_BROKER, cash: 10_000, commission: { kind: "fixed", amount: 5 } },
    });
    const stats = summarizePortfolio(result, instruments, { periodsPerYear: 252 });
    expect(stats).toMatchObject({
      orders: 3,
      filled: 2,
      refused: 1,
      trades: 1,
      fees: 10,
      finalEquity: 10_190,
      winRate: 1,
    });
    expect(stats.portfolio).toEqual({
      instruments: [
        { symbol: "A", bars: 5, trades: 1, pnl: 190, fees: 10, dividends: 0 },
        { symbol: "B", bars: 5, trades: 0, pnl: 0, fees: 0, dividends: 0 },
      ],
      interest: 0,
      borrowFees: 0,
      marginCalls: 0,
    });
    expect(stats.exposure).toBeCloseTo(2 / 5, 12);
    // Half in A gains 20 %, half in B loses 50 %.
    expect(stats.benchmarkReturn).toBeCloseTo(-0.15, 12);
  });
});
