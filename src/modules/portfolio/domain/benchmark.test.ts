import { describe, expect, it } from "vitest";
import { compareWithBenchmark } from "./benchmark";

const of = (...values: number[]) => Float64Array.from(values);
const daily = { riskFree: 0, periodsPerYear: 252 };
const MIXED = of(0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1);

describe("compareWithBenchmark", () => {
  // empyrical's test-suite (tests/test_stats.py, test_alpha_beta): mixed_returns against negative_returns[1:], against
  // itself and against its mirror image.
  it("gives alpha and beta as published by empyrical", () => {
    const market = of(-0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05);
    const { alpha, beta } = compareWithBenchmark(MIXED, market, daily);
    expect(alpha).toBeCloseTo(-0.9997853834885004, 8);
    expect(beta).toBeCloseTo(-0.71296296296296313, 8);
    const self = compareWithBenchmark(MIXED, MIXED, daily);
    expect(self.beta).toBeCloseTo(1, 12);
    expect(self.alpha).toBeCloseTo(0, 12);
    const mirror = compareWithBenchmark(
      MIXED,
      MIXED.map((each) => -each),
      daily,
    );
    expect(mirror.beta).toBeCloseTo(-1, 12);
    expect(mirror.alpha).toBeCloseTo(0, 12);
  });

  // empyrical's test-suite, test_excess_sharpe: mixed_returns against 0 and against 1 % a day. Its mean is over the values
  // that are there and its deviation too.
  it("gives the information ratio as published by empyrical", () => {
    expect(compareWithBenchmark(MIXED, new Float64Array(8), daily).informationRatio).toBeCloseTo(
      0.10859306069076737,
      8,
    );
    expect(compareWithBenchmark(MIXED, new Float64Array(8).fill(0.01), daily).informationRatio).toBeCloseTo(
      -0.06515583641446039,
      8,
    );
  });

  // By hand: the benchmark rose in periods 1 and 3, fell in 2; two periods a year.
  it("captures over the periods in which the benchmark rose or fell", () => {
    const { upCapture, downCapture } = compareWithBenchmark(of(0.2, -0.1, 0.1, 0.5), of(0.1, -0.2, 0.1, 0), {
      riskFree: 0,
      periodsPerYear: 2,
    });
    expect(upCapture).toBeCloseTo((1.2 * 1.1 - 1) / (1.1 * 1.1 - 1), 12);
    expect(downCapture).toBeCloseTo((0.9 ** 2 - 1) / (0.8 ** 2 - 1), 12);
  });

  it("is null where it is undefined", () => {
    expect(compareWithBenchmark(MIXED, MIXED, daily).informationRatio).toBeNull();
    const flat = compareWithBenchmark(MIXED, new Float64Array(8), daily);
    expect([flat.beta, flat.alpha, flat.correlation, flat.upCapture, flat.downCapture]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    const nothing = compareWithBenchmark(of(), of(), daily);
    expect(Object.values(nothing)).toEqual([null, null, null, null, null, null]);
  });

  it("takes the riskless return off both sides", () => {
    const market = of(0.02, 0.05, -0.03, 0.01, 0.02, 0.01, 0.02, -0.06);
    const shifted = compareWithBenchmark(
      MIXED.map((each) => each + 0.001),
      market.map((each) => each + 0.001),
      {
        riskFree: 0.001,
        periodsPerYear: 252,
      },
    );
    const plain = compareWithBenchmark(MIXED, market, daily);
    expect(shifted.alpha).toBeCloseTo(plain.alpha ?? Number.NaN, 10);
    expect(shifted.beta).toBeCloseTo(plain.beta ?? Number.NaN, 10);
  });
});
