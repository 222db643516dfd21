import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barColumnsOf, DAY_MS } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { joinedOrder, joinOnMoments } from "./join-on-moments";
import type { InstrumentAction, TradedInstrument } from "./market";
import { runPortfolioBacktest } from "./portfolio-backtest";
import { cutAt, findPortfolioDifference } from "./portfolio-look-ahead";
import { footedBars, footedPrices, summarizeShares, worthByInstrument } from "./worth-by-instrument";

function daily(
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

type Order = readonly [moment: number, instrument: number, quantity: number];

function run(instruments: readonly TradedInstrument[], orders: readonly Order[], financed = false) {
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

describe("worthByInstrument", () => {
  it("follows a position through a split and a dividend", () => {
    const actions = [
      { type: "dividend", atMs: 2 * DAY_MS, amount: 1 },
      { type: "split", atMs: 3 * DAY_MS, ratio: 2 },
    ] as const;
    const instruments = [daily("A", [100, 100, 110, 55, 60], { actions })];
    const result = run(instruments, [[0, 0, 10]]);
    const [a] = worthByInstrument(result, instruments, [0, 1, 2, 3, 4]);
    // 10 at 100 on day 1; 10 of dividend on day 2; 20 from day 3 on.
    expect([...(a?.worth ?? [])]).toEqual([0, 1_000, 1_100, 1_100, 1_200]);
    expect([...(a?.profit ?? [])]).toEqual([0, -1, 109, 109, 209]);
    expect(summarizeShares(result, instruments).instruments).toEqual([
      { symbol: "A", bars: 5, trades: 0, pnl: 209, fees: 1, dividends: 10 },
    ]);
    const [one] = instruments;
    expect(one === undefined ? [] : [...footedBars(one).high]).toEqual([50, 50, 55, 55, 60]);
    expect(one === undefined ? [] : [...footedPrices(one.base.bars.open, one)]).toEqual([50, 50, 55, 55, 60]);
  });

  const closes = fc.array(fc.double({ min: 10, max: 200, noNaN: true }), { minLength: 3, maxLength: 12 });
  const action = fc.record({
    day: fc.integer({ min: 0, max: 12 }),
    isSplit: fc.boolean(),
    size: fc.constantFrom(0.5, 2, 3),
  });
  const order = fc.tuple(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 1 }),
    fc.integer({ min: -20, max: 20 }),
  );

  it("adds up to the equity at every moment, whatever was traded and whatever happened", () => {
    fc.assert(
      fc.property(
        closes,
        closes,
        fc.array(action, { maxLength: 4 }),
        fc.array(order, { maxLength: 8 }),
        (one, two, drawn, orders) => {
          const actions = drawn
            .toSorted((a, b) => a.day - b.day)
            .map(
              ({ day, isSplit, size }): InstrumentAction =>
                isSplit
                  ? { type: "split", atMs: day * DAY_MS, ratio: size }
                  : { type: "dividend", atMs: day * DAY_MS, amount: size },
            );
          const instruments = [daily("A", one, { actions }), daily("B", two, { hour: 20, firstDay: 1 })];
          const result = run(
            instruments,
            orders.filter(([, , quantity]) => quantity !== 0),
            true,
          );
          const places = Array.from(result.moments, (_, place) => place);
          const worths = worthByInstrument(result, instruments, places);
          const { cashFlows } = result;
          for (const place of places) {
            const money = cashFlows.amount.reduce(
              (sum, amount, row) =>
                cashFlows.instrument[row] === -1 && (cashFlows.moment[row] ?? 0) <= place ? sum + amount : sum,
              0,
            );
            const profit = worths.reduce((sum, { profit: each }) => sum + (each[place] ?? 0), 0);
            expect(profit + money).toBeCloseTo((result.equity[place] ?? 0) - 10_000, 6);
            const gross = worths.reduce((sum, { worth }) => sum + Math.abs(worth[place] ?? 0), 0);
            expect(gross).toBeCloseTo(result.gross[place] ?? 0, 6);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("joinOnMoments", () => {
  it("puts fills and trades of all instruments in one order on one clock", () => {
    const instruments = [daily("A", [10, 11, 12, 13, 14]), daily("B", [20, 19, 18, 17, 16], { hour: 20 })];
    // Moments: A0 B0 A1 B1 A2 B2 A3 B3 A4 B4.
    const result = run(instruments, [
      [0, 0, 5],
      [1, 1, 4],
      [4, 0, -5],
      [3, 1, -4],
    ]);
    const joined = joinOnMoments(result, instruments);
    expect([...joined.fills.bar]).toEqual([2, 3, 5, 6]);
    expect([...joined.fills.quantity]).toEqual([5, 4, -4, -5]);
    expect([...joined.trades.entryBar]).toEqual([3, 2]);
    expect([...joined.trades.exitBar]).toEqual([5, 6]);
    expect(joinedOrder(result, instruments).trades.map(({ instrument }) => instrument)).toEqual([1, 0]);
    expect(joined.orders.status).toHaveLength(4);
  });
});

describe("findPortfolioDifference", () => {
  const instruments = [daily("A", [10, 11, 12, 13, 14, 15]), daily("B", [20, 19, 18, 17, 16, 15], { hour: 20 })];
  const orders: readonly Order[] = [
    [0, 0, 5],
    [4, 0, 1],
    [5, 1, 4],
    [6, 0, -2],
    [8, 1, 2],
  ];
  const whole = run(instruments, orders);

  it("finds nothing in a run that decides by what has closed, wherever it is cut", () => {
    for (let cut = 1; cut <= whole.moments.length; cut += 1) {
      const part = run(cutAt(instruments, whole.moments[cut - 1] ?? 0), orders);
      expect(part.moments).toHaveLength(cut);
      expect(findPortfolioDifference(whole, part, { traded: instruments, cut })).toBeNull();
    }
  });

  it("finds a decision of the whole run that the cut one lacks", () => {
    const part = run(
      cutAt(instruments, whole.moments[7] ?? 0),
      orders.filter(([moment]) => moment !== 4),
    );
    expect(findPortfolioDifference(whole, part, { traded: instruments, cut: 8 })).toEqual({ cut: 8, bar: 2 });
  });
});
