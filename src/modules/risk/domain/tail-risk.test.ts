import { describe, expect, it } from "vitest";
import { historicalCvar, historicalVar, parametricCvar, parametricVar } from "./tail-risk";

const percents = (...values: number[]) => Float64Array.from(values, (value) => value / 100);

describe("tail risk", () => {
  // By hand, on −5 % .. 5 % in steps of 1 %: rank (11 − 1) · 0.1 = 1.
  const eleven = percents(-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5);

  it("reads value at risk off the sorted returns, between two of them by a straight line", () => {
    expect(historicalVar(eleven, 0.9)).toBeCloseTo(-0.04, 12);
    expect(historicalVar(eleven, 0.95)).toBeCloseTo(-0.045, 12);
    expect(historicalVar(percents(), 0.95)).toBeNull();
  });

  it("averages the ⌊(n − 1)(1 − confidence)⌋ + 1 lowest, whole ranks staying whole", () => {
    expect(historicalCvar(eleven, 0.9)).toBeCloseTo(-0.045, 12);
    expect(historicalCvar(eleven, 0.95)).toBeCloseTo(-0.05, 12);
    expect(historicalCvar(eleven, 0.7)).toBeCloseTo(-0.035, 12);
    expect(historicalCvar(percents(), 0.9)).toBeNull();
    expect(historicalCvar(percents(-7), 0.9)).toBeCloseTo(-0.07, 12);
  });

  // scipy 1.17: m + s * norm.ppf(0.05), m - s * norm.pdf(norm.ppf(0.05)) / 0.05 with m = 0 and s = std(ddof=1).
  it("takes the normal tail of the sample's mean and deviation", () => {
    const deviation = Math.sqrt(0.0011);
    expect(parametricVar(eleven, 0.95)).toBeCloseTo(-1.6448536269514729 * deviation, 12);
    expect(parametricCvar(eleven, 0.95)).toBeCloseTo(-2.0627128075074257 * deviation, 12);
    expect([parametricVar(percents(1), 0.95), parametricCvar(percents(1), 0.95)]).toEqual([null, null]);
  });
});
