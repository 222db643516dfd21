import { describe, expect, it } from "vitest";
import {
  annualVolatility,
  correlation,
  covariance,
  excessOf,
  omegaRatio,
  sharpeRatio,
  sortinoRatio,
  stability,
  tailRatio,
  winRate,
} from "./ratios";

const of = (...values: number[]) => Float64Array.from(values);

// The series and the numbers published in empyrical's test-suite (tests/conftest.py, tests/test_stats.py). Where its
// `mixed_returns` starts with a missing value, the value is left out: missing periods are removed first.
const POSITIVE = of(0.01, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01);
const NEGATIVE = of(0, -0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05);
const NINE = of(0, 0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1);
const MIXED = NINE.slice(1);
const ONE = of(-0.00171614, 0.01322056, 0.03063862, -0.01422057, -0.00489779, 0.01268925, -0.03357711, 0.01797036);
const TWO = of(0.01846232, 0.00793951, -0.01448395, 0.00422537, -0.00339611, 0.03756813, 0.0151531, 0.03549769);

describe("ratios, as published by empyrical", () => {
  it("sharpe", () => {
    expect(sharpeRatio(MIXED, 252)).toBeCloseTo(1.7238613961706866, 8);
    expect(sharpeRatio(POSITIVE, 252)).toBeCloseTo(52.915026221291804, 8);
    expect(sharpeRatio(NEGATIVE, 252)).toBeCloseTo(-24.406808633910085, 8);
  });

  it("volatility", () => {
    expect(annualVolatility(MIXED, 252)).toBeCloseTo(0.9136465399704637, 8);
    expect(annualVolatility(NINE, 52)).toBeCloseTo(0.38851569394870583, 8);
    expect(annualVolatility(NINE, 12)).toBeCloseTo(0.18663690238892558, 8);
  });

  it("sortino", () => {
    expect(sortinoRatio(MIXED, 252)).toBeCloseTo(2.605531251673693, 8);
    expect(sortinoRatio(excessOf(MIXED, 0.01), 252)).toBeCloseTo(-1.3934779588919977, 8);
    expect(sortinoRatio(NEGATIVE, 252)).toBeCloseTo(-13.532743075043401, 8);
    expect(sortinoRatio(NINE, 52)).toBeCloseTo(1.1158901056866439, 8);
    expect(sortinoRatio(ONE, 252)).toBeCloseTo(3.0639640966566306, 8);
    expect(sortinoRatio(TWO, 252)).toBeCloseTo(38.090963117002495, 8);
    expect(sortinoRatio(ONE, 12)).toBeCloseTo(0.6686117809312383, 8);
  });

  it("omega", () => {
    expect(omegaRatio(excessOf(MIXED, 11 ** (1 / 252) - 1))).toBeCloseTo(0.83354263497557934, 8);
    expect(omegaRatio(excessOf(MIXED, 0.01))).toBeCloseTo(0.8125, 8);
    expect(omegaRatio(excessOf(POSITIVE, 0.011))).toBeCloseTo(1.125, 8);
    expect(omegaRatio(excessOf(POSITIVE, 0.02))).toBe(0);
    expect(omegaRatio(excessOf(NEGATIVE, 0.01))).toBe(0);
  });

  it("stability and tail ratio", () => {
    expect(stability(MIXED)).toBeCloseTo(0.1529973665111273, 8);
    expect(stability(new Float64Array(1000).fill(0.01))).toBeCloseTo(1, 8);
    expect(tailRatio(MIXED)).toBeCloseTo(0.9473684210526313, 1);
    expect(tailRatio(of(0.01))).toBe(1);
  });
});

describe("ratios at the edge", () => {
  it("are null where they are undefined", () => {
    expect(sharpeRatio(of(0.01, 0.01, 0.01), 252)).toBeNull();
    expect(sharpeRatio(excessOf(of(0.03, 0.03, 0.03), 0.01), 252)).toBeNull();
    expect([sharpeRatio(of(0.01), 252), sharpeRatio(of(), 252)]).toEqual([null, null]);
    expect(sortinoRatio(POSITIVE, 252)).toBeNull();
    expect(sortinoRatio(of(-0.01), 252)).toBeNull();
    expect(sortinoRatio(excessOf(of(0.3, 0.3, 0.3), 0.1 + 0.2), 252)).toBeNull();
    expect([omegaRatio(POSITIVE), omegaRatio(of(-0.01)), omegaRatio(of())]).toEqual([null, null, null]);
    expect([tailRatio(of()), tailRatio(of(0, 0, 0))]).toEqual([null, null]);
    expect([stability(of(0.01)), stability(of(0, 0, 0)), stability(of(0.1, -1, 0.1))]).toEqual([null, null, null]);
    expect([annualVolatility(of(), 252), annualVolatility(of(0.1), 252)]).toEqual([null, null]);
    expect(annualVolatility(of(0.1, 0.1), 252)).toBe(0);
  });

  it("counts wins among the periods that changed", () => {
    expect(winRate(of(0.01, 0, -0.01, 0.02, 0))).toBeCloseTo(2 / 3, 15);
    expect(winRate(of(-0.01))).toBe(0);
    expect([winRate(of(0, 0)), winRate(of())]).toEqual([null, null]);
  });

  it("correlates within −1 and 1", () => {
    expect(correlation(ONE, ONE)).toBe(1);
    expect(
      correlation(
        ONE,
        ONE.map((each) => -3 * each),
      ),
    ).toBeCloseTo(-1, 12);
    expect(correlation(ONE, new Float64Array(8))).toBeNull();
    expect(correlation(of(), of())).toBeNull();
    // By hand: deviations −1, 0, 1 and −1, 1, 0 give (1 + 0 + 0) / 2.
    expect(covariance(of(1, 2, 3), of(4, 6, 5))).toBe(0.5);
    expect(correlation(of(1, 2, 3), of(4, 6, 5))).toBeCloseTo(0.5, 14);
  });
});
