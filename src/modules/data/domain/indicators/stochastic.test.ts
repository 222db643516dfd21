import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeRsi } from "./rsi";
import { makeStoch, makeStochRsi, makeWilliamsR } from "./stochastic";

const anyBars = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })))
  .map((rows) => rows.map(([low, up, more]) => ({ low, close: low + up, high: low + up + more })));

describe("stochastic oscillators", () => {
  it("k and %R are the close's place in the window's range, for any bars and length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), anyBars, (length, bars) => {
        const [stoch, williams] = [makeStoch(length, 1, 1), makeWilliamsR(length)];
        for (const [at, { high, low, close }] of bars.entries()) {
          const window = bars.slice(Math.max(0, at - length + 1), at + 1);
          const top = Math.max(...window.map((bar) => bar.high));
          const bottom = Math.min(...window.map((bar) => bar.low));
          const place = top === bottom ? 0 : (100 * (close - bottom)) / (top - bottom);
          const expected = at < length - 1 ? Number.NaN : place;
          expect(stoch.next(high, low, close).k).toBe(expected);
          expect(williams.next(high, low, close)).toBe(expected - 100);
        }
      }),
    );
  });

  it("averages k over smooth and d over signal, each from its own first values", () => {
    const stoch = makeStoch(1, 2, 2);
    const places = [100, 0, 50, 100].map((close) => ({ ...stoch.next(100, 0, close) }));
    expect(places.map(({ k }) => k)).toEqual([Number.NaN, 50, 25, 75]);
    expect(places.map(({ d }) => d)).toEqual([Number.NaN, Number.NaN, 37.5, 50]);
  });

  it("stochastic RSI is the stochastic of the RSI", () => {
    const [stochRsi, rsi, stoch] = [makeStochRsi(2, 3, 2, 2), makeRsi(2), makeStoch(3, 2, 2)];
    for (const value of [5, 6, 4, 7, 7, 3, 8, 9, 2, 4]) {
      const strength = rsi.next(value);
      const lines = Number.isNaN(strength)
        ? { k: Number.NaN, d: Number.NaN }
        : stoch.next(strength, strength, strength);
      expect({ ...stochRsi.next(value) }).toMatchObject({ stochRsi: lines.k, signal: lines.d });
    }
  });
});
