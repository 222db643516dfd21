import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawdownSeries, summarizeDrawdown } from "./drawdown";

const of = (...values: number[]) => Float64Array.from(values);
const curve = (...returns: number[]) => {
  let value = 1;
  return Float64Array.from([1, ...returns.map((each) => (value *= 1 + each))]);
};

describe("drawdown", () => {
  // empyrical's test-suite (tests/test_stats.py, test_max_drawdown).
  it.each([
    [[0.01], 0],
    [[0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1], -0.1],
    [[0, -0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05], -0.3659073],
    [[-0.02, -0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05], -0.378589157],
    [[0.1, -0.1, 0.1], -0.1],
  ])("of %j is %f, as published by empyrical", (returns, expected) => {
    expect(summarizeDrawdown(curve(...returns)).maximum).toBeCloseTo(expected, 8);
  });

  it("measures from a peak to its recovery, or to the end", () => {
    expect(summarizeDrawdown(of(100, 90, 95, 100, 101)).longestPeriods).toBe(3);
    expect(summarizeDrawdown(of(100, 90, 95, 99)).longestPeriods).toBe(3);
    expect(summarizeDrawdown(of(100, 90, 100, 110, 100, 105, 108, 109)).longestPeriods).toBe(4);
    expect(summarizeDrawdown(of(100, 100, 100, 90, 100)).longestPeriods).toBe(2);
    expect(summarizeDrawdown(of(100, 110, 120)).longestPeriods).toBe(0);
    expect(summarizeDrawdown(of(100)).longestPeriods).toBe(0);
  });

  it("recovers by arithmetic, not by luck of the last bit", () => {
    expect(summarizeDrawdown(curve(-0.1, 1 / 0.9 - 1, 0.01)).longestPeriods).toBe(2);
    expect(summarizeDrawdown(curve(0.1, 1 / 1.1 - 1, 0.1)).maximum).toBeCloseTo(1 / 1.1 - 1, 12);
  });

  // By hand: drawdowns 0, −0.1, −0.2, 0 over four periods.
  it("takes the root mean square over all periods", () => {
    expect(summarizeDrawdown(of(100, 100, 90, 80, 100)).rootMeanSquare).toBeCloseTo(Math.sqrt(0.05 / 4), 12);
  });

  it("draws the series whose lowest point is the maximum", () => {
    expect([...drawdownSeries(of(100, 120, 90, 130))]).toEqual([0, 0, -0.25, 0]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
        const series = drawdownSeries(Float64Array.from(values));
        expect(Math.min(...series)).toBe(summarizeDrawdown(Float64Array.from(values)).maximum);
        expect(Math.max(...series)).toBe(0);
      }),
    );
  });
});
