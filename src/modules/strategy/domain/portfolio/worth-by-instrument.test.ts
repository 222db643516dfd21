import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "@/modules/data";
import { daily, runOrders } from "../../testing/daily-run";
import type { InstrumentAction } from "./market";
import { footedBars, footedPrices, summarizeShares, worthByInstrument } from "./worth-by-instrument";

describe("worthByInstrument", () => {
  it("follows a position through a split and a dividend", () => {
    const actions = [
      { type: "dividend", atMs: 2 * DAY_MS, amount: 1 },
      { type: "split", atMs: 3 * DAY_MS, ratio: 2 },
    ] as const;
    const instruments = [daily("A", [100, 100, 110, 55, 60], { actions })];
    const result = runOrders(instruments, [[0, 0, 10]]);
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
          const result = runOrders(
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
