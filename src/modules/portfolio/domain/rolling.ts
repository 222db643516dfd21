import { invariant } from "@/modules/_kernel";
import { compareWithBenchmark } from "./benchmark";
import { sharpeRatio } from "./ratios";

export interface RollingTerms {
  /** Returns in each window, a whole number from 2. */
  readonly window: number;
  /** Periods in a year, above 0. */
  readonly periodsPerYear: number;
}

/**
 * Annualized Sharpe ratio of the last `window` returns at each return, riskless return 0; NaN before there are as many and
 * where it is undefined. Missing returns (NaN) count as 0: nothing was earned that anybody knows of.
 * Source: PerformanceAnalytics `chart.RollingPerformance` with `SharpeRatio.annualized`; the ratio is {@link sharpeRatio}.
 */
export function rollingSharpe(returns: Float64Array, { window, periodsPerYear }: RollingTerms): Float64Array {
  return roll(returns.length, window, (from, to) => sharpeRatio(known(returns, from, to), periodsPerYear));
}

/**
 * Slope of the returns against a benchmark's over the last `window` periods; NaN before there are as many and where the
 * benchmark did not move. Source: PerformanceAnalytics `chart.RollingRegression`, attribute Beta.
 *
 * @param benchmark - Of the same length as `returns`.
 */
export function rollingBeta(
  returns: Float64Array,
  benchmark: Float64Array,
  { window, periodsPerYear }: RollingTerms,
): Float64Array {
  invariant(benchmark.length === returns.length, "a benchmark has as many returns as what it is compared with");
  const terms = { riskFree: 0, periodsPerYear };
  return roll(
    returns.length,
    window,
    (from, to) => compareWithBenchmark(known(returns, from, to), known(benchmark, from, to), terms).beta,
  );
}

const known = (values: Float64Array, from: number, to: number) =>
  values.slice(from, to).map((value) => (Number.isNaN(value) ? 0 : value));

function roll(count: number, window: number, of: (from: number, to: number) => number | null): Float64Array {
  invariant(Number.isInteger(window) && window >= 2, `a window has a whole number of returns from 2, was ${window}`);
  const rolled = new Float64Array(count).fill(Number.NaN);
  for (let end = window; end <= count; end += 1) rolled[end - 1] = of(end - window, end) ?? Number.NaN;
  return rolled;
}
