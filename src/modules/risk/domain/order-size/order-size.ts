import { type Exact, err, exact, ok, quotient, type Result, type Side } from "@/modules/_kernel";

/** What an amount of money is turned into units with. All of it in the instrument's currency. */
export interface SizeTerms {
  /** Price that one unit of the multiplier costs; null is unknown. */
  readonly price: Exact | null;
  readonly multiplier: Exact;
  /** Smallest step of a quantity, above 0. */
  readonly lot: Exact;
}

/** Why no quantity follows from what was asked for. */
export type SizeError =
  | { readonly kind: "size.price_unknown" }
  | { readonly kind: "size.equity_unknown" }
  /** Money of the account and of the instrument differ, and nobody knows the rate. */
  | { readonly kind: "size.rate_unknown" }
  | { readonly kind: "size.stop_missing" }
  /** A stop at or beyond the entry would lose nothing: a buy loses below it, a sale above. */
  | { readonly kind: "size.stop_wrong_side"; readonly price: string }
  /** The amount does not pay for one lot, which takes `least`. */
  | { readonly kind: "size.below_lot"; readonly least: string };

/** Whole lots that `amount` pays for at `each` a unit: rounded down, so that the amount is never passed. */
function wholeLots(amount: Exact, each: Exact, lot: Exact): Result<Exact, SizeError> {
  const lots = amount.wholeTimes(each.times(lot));
  if (lots < 1n) return err({ kind: "size.below_lot", least: each.times(lot).toFixed() });
  return ok(lot.times(exact(lots.toString())));
}

/**
 * Units that `value` buys or sells: whole lots, rounded down, worth no more than `value`.
 *
 * @param value - Above 0, in the instrument's currency.
 */
export function sizeByValue(value: Exact, { price, multiplier, lot }: SizeTerms): Result<Exact, SizeError> {
  if (price === null || !price.isPositive()) return err({ kind: "size.price_unknown" });
  return wholeLots(value, price.times(multiplier), lot);
}

/** What a part of an account's equity is turned into units with. */
export interface WeightSize extends SizeTerms {
  /** Of the account, in its base currency; null is unknown. */
  readonly equity: Exact | null;
  /** Base currency for one of the instrument's currency; null is unknown. */
  readonly fxRate: Exact | null;
}

/**
 * Units worth no more than `part / whole` of the equity: whole lots, rounded down. Multiplied out, so that nothing is rounded but the
 * lots.
 */
function sizeByPart(part: Exact, whole: Exact, size: WeightSize): Result<Exact, SizeError> {
  const { price, multiplier, lot, equity, fxRate } = size;
  if (price === null || !price.isPositive()) return err({ kind: "size.price_unknown" });
  if (equity === null || !equity.isPositive()) return err({ kind: "size.equity_unknown" });
  if (fxRate === null || !fxRate.isPositive()) return err({ kind: "size.rate_unknown" });
  const each = price.times(multiplier).times(fxRate);
  const lots = equity.times(part).wholeTimes(each.times(whole).times(lot));
  // What one lot takes is told in money of the account.
  if (lots < 1n) return err({ kind: "size.below_lot", least: each.times(lot).toFixed() });
  return ok(lot.times(exact(lots.toString())));
}

/**
 * Units of one of `positions` that all get the same part of the equity.
 *
 * @param positions - A whole number from 1.
 * @param share - Part of the equity that they get together, above 0; 1 is all of it.
 */
export function sizeByEqualWeight(positions: number, share: Exact, size: WeightSize): Result<Exact, SizeError> {
  return sizeByPart(share, exact(positions), size);
}

export interface VolatilityTarget {
  /** Of the position in the equity, a year, above 0: 0.1 is 10 %. */
  readonly target: Exact;
  /** Of the instrument, a year, above 0. */
  readonly volatility: Exact;
  /** Largest part of the equity, above 0: what is calm would ask for more than there is. */
  readonly weightMax: Exact;
}

/** Units with which the position makes the equity swing by `target` a year: a part of target / volatility of it, at most `weightMax`. */
export function sizeByVolatility(
  { target, volatility, weightMax }: VolatilityTarget,
  size: WeightSize,
): Result<Exact, SizeError> {
  return target.gte(weightMax.times(volatility))
    ? sizeByPart(weightMax, exact(1), size)
    : sizeByPart(target, volatility, size);
}

export interface RiskSize extends SizeTerms {
  readonly side: Side;
  /** Where the loss is taken; null is nowhere. */
  readonly stop: Exact | null;
  /** Of the account, in its base currency; null is unknown. */
  readonly equity: Exact | null;
  /** Base currency for one of the instrument's currency; null is unknown. */
  readonly fxRate: Exact | null;
}

/**
 * Units that lose no more than `percent` of the equity between the entry and the stop: whole lots, rounded down. Fees and a gap
 * over the stop come on top.
 *
 * @param percent - Above 0; 1 is one per cent.
 */
export function sizeByRisk(percent: Exact, size: RiskSize): Result<Exact, SizeError> {
  const { price, stop, equity, fxRate, side, multiplier, lot } = size;
  if (price === null) return err({ kind: "size.price_unknown" });
  if (stop === null) return err({ kind: "size.stop_missing" });
  const distance = side === "buy" ? price.minus(stop) : stop.minus(price);
  if (!distance.isPositive()) return err({ kind: "size.stop_wrong_side", price: price.toFixed() });
  if (equity === null || !equity.isPositive()) return err({ kind: "size.equity_unknown" });
  if (fxRate === null || !fxRate.isPositive()) return err({ kind: "size.rate_unknown" });
  // Multiplied out before the one division, so that nothing is rounded but the lots.
  const money = quotient(equity.times(percent), exact(100));
  return wholeLots(money, distance.times(multiplier).times(fxRate), lot);
}
