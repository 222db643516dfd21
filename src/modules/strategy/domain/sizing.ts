import { invariant } from "@/modules/_kernel";

/** What a position without borrowed money may be worth: the rest pays its costs, and an open above the close it was sized at. */
const WEIGHT_MAX = 0.98;

/**
 * Units whose loss from `entry` to `stop` is `riskFraction` of the equity: equity · fraction / (|entry − stop| · multiplier).
 * Fixed fractional sizing, Vince 1990, Portfolio Management Formulas. Capped at a worth of {@link WEIGHT_MAX} of the equity, so
 * a near stop buys no more than there is money for. 0 when the stop is at the entry or a number is missing.
 *
 * @param risk - `riskFraction`: 0.01 is 1 % of the equity, above 0, at most 1.
 */
export function unitsForRisk(risk: {
  readonly equity: number;
  readonly riskFraction: number;
  readonly entry: number;
  readonly stop: number;
  readonly multiplier?: number;
}): number {
  const { equity, riskFraction, entry, stop, multiplier = 1 } = risk;
  invariant(riskFraction > 0 && riskFraction <= 1, `a risk is above 0 and at most 1, was ${riskFraction}`);
  const distance = Math.abs(entry - stop);
  if (!(distance > 0) || !(entry > 0) || !(equity > 0)) return 0;
  return Math.min((equity * riskFraction) / (distance * multiplier), (equity * WEIGHT_MAX) / (entry * multiplier));
}

/**
 * Share of the equity whose volatility is the target: target / volatility, at most `weightMax`. Moskowitz, Ooi and Pedersen 2012,
 * Time Series Momentum. 0 while the volatility is unknown or 0.
 *
 * @param volatility - Standard deviation of returns over the same period as the target, both fractions.
 */
export function weightForVolatility(volatility: number, target: number, weightMax = 1): number {
  return volatility > 0 ? Math.min(weightMax, target / volatility) : 0;
}

/**
 * Share of the equity that grows it fastest in the long run: p − (1 − p) / b, where b is the average win over the average
 * loss; 0 where that is below 0. Kelly 1956, A New Interpretation of Information Rate. Who trades more than half of it
 * trades the error of his estimate.
 *
 * @param winRate - From 0 to 1. @param payoff - Average win over average loss, above 0.
 */
export function kellyFraction(winRate: number, payoff: number): number {
  invariant(winRate >= 0 && winRate <= 1 && payoff > 0, "a win rate is from 0 to 1 and a payoff above 0");
  return Math.max(0, winRate - (1 - winRate) / payoff);
}

/** The largest whole multiple of `step` that is not above `quantity`; what would not be a step is 0. */
export function wholeUnits(quantity: number, step = 1): number {
  return quantity >= step ? Math.floor(quantity / step) * step : 0;
}
