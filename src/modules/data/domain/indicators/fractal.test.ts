import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeFractals, computePivots } from "./fractal";

const prices = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 60 });
const none = Number.NaN;

describe("computeFractals", () => {
  it("finds what is strictly beyond the bars on both sides, for any bars and span", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), prices, (span, values) => {
        const column = Float64Array.from(values);
        const { bearish, bullish } = computeFractals({ high: column, low: column }, span);
        for (const [at, value] of values.entries()) {
          const [before, after] = [values.slice(Math.max(0, at - span), at), values.slice(at + 1, at + 1 + span)];
          const isWhole = before.length === span && after.length === span;
          const isPeak = isWhole && [...before, ...after].every((other) => other < value);
          const isTrough = isWhole && [...before, ...after].every((other) => other > value);
          expect(bearish[at]).toBe(isPeak ? value : none);
          expect(bullish[at]).toBe(isTrough ? value : none);
        }
      }),
    );
  });
});

describe("computePivots", () => {
  it("joins a turning point to the one before, unless that is too old or equal", () => {
    const high = Float64Array.of(1, 5, 1, 1, 7, 1, 1, 1, 1, 7, 1, 7, 1);
    const spans = { leftSpan: 1, rightSpan: 1, trendLength: 3 };
    const { highPoint, highLine, lowPoint } = computePivots({ high, low: high.map(() => 1) }, spans);
    expect([...highPoint].map(Number.isNaN)).toEqual([...high].map((value) => value === 1));
    const rounded = [...highLine].map((value) => Number(value.toFixed(9)));
    expect(rounded).toEqual([none, 5, 5.666666667, 6.333333333, 7, ...Array(8).fill(none)]);
    expect([...lowPoint].every(Number.isNaN)).toBe(true);
  });
});
