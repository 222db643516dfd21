import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeDonchian } from "./donchian";

describe("makeDonchian", () => {
  it("covers the bars before the current one, not the current one", () => {
    const channel = makeDonchian(2);
    const lines = [
      [10, 8],
      [12, 9],
      [99, 1],
      [11, 10],
    ].map(([high = 0, low = 0]) => {
      const { upper, middle, lower } = channel.next(high, low);
      return [upper, middle, lower];
    });
    expect(lines).toEqual([
      [Number.NaN, Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN, Number.NaN],
      [12, 10, 8],
      [99, 50, 1],
    ]);
  });

  it("equals a search through the window, for any bars and length", () => {
    const anyBar = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 10 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(anyBar, { maxLength: 100 }), (length, raw) => {
        const bars = raw.map(([low, range]) => ({ low, high: low + range }));
        const channel = makeDonchian(length);
        const lines = bars.map(({ high, low }) => ({ ...channel.next(high, low) }));
        const expected = bars.map((_, index) => {
          if (index < length) return { upper: Number.NaN, lower: Number.NaN };
          const window = bars.slice(index - length, index);
          return {
            upper: Math.max(...window.map((bar) => bar.high)),
            lower: Math.min(...window.map((bar) => bar.low)),
          };
        });
        // Adding 0 turns -0 into 0: a mirrored 0 is still 0.
        expect(lines.map(({ upper, lower }) => ({ upper: upper + 0, lower: lower + 0 }))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
