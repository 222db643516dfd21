import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeRsi } from "./rsi";

const run = (length: number, values: readonly number[]) => {
  const rsi = makeRsi(length);
  return values.map((value) => rsi.next(value));
};

describe("makeRsi", () => {
  it("is NaN for the first `length` values and then Wilder's ratio", () => {
    // Changes +1 -1 +2: averages 0.5/0.5, then (0.5+2)/2 = 1.25 and 0.25.
    expect(run(2, [10, 11, 10, 12])).toEqual([Number.NaN, Number.NaN, 50, 100 - 100 / (1 + 1.25 / 0.25)]);
  });

  it("is 100 without a loss and 0 without a gain", () => {
    expect(run(2, [1, 2, 3, 4]).slice(2)).toEqual([100, 100]);
    expect(run(2, [4, 3, 2, 1]).slice(2)).toEqual([0, 0]);
  });

  it("has no first value when nothing moved, and is 100 from then on until a loss", () => {
    expect(run(2, [5, 5, 5, 5, 5, 4])).toEqual([Number.NaN, Number.NaN, Number.NaN, 100, 100, 0]);
  });

  it("stays between 0 and 100, and mirrors: prices turned upside down give 100 minus it", () => {
    const steps = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 14 }), (moves, length) => {
        let price = 10_000;
        const prices = moves.map((move) => {
          price += move;
          return price;
        });
        const [values, mirrored] = [
          run(length, prices),
          run(
            length,
            prices.map((value) => -value),
          ),
        ];
        const known = values.filter((value) => !Number.isNaN(value));
        expect(known.every((value) => value >= 0 && value <= 100)).toBe(true);
        // Until the first loss both are 100 by definition, on either side.
        const both = values.map((value, index) => [value, mirrored[index] ?? Number.NaN] as const);
        const sums = both.filter(([a, b]) => a < 100 && b < 100).map(([a, b]) => Math.abs(a + b - 100));
        expect(Math.max(0, ...sums)).toBeLessThan(1e-6);
      }),
    );
  });

  it("starts anew after a value that is no number", () => {
    expect(run(1, [1, 2, Number.NaN, 2, 1])).toEqual([Number.NaN, 100, Number.NaN, Number.NaN, 0]);
  });
});
