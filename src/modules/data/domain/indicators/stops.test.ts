import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePsar, makeSupertrend, makeVolatilityStop } from "./stops";

const anyPrices = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 120 });

describe("makeSupertrend", () => {
  it("never moves away from the price while it holds, and has one band at a time", () => {
    fc.assert(
      fc.property(anyPrices, (prices) => {
        const supertrend = makeSupertrend(3, 2);
        const lines = prices.map((price) => ({ ...supertrend.next(price + 1, price - 1, price) }));
        const oneBand = lines.every(({ stop, upper, lower }) =>
          Number.isNaN(stop) ? Number.isNaN(upper + lower) : stop === (Number.isNaN(upper) ? lower : upper),
        );
        const falls = lines.filter(({ lower }, i) => lower < (lines[i - 1]?.lower ?? Number.NaN));
        const rises = lines.filter(({ upper }, i) => upper > (lines[i - 1]?.upper ?? Number.NaN));
        expect({ oneBand, falls, rises }).toEqual({ oneBand: true, falls: [], rises: [] });
      }),
    );
  });

  it("changes sides when a close touches the band", () => {
    const supertrend = makeSupertrend(1, 1);
    supertrend.next(11, 9, 10);
    expect({ ...supertrend.next(12, 10, 11) }).toMatchObject({ lower: 9, upper: Number.NaN });
    expect({ ...supertrend.next(10, 8, 9) }).toMatchObject({ lower: Number.NaN, stop: 12 });
  });
});

describe("makeVolatilityStop", () => {
  it("shows nothing before the first stop, then trails the best close by the range of the bar before", () => {
    const stop = makeVolatilityStop(2, 1);
    const closes = [10, 11, 12, 5, 4, 3];
    const lines = closes.map((close) => ({ ...stop.next(close + 1, close - 1, close) }));
    expect(lines.slice(0, 4).map((line) => line.stop)).toEqual(Array(4).fill(Number.NaN));
    // Ranges 2, 2, 8 (from 12 down to 4): their average at the bar of the stop is (2 + 8) / 2.
    expect(lines[4]).toMatchObject({ stop: 5 + 5, upper: 10, lower: Number.NaN });
    expect(lines[5]?.stop).toBe(4 + (5 + 2) / 2);
  });
});

describe("makePsar", () => {
  it("lies outside of bars that do not move, and has a value at every bar after the first reversal", () => {
    fc.assert(
      fc.property(anyPrices, (prices) => {
        const psar = makePsar(0.02, 0.2);
        const values = prices.map((price) => psar.next(price + 1, price - 1));
        const first = values.findIndex((value) => !Number.isNaN(value));
        expect(values.slice(Math.max(first, 0)).filter(Number.isNaN)).toEqual(first < 0 ? values : []);
        const inside = values.filter((value, i) => {
          const reach = [prices[i], prices[i - 1]].map((price) => price ?? Number.NaN);
          return (
            value > Math.min(...reach) - 1 &&
            value < Math.max(...reach.map((price) => price + 1)) &&
            reach[0] === reach[1]
          );
        });
        expect(inside).toEqual([]);
      }),
    );
  });

  it("jumps to the best price of the trade when it is hit, and starts slowly again", () => {
    const psar = makePsar(0.5, 1);
    const values = [
      [10, 8],
      [12, 10],
      [9, 7], // hit: the stop jumps to 12, hidden as the first reversal
      [8, 6], // 12 - 0.5 · (12 - 7) = 9.5, held at the highs of the last two bars: 12
      [7, 5],
    ].map(([high = 0, low = 0]) => psar.next(high, low));
    expect(values).toEqual([Number.NaN, Number.NaN, Number.NaN, 12, 9]);
  });
});
