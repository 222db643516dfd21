import { ascending, DEVIATION_FLOOR, mean, quantile, stdev } from "./moments";
import { finiteOrNull, ratioOrNull } from "./returns";

/** `returns` less `rate` each period. */
export function excessOf(returns: Float64Array, rate: number): Float64Array {
  return returns.map((each) => each - rate);
}

/** stdev(returns, n − 1) · √periodsPerYear; null of fewer than two returns. Source: empyrical `annual_volatility`. */
export function annualVolatility(returns: Float64Array, periodsPerYear: number): number | null {
  const deviation = stdev(returns);
  return deviation === null ? null : finiteOrNull(deviation * Math.sqrt(periodsPerYear));
}

/**
 * mean(excess) / stdev(excess, n − 1) · √periodsPerYear; null of fewer than two returns and without volatility.
 * Source: Sharpe 1994; empyrical `sharpe_ratio`.
 */
export function sharpeRatio(excess: Float64Array, periodsPerYear: number): number | null {
  const perPeriod = ratioOrNull(mean(excess), stdev(excess));
  return perPeriod === null ? null : finiteOrNull(perPeriod * Math.sqrt(periodsPerYear));
}

/**
 * mean(excess) · periodsPerYear / (√mean(min(excess, 0)²) · √periodsPerYear); null of fewer than two returns and when no
 * return is below 0. Source: Sortino and Price 1994; empyrical `sortino_ratio`.
 */
export function sortinoRatio(excess: Float64Array, periodsPerYear: number): number | null {
  if (excess.length < 2) return null;
  let squares = 0;
  for (const each of excess) if (each < 0) squares += each * each;
  const downside = Math.sqrt(squares / excess.length);
  if (downside <= DEVIATION_FLOOR) return null;
  return ratioOrNull((mean(excess) ?? Number.NaN) * periodsPerYear, downside * Math.sqrt(periodsPerYear));
}

/**
 * Sum of the gains over the sum of the losses against the threshold already taken off; null of fewer than two returns and
 * without a loss. Source: Keating and Shadwick 2002; empyrical `omega_ratio` with a required return of 0.
 */
export function omegaRatio(excess: Float64Array): number | null {
  if (excess.length < 2) return null;
  let [gains, losses] = [0, 0];
  for (const each of excess) {
    if (each > 0) gains += each;
    else losses -= each;
  }
  return ratioOrNull(gains, losses);
}

/** |95th percentile| / |5th percentile|; null of nothing and of a 5th percentile of 0. Source: empyrical `tail_ratio`. */
export function tailRatio(returns: Float64Array): number | null {
  const sorted = ascending(returns);
  const [high, low] = [quantile(sorted, 0.95), quantile(sorted, 0.05)];
  return high === null || low === null ? null : ratioOrNull(Math.abs(high), Math.abs(low));
}

/**
 * How straight the cumulative log return runs: r² of its linear fit over 0..n − 1. Null of fewer than two returns, without
 * any change and after a loss of all. Source: empyrical `stability_of_timeseries`.
 */
export function stability(returns: Float64Array): number | null {
  if (returns.length < 2) return null;
  let sum = 0;
  const path = returns.map((each) => {
    sum += Math.log1p(each);
    return sum;
  });
  const steps = returns.map((_, index) => index);
  const r = correlation(steps, path);
  return r === null ? null : r * r;
}

/** Share of the periods that gained among those that changed; null when none did. */
export function winRate(returns: Float64Array): number | null {
  let [wins, changes] = [0, 0];
  for (const each of returns) {
    if (each > 0) wins += 1;
    if (each !== 0) changes += 1;
  }
  return ratioOrNull(wins, changes);
}

/** Pearson's correlation, −1 to 1; null of fewer than two pairs and when a side has no spread. */
export function correlation(left: Float64Array, right: Float64Array): number | null {
  const [leftDeviation, rightDeviation] = [stdev(left), stdev(right)];
  if (!leftDeviation || !rightDeviation) return null;
  const r = finiteOrNull(covariance(left, right) / (leftDeviation * rightDeviation));
  return r === null ? null : Math.max(-1, Math.min(1, r));
}

/** Sample covariance (n − 1) of two columns of one length. */
export function covariance(left: Float64Array, right: Float64Array): number {
  const [leftMean, rightMean] = [mean(left) ?? Number.NaN, mean(right) ?? Number.NaN];
  let sum = 0;
  left.forEach((each, index) => {
    sum += (each - leftMean) * ((right[index] ?? Number.NaN) - rightMean);
  });
  return sum / (left.length - 1);
}
