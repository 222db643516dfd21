import { mean, stdev } from "./moments";
import { correlation, covariance, excessOf } from "./ratios";
import { annualReturn, finiteOrNull, ratioOrNull } from "./returns";

/** How returns stand to a benchmark's over the same periods. Null is undefined. */
export interface BenchmarkComparison {
  readonly beta: number | null;
  readonly alpha: number | null;
  readonly informationRatio: number | null;
  readonly correlation: number | null;
  readonly upCapture: number | null;
  readonly downCapture: number | null;
}

/**
 * Compares returns with a benchmark's, period by period. With e = returns − riskFree and b = benchmark − riskFree:
 *
 * - beta = cov(e, b) / var(b); null of fewer than two periods and of a benchmark without spread.
 * - alpha = (1 + mean(e − beta · b))^periodsPerYear − 1. Source of both: Jensen 1968; empyrical `alpha_beta`.
 * - informationRatio = mean(active) / stdev(active, n − 1) of active = returns − benchmark, not annualized.
 *   Source: Goodwin 1998; empyrical `excess_sharpe`.
 * - correlation: Pearson's, of returns and benchmark.
 * - upCapture, downCapture: annualized return over the periods in which the benchmark rose (fell), divided by the
 *   benchmark's own over them; null without such periods. Source: empyrical `up_capture`, `down_capture`.
 *
 * @param returns - Fractions, oldest first; the same length as `benchmark`, nothing missing.
 */
export function compareWithBenchmark(
  returns: Float64Array,
  benchmark: Float64Array,
  { riskFree, periodsPerYear }: { readonly riskFree: number; readonly periodsPerYear: number },
): BenchmarkComparison {
  const [excess, market] = [excessOf(returns, riskFree), excessOf(benchmark, riskFree)];
  const deviation = stdev(market);
  const beta = deviation ? finiteOrNull(covariance(excess, market) / deviation ** 2) : null;
  const active = returns.map((each, index) => each - (benchmark[index] ?? Number.NaN));
  return {
    beta,
    alpha: beta === null ? null : alphaOf(excess, market, beta, periodsPerYear),
    informationRatio: ratioOrNull(mean(active), stdev(active)),
    correlation: correlation(returns, benchmark),
    upCapture: capture(returns, benchmark, periodsPerYear, (change) => change > 0),
    downCapture: capture(returns, benchmark, periodsPerYear, (change) => change < 0),
  };
}

function alphaOf(excess: Float64Array, market: Float64Array, beta: number, periodsPerYear: number): number | null {
  const unexplained = mean(excess.map((each, index) => each - beta * (market[index] ?? Number.NaN)));
  return unexplained === null ? null : finiteOrNull((1 + unexplained) ** periodsPerYear - 1);
}

function capture(
  returns: Float64Array,
  benchmark: Float64Array,
  periodsPerYear: number,
  counts: (change: number) => boolean,
): number | null {
  const inside = (_: number, index: number) => counts(benchmark[index] ?? Number.NaN);
  return ratioOrNull(
    annualReturn(returns.filter(inside), periodsPerYear),
    annualReturn(benchmark.filter(inside), periodsPerYear),
  );
}
