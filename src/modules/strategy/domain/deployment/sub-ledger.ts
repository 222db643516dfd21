import { type Exact, exact, quotient, ZERO } from "@/modules/_kernel";

/** A fill of a deployment's order, exact. */
export interface LedgerLine {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly qty: Exact;
  readonly price: Exact;
  /** Paid, in the currency of the price; below 0 is a rebate. */
  readonly fees: Exact;
  readonly multiplier: Exact;
}

/** What one instrument came to. */
export interface SubPosition {
  readonly symbol: string;
  /** Below 0 is short. */
  readonly qty: Exact;
  /** What the units that are held cost without fees, signed as they are: at average price. */
  readonly cost: Exact;
  /** Of what was closed, at average price, without fees. */
  readonly realized: Exact;
  readonly fees: Exact;
  /** Cash that went out (below 0) and came in, fees included. */
  readonly cash: Exact;
  readonly multiplier: Exact;
}

const empty = (symbol: string, multiplier: Exact): SubPosition => ({
  symbol,
  qty: ZERO,
  cost: ZERO,
  realized: ZERO,
  fees: ZERO,
  cash: ZERO,
  multiplier,
});

/**
 * What fills add up to, by instrument, in the order in which each came first. Cash and units are sums, so that those of an account's
 * parts are the account's; what is realized is reckoned at average price.
 */
export function foldFills(lines: readonly LedgerLine[]): readonly SubPosition[] {
  const positions = new Map<string, SubPosition>();
  for (const line of lines) {
    const before = positions.get(line.symbol) ?? empty(line.symbol, line.multiplier);
    positions.set(line.symbol, applyLine(before, line));
  }
  return [...positions.values()];
}

function applyLine(before: SubPosition, { side, qty, price, fees, multiplier }: LedgerLine): SubPosition {
  const signed = side === "buy" ? qty : qty.neg();
  const notional = signed.times(price).times(multiplier);
  const after = before.qty.plus(signed);
  const rest = {
    ...before,
    qty: after,
    fees: before.fees.plus(fees),
    cash: before.cash.minus(notional).minus(fees),
  };
  const isAdding = before.qty.isZero() || before.qty.isPositive() === signed.isPositive();
  if (isAdding) return { ...rest, cost: before.cost.plus(notional) };
  // It closes: all of what it takes back leaves at the average that was paid; what goes past zero begins at its own price.
  const held = before.qty.isPositive() ? before.qty : before.qty.neg();
  const isTurning = qty.gt(held);
  const closed = isTurning ? held : qty;
  const costOut = isTurning ? before.cost : quotient(before.cost.times(closed), held);
  const proceeds = (side === "sell" ? closed : closed.neg()).times(price).times(multiplier);
  const opened = isTurning ? after.times(price).times(multiplier) : before.cost.minus(costOut);
  return { ...rest, cost: opened, realized: before.realized.plus(proceeds).minus(costOut) };
}

/** Worth of a position at a price, below 0 when short. */
export const worthOf = ({ qty, multiplier }: SubPosition, price: Exact): Exact => qty.times(price).times(multiplier);

/** Profit and loss of everything, what is held at its price included; null where a price of something held is unknown. */
export function profitOf(positions: readonly SubPosition[], priceOf: (symbol: string) => Exact | null): Exact | null {
  let sum = exact(0);
  for (const position of positions) {
    sum = sum.plus(position.cash);
    if (position.qty.isZero()) continue;
    const price = priceOf(position.symbol);
    if (price === null) return null;
    sum = sum.plus(worthOf(position, price));
  }
  return sum;
}
