import { describe, expect, it } from "vitest";
import { ascending, excessKurtosis, mean, plainShape, quantile, skewness, stdev } from "./moments";

const of = (...values: number[]) => Float64Array.from(values);

describe("moments", () => {
  // By hand: 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and squared deviations that sum to 32.
  it("takes mean and sample deviation", () => {
    const values = of(2, 4, 4, 4, 5, 5, 7, 9);
    expect(mean(values)).toBe(5);
    expect(stdev(values)).toBeCloseTo(Math.sqrt(32 / 7), 14);
  });

  // scipy 1.17: stats.skew / stats.kurtosis of 2, 4, 4, 4, 5, 5, 7, 9 with bias=False and bias=True.
  it("takes skew and kurtosis, corrected and plain", () => {
    const values = of(2, 4, 4, 4, 5, 5, 7, 9);
    expect(skewness(values)).toBeCloseTo(0.8184875533567996, 12);
    expect(excessKurtosis(values)).toBeCloseTo(0.940625, 12);
    expect(plainShape(values)?.skew).toBeCloseTo(0.65625, 12);
    expect(plainShape(values)?.kurtosis).toBeCloseTo(2.78125, 12);
  });

  // scipy 1.17: kurtosis of 1, 2, 4, 8 and skew of 1, 2, 4, bias=False: the fewest values that have one.
  it("needs four values for kurtosis and three for skew", () => {
    expect(excessKurtosis(of(1, 2, 4, 8))).toBeCloseTo(0.7576559546313799, 12);
    expect(skewness(of(1, 2, 4))).toBeCloseTo(0.9352195295828235, 12);
  });

  it("is null where there is too little, and zero deviation where only rounding differs", () => {
    expect([mean(of()), stdev(of(1)), skewness(of(1, 2)), excessKurtosis(of(1, 2, 3))]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(stdev(of(0.1 + 0.2, 0.3, 0.3))).toBe(0);
    expect(skewness(of(0.3, 0.3, 0.3, 0.3))).toBeNull();
    expect(excessKurtosis(of(0.3, 0.3, 0.3, 0.3))).toBeNull();
  });

  // numpy 2.4: percentile([1, 2, 4, 8], 50) = 3.0, percentile(.., 10) = 1.3, percentile(.., 95) = 7.4.
  it("interpolates quantiles linearly", () => {
    const sorted = ascending(of(8, 1, 4, 2));
    expect([...sorted]).toEqual([1, 2, 4, 8]);
    expect(quantile(sorted, 0.5)).toBe(3);
    expect(quantile(sorted, 0.1)).toBeCloseTo(1.3, 14);
    expect(quantile(sorted, 0.95)).toBeCloseTo(7.4, 14);
    expect([quantile(sorted, 0), quantile(sorted, 1)]).toEqual([1, 8]);
    expect([quantile(of(), 0.5), quantile(of(7), 0.3)]).toEqual([null, 7]);
  });

  it("leaves the values it was given in their order", () => {
    const values = of(3, 1, 2);
    ascending(values);
    expect([...values]).toEqual([3, 1, 2]);
  });
});
