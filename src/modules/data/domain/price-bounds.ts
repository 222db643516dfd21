/**
 * Nothing that trades costs more: a share of the most expensive company is below 1e6, a coin in the weakest currency below
 * 1e13. From here on a double no longer tells tenths apart, and products of such prices leave its range.
 */
export const PRICE_MAX = 1e15;
/** Nothing costs less: the smallest unit of a coin (a wei, 1e-18) in another coin's. */
export const PRICE_MIN = 1e-18;
/** Most that can change hands in one bar: all units of the most numerous coin, a thousand times over. */
export const VOLUME_MAX = 1e21;

/** A price above 0 that is too large or too small to be one. */
export function isBeyondPrices(price: number): boolean {
  return price > PRICE_MAX || price < PRICE_MIN;
}

/** A bound as a sentence has it: `1e15`. */
export function boundText(bound: number): string {
  return bound.toExponential().replace("+", "");
}
