import { describe, expect, it } from "vitest";
import { rollingBeta, rollingSharpe } from "./rolling";

const TERMS = { window: 3, periodsPerYear: 252 };

describe("rolling statistics", () => {
  // By hand: 1 %, 2 %, 3 % have mean 0.02 and sample deviation 0.01; 2 %, 3 %, -5 % have mean 0 and some deviation.
  it("takes the Sharpe ratio of the last window, and nothing before there is one", () => {
    const rolled = rollingSharpe(Float64Array.of(0.01, 0.02, 0.03, -0.05), TERMS);
    expect(rolled.slice(0, 2)).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(rolled[2]).toBeCloseTo(2 * Math.sqrt(252), 10);
    expect(rolled[3]).toBeCloseTo(0, 10);
  });

  // By hand: returns are twice the benchmark's, then equal to it in the last three.
  it("takes the slope against the benchmark", () => {
    const market = Float64Array.of(0.01, -0.02, 0.03, 0.01, -0.01);
    const rolled = rollingBeta(Float64Array.of(0.02, -0.04, 0.06, 0.01, -0.01), market, TERMS);
    expect(rolled[2]).toBeCloseTo(2, 12);
    // cov/var over (0.06, 0.03), (0.01, 0.01), (-0.01, -0.01): means 0.02 and 0.01; (0.04*0.02 + 0 + 0.03*0.02) / (0.0008).
    expect(rolled[4]).toBeCloseTo((0.04 * 0.02 + 0.03 * 0.02) / (0.02 ** 2 + 0.02 ** 2), 12);
  });

  it("is undefined without spread, and takes a missing return as none", () => {
    expect(rollingSharpe(new Float64Array(3).fill(0.01), TERMS)[2]).toBeNaN();
    expect(rollingBeta(Float64Array.of(0.1, 0.2, 0.3), new Float64Array(3), TERMS)[2]).toBeNaN();
    const missing = rollingSharpe(Float64Array.of(0.01, Number.NaN, 0.02), TERMS)[2];
    expect(missing).toBeCloseTo(rollingSharpe(Float64Array.of(0.01, 0, 0.02), TERMS)[2] ?? Number.NaN, 12);
  });

  it("has nothing to show of fewer returns than a window", () => {
    expect([...rollingSharpe(Float64Array.of(0.1), TERMS)]).toEqual([Number.NaN]);
    expect(rollingSharpe(new Float64Array(0), TERMS).length).toBe(0);
  });
});
