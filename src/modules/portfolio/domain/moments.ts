/**
 * Moments and percentiles of a sample. Undefined is null, never 0 or NaN: too few values, or no spread to divide by.
 */

/**
 * Returns are fractions of one, so their rounding is of the size of Float64's step at 1 (2.2e-16). A deviation under this is
 * that rounding and counts as none: 1 % a day, computed from prices, has no volatility.
 */
export const DEVIATION_FLOOR = 1e-15;

/** Arithmetic mean; null of nothing. */
export function mean(values: Float64Array): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Sum of the k-th powers of the deviations from the mean, two passes. `NaN` of nothing. */
function deviationSum(values: Float64Array, power: number): number {
  const center = mean(values) ?? Number.NaN;
  let sum = 0;
  for (const value of values) sum += (value - center) ** power;
  return sum;
}

/** Standard deviation of a sample (n − 1), 0 under {@link DEVIATION_FLOOR}; null of fewer than two values. */
export function stdev(values: Float64Array): number | null {
  if (values.length < 2) return null;
  const deviation = Math.sqrt(deviationSum(values, 2) / (values.length - 1));
  return deviation <= DEVIATION_FLOOR ? 0 : deviation;
}

/** Skewness g1 and kurtosis g2 + 3 as plain moments of the sample (divided by n), or null without spread. */
export function plainShape(values: Float64Array): { readonly skew: number; readonly kurtosis: number } | null {
  const n = values.length;
  const deviation = stdev(values);
  if (deviation === null || deviation === 0) return null;
  const variance = deviationSum(values, 2) / n;
  return {
    skew: deviationSum(values, 3) / n / variance ** 1.5,
    kurtosis: deviationSum(values, 4) / n / variance ** 2,
  };
}

/**
 * Sample-corrected skewness G1 = √(n(n − 1)) / (n − 2) · g1; null of fewer than three values or without spread.
 * Source: Joanes and Gill 1998, "Comparing measures of sample skewness and kurtosis", type 2; pandas `skew`.
 */
export function skewness(values: Float64Array): number | null {
  const n = values.length;
  const shape = plainShape(values);
  if (n < 3 || shape === null) return null;
  return (Math.sqrt(n * (n - 1)) / (n - 2)) * shape.skew;
}

/**
 * Sample-corrected excess kurtosis G2 = (n − 1) / ((n − 2)(n − 3)) · ((n + 1) · g2 + 6); null of fewer than four values or
 * without spread. A normal sample is near 0. Source: Joanes and Gill 1998, type 2; pandas `kurt`.
 */
export function excessKurtosis(values: Float64Array): number | null {
  const n = values.length;
  const shape = plainShape(values);
  if (n < 4 || shape === null) return null;
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (shape.kurtosis - 3) + 6);
}

/** The values from smallest to largest, in an array of their own. */
export function ascending(values: Float64Array): Float64Array {
  return values.toSorted();
}

/**
 * The `fraction`-quantile of sorted values by linear interpolation at rank (n − 1) · fraction; null of nothing.
 * Source: Hyndman and Fan 1996, type 7; numpy `percentile`.
 *
 * @param sorted - From smallest to largest.
 * @param fraction - 0 to 1.
 */
export function quantile(sorted: Float64Array, fraction: number): number | null {
  if (sorted.length === 0) return null;
  const rank = (sorted.length - 1) * fraction;
  const below = Math.floor(rank);
  const [low = Number.NaN, high = low] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  return low + (high - low) * (rank - below);
}
