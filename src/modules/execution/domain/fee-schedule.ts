import { assertNever, type Exact, err, ok, type Result, ZERO } from "@/modules/_kernel";

/** What one rule of a schedule charges on one fill, before its bounds. A rate is a fraction of the fill's value. */
export type FeeRule = {
  /** Least and most of the rule on one fill; null is no bound. */
  readonly min: Exact | null;
  readonly max: Exact | null;
  /** Null is the currency of the price. */
  readonly currency: string | null;
} & (
  | { readonly kind: "percent"; readonly rate: Exact }
  | { readonly kind: "per_unit" | "fixed"; readonly amount: Exact }
  /** Rates of a fill that rested and of one that took; below 0 is a rebate. */
  | { readonly kind: "maker_taker"; readonly maker: Exact; readonly taker: Exact }
);

export interface FeeableFill {
  /** Above 0. */
  readonly qty: Exact;
  readonly price: Exact;
  /** Null when the venue did not say: charged as a taker, the dearer of the two as a rule. */
  readonly liquidity: "maker" | "taker" | null;
}

export interface FeeError {
  readonly kind: "fees.min_above_max";
  /** Place of the rule. */
  readonly index: number;
}

/** Fees by currency; null is the currency of the price. */
export type FeeAmounts = ReadonlyMap<string | null, Exact>;

/**
 * What a schedule charges on each fill: every rule of it, each within its bounds, added up by currency. Exact: nothing is
 * rounded, and amounts of two currencies are never added.
 *
 * The shape (a share of value, an amount a unit, an amount a fill, maker and taker rates; a least and a most per fill) is that
 * of the published schedules of Interactive Brokers (per share with a minimum), Kraken and Coinbase (maker and taker).
 */
export function feesOfFills(
  schedule: readonly FeeRule[],
  fills: readonly FeeableFill[],
): Result<readonly FeeAmounts[], FeeError> {
  const index = schedule.findIndex(({ min, max }) => min !== null && max !== null && min.gt(max));
  if (index >= 0) return err({ kind: "fees.min_above_max", index });
  return ok(
    fills.map((fill) => {
      const amounts = new Map<string | null, Exact>();
      for (const rule of schedule) addAmount(amounts, rule.currency, bounded(rule, feeOf(rule, fill)));
      return amounts;
    }),
  );
}

/** All of them together, by currency. */
export function totalFees(fees: readonly FeeAmounts[]): FeeAmounts {
  const total = new Map<string | null, Exact>();
  for (const each of fees) for (const [currency, amount] of each) addAmount(total, currency, amount);
  return total;
}

function addAmount(amounts: Map<string | null, Exact>, currency: string | null, amount: Exact): void {
  amounts.set(currency, (amounts.get(currency) ?? ZERO).plus(amount));
}

function feeOf(rule: FeeRule, fill: FeeableFill): Exact {
  const qty = fill.qty;
  switch (rule.kind) {
    case "percent":
      return qty.times(fill.price).abs().times(rule.rate);
    case "per_unit":
      return qty.times(rule.amount);
    case "fixed":
      return rule.amount;
    case "maker_taker":
      return qty
        .times(fill.price)
        .abs()
        .times(fill.liquidity === "maker" ? rule.maker : rule.taker);
    default:
      return assertNever(rule, "feeOf");
  }
}

function bounded({ min, max }: FeeRule, fee: Exact): Exact {
  if (min !== null && fee.lt(min)) return min;
  return max !== null && fee.gt(max) ? max : fee;
}
