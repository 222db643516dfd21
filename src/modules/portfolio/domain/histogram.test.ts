import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HISTOGRAM_BINS_MAX, histogram } from "./histogram";

describe("histogram", () => {
  // numpy: histogram_bin_edges([1..8], "fd"): IQR 3.5, width 2*3.5/2 = 3.5, range 7 -> 2 bins.
  it("takes the bins of Freedman and Diaconis", () => {
    expect(histogram(Float64Array.of(8, 7, 6, 5, 4, 3, 2, 1))).toEqual({ from: 1, width: 3.5, counts: [4, 4] });
  });

  // By hand: five of six values are 0, so there is no IQR: ceil(log2 6) + 1 = 4 bins of 0.25.
  it("takes Sturges' bins where half of the values are one", () => {
    expect(histogram(Float64Array.of(0, 0, 0, 0, 0, 1))).toEqual({ from: 0, width: 0.25, counts: [5, 0, 0, 1] });
  });

  it("puts every value in one bin, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (list) => {
          const made = histogram(Float64Array.from(list));
          expect(made?.counts.reduce((sum, count) => sum + count, 0)).toBe(list.length);
          expect(made?.counts.length).toBeLessThanOrEqual(HISTOGRAM_BINS_MAX);
          expect(made?.width).toBeGreaterThan(0);
        },
      ),
    );
  });

  it("has no bins of nothing, and one of one value", () => {
    expect(histogram(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY))).toBeNull();
    expect(histogram(Float64Array.of(2, 2))?.counts).toEqual([2]);
  });
});
