import { describe, expect, it } from "vitest";
import { computeMetrics, type MetricsInput } from "./metrics";

const RETURNS = [
  0.012, -0.008, 0.005, 0.021, -0.017, 0.003, 0, 0.009, -0.026, 0.014, 0.007, -0.004, 0.018, -0.011, 0.002, 0.006,
  -0.031, 0.024, 0.01, -0.005, 0.013, -0.009, 0.001, 0.016,
];
const BENCHMARK = [
  0.009, -0.006, 0.007, 0.015, -0.012, -0.001, 0.002, 0.006, -0.019, 0.011, 0.004, -0.007, 0.012, -0.008, 0.004, 0.001,
  -0.022, 0.019, 0.005, -0.003, 0.008, -0.012, 0.003, 0.01,
];
const input = (change: Partial<MetricsInput> = {}): MetricsInput => ({
  returns: Float64Array.from(RETURNS),
  benchmark: Float64Array.from(BENCHMARK),
  riskFree: 0.0002,
  periodsPerYear: 252,
  confidence: 0.95,
  trials: 10,
  trialsVariance: 0.01,
  ...change,
});

/**
 * Made with numpy 2.4 and scipy 1.17 straight from the definitions: percentile, std(ddof=1), skew and kurtosis with
 * bias=False, linregress, norm, cov; plain moments (bias=True) inside the probabilistic Sharpe ratio.
 */
const REFERENCE = {
  totalReturn: 0.048827755650270754,
  cagr: 0.6496575679583139,
  volatility: 0.22302641684046232,
  sharpe: 2.127999035824964,
  sortino: 3.0688743219332566,
  maxDrawdown: -0.03398077190799986,
  calmar: 19.118387590405778,
  maxDrawdownDuration: 9,
  omega: 1.400709219858156,
  tailRatio: 0.8336713995943204,
  var: -0.02464999999999999,
  cvar: -0.028499999999999998,
  varParametric: -0.02102578058274462,
  cvarParametric: -0.026896427822185223,
  skew: -0.7098243375050182,
  kurtosis: 0.22125618905448086,
  stability: 0.4027963245584831,
  ulcerIndex: 0.012976232018461679,
  winRate: 0.6521739130434783,
  best: 0.024,
  worst: -0.031,
  beta: 1.3144087446174229,
  alpha: 0.19955051255045797,
  informationRatio: 0.22811444297769187,
  correlation: 0.9784787955818797,
  upCapture: 2.175005400322809,
  downCapture: 1.03465918140015,
  probabilisticSharpe: 0.7302541614578963,
  deflatedSharpe: 0.45733669374838565,
} as const;

describe("computeMetrics", () => {
  const metrics = computeMetrics(input());

  it.each(Object.entries(REFERENCE))("%s is %f", (name, expected) => {
    const value: unknown = Object.entries(metrics).find(([key]) => key === name)?.[1];
    expect(value).toBeCloseTo(expected, 11);
  });

  it("has no other number than these and the count of periods", () => {
    expect(Object.keys(metrics).toSorted()).toEqual([...Object.keys(REFERENCE), "periods"].toSorted());
    expect(metrics.periods).toBe(24);
  });

  it("removes a missing period with its benchmark value, before anything else", () => {
    const holes = [...RETURNS.slice(0, 5), Number.NaN, ...RETURNS.slice(5)];
    const other = [...BENCHMARK.slice(0, 5), 0.9, ...BENCHMARK.slice(5)];
    const got = computeMetrics(input({ returns: Float64Array.from(holes), benchmark: Float64Array.from(other) }));
    expect(got).toEqual(metrics);
  });

  it("leaves a period without a benchmark value out of the comparison alone", () => {
    const holes = Float64Array.from(BENCHMARK);
    holes[3] = Number.NaN;
    const got = computeMetrics(input({ benchmark: holes }));
    expect(got.sharpe).toBe(metrics.sharpe);
    const without = (values: readonly number[]) => Float64Array.from(values.filter((_, index) => index !== 3));
    const expected = computeMetrics(input({ returns: without(RETURNS), benchmark: without(BENCHMARK) }));
    expect(got.beta).toBe(expected.beta);
  });

  it("answers null for every statistic of nothing", () => {
    const { periods, ...rest } = computeMetrics(
      input({ returns: new Float64Array(0), benchmark: new Float64Array(0) }),
    );
    expect(periods).toBe(0);
    expect(Object.values(rest).every((value) => value === null)).toBe(true);
  });

  it("has no calmar without a drawdown, and no comparison without a benchmark", () => {
    const rising = computeMetrics(input({ returns: Float64Array.of(0.01, 0.02), benchmark: null }));
    expect([rising.maxDrawdown, rising.maxDrawdownDuration, rising.calmar]).toEqual([0, 0, null]);
    expect([rising.beta, rising.alpha, rising.upCapture]).toEqual([null, null, null]);
  });

  it("deflates only what was counted", () => {
    expect(computeMetrics(input({ trials: null })).deflatedSharpe).toBeNull();
    expect(computeMetrics(input({ trialsVariance: null })).deflatedSharpe).toBeNull();
    expect(computeMetrics(input({ trials: 1, trialsVariance: null })).deflatedSharpe).toBe(metrics.probabilisticSharpe);
  });

  it("never answers NaN or infinity, whatever the returns", () => {
    const nasty = [
      [-1, -1],
      [1e308, 1e308],
      [-2, 3],
      [0],
      [0, 0, 0, 0],
      [5e-324, -5e-324],
      [-1],
      [1e-17, -1e-17, 1e-17],
    ];
    for (const returns of nasty) {
      const got = computeMetrics(input({ returns: Float64Array.from(returns), benchmark: Float64Array.from(returns) }));
      for (const [name, value] of Object.entries(got)) {
        expect(value === null || Number.isFinite(value), `${name} of ${returns.join(", ")} was ${value}`).toBe(true);
      }
    }
  });

  it("refuses what the callers check", () => {
    expect(() => computeMetrics(input({ periodsPerYear: 0 }))).toThrow("periodsPerYear is above 0");
    expect(() => computeMetrics(input({ confidence: 1 }))).toThrow("confidence is above 0");
    expect(() => computeMetrics(input({ benchmark: new Float64Array(3) }))).toThrow("a benchmark has 24 returns");
  });
});
