import { finiteOrNull, mean, normalQuantile, quantile, stdev } from "@/modules/portfolio";

/** Rank arithmetic is done on fractions like 1 − 0.95 = 0.050000000000000044: whole ranks must stay whole. */
const RANK_NOISE = 1e-9;

/**
 * The places of a sorted sample that make its tail: the (1 − confidence)-quantile lies `share` of the way from place `low` to the
 * next, and the first `shortfallCount` are the shortfall's.
 */
export function tailRanks(count: number, confidence: number) {
  const rank = (count - 1) * (1 - confidence);
  const low = Math.floor(rank);
  return { low, share: rank - low, shortfallCount: Math.floor(rank + RANK_NOISE) + 1 } as const;
}

/**
 * Historical value at risk as a return: the (1 − confidence)-quantile by linear interpolation. A loss is negative.
 * Null of nothing. Source: empyrical `value_at_risk`.
 *
 * @param sorted - Returns from smallest to largest.
 * @param confidence - Above 0 and below 1: 0.95 asks for what is undercut in 5 % of the periods.
 */
export function historicalVar(sorted: Float64Array, confidence: number): number | null {
  return quantile(sorted, 1 - confidence);
}

/**
 * Expected shortfall as a return: the mean of the ⌊(n − 1)(1 − confidence)⌋ + 1 lowest returns. Null of nothing.
 * Source: empyrical `conditional_value_at_risk`.
 *
 * @param sorted - Returns from smallest to largest.
 */
export function historicalCvar(sorted: Float64Array, confidence: number): number | null {
  if (sorted.length === 0) return null;
  return mean(sorted.subarray(0, tailRanks(sorted.length, confidence).shortfallCount));
}

/**
 * Value at risk of a normal distribution with the sample's mean and deviation: mean + z(1 − confidence) · stdev(n − 1).
 * Null of fewer than two returns. Source: J.P. Morgan and Reuters 1996, RiskMetrics Technical Document, section 1.2.
 */
export function parametricVar(returns: Float64Array, confidence: number): number | null {
  const [center, deviation] = [mean(returns), stdev(returns)];
  if (center === null || deviation === null) return null;
  return finiteOrNull(center + normalQuantile(1 - confidence) * deviation);
}

/**
 * Expected shortfall of that normal distribution: mean − stdev · φ(z) / (1 − confidence). Null of fewer than two returns.
 * Source: McNeil, Frey and Embrechts 2015, "Quantitative Risk Management", example 2.14.
 */
export function parametricCvar(returns: Float64Array, confidence: number): number | null {
  const [center, deviation] = [mean(returns), stdev(returns)];
  if (center === null || deviation === null) return null;
  const z = normalQuantile(1 - confidence);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return finiteOrNull(center - (deviation * density) / (1 - confidence));
}
