import { Exact, exact, least, type OrderId, SIDES, type Side, ZERO } from "@/modules/_kernel";

/** What of an account's order may still fill, at the largest that was asked for. */
export interface WorkingOrder {
  readonly orderId: OrderId;
  readonly symbol: string;
  readonly side: Side;
  /** Above 0. */
  readonly leaves: Exact;
  /** The worst price that it may fill at, as far as it names one: its limit, else its stop. Null takes any. */
  readonly price: Exact | null;
  /** Where it begins to work; null: it is no stop order. */
  readonly stop: Exact | null;
  /** A purchase that never pays more than its price, wherever the market is. */
  readonly isCapped: boolean;
  /** Never opens anything, and so reserves nothing. */
  readonly reduceOnly: boolean;
  /** Sent, and nobody knows what became of it. */
  readonly isUnknown: boolean;
}

/** What one unit of an instrument takes of an account. Base currency for a price; null is unknown. */
export interface UnitTerms {
  readonly price: Exact | null;
  readonly multiplier: Exact;
  /** Base currency for one of its currency; null is unknown. */
  readonly fxRate: Exact | null;
}

interface Reserving {
  readonly working: readonly WorkingOrder[];
  /** Signed units by symbol. */
  readonly positions: ReadonlyMap<string, Exact>;
  readonly termsOf: (symbol: string) => UnitTerms | null;
}

const larger = (a: Exact, b: Exact) => (a.gte(b) ? a : b);

/**
 * What working orders hold back, in the base currency: of each symbol and side the units that would open something, at the worst
 * prices of those orders. Reckoned from the orders each time, never counted. Null: something that is needed is unknown.
 */
export function reservedFor({ working, positions, termsOf }: Reserving): Exact | null {
  const bySide = { buy: new Map<string, WorkingOrder[]>(), sell: new Map<string, WorkingOrder[]>() };
  for (const order of working) {
    if (order.reduceOnly) continue;
    const group = bySide[order.side].get(order.symbol);
    if (group === undefined) bySide[order.side].set(order.symbol, [order]);
    else group.push(order);
  }
  const total = new Exact.Sum();
  for (const side of SIDES)
    for (const [symbol, orders] of bySide[side]) {
      const terms = termsOf(symbol);
      const unitOf = ({ price, isCapped }: WorkingOrder) => unitValue(price, isCapped ? price : null, terms);
      const held = positions.get(symbol) ?? ZERO;
      // Units that close what is held take nothing; the cheapest orders are taken to be those.
      let closing = larger(ZERO, side === "sell" ? held : held.neg());
      for (const order of cheapestFirst(orders, unitOf)) {
        const { leaves } = order;
        const closed = least(closing, leaves);
        const opening = closed.isZero() ? leaves : leaves.minus(closed);
        if (opening.isZero()) {
          closing = closing.minus(closed);
          continue;
        }
        closing = ZERO;
        const value = unitOf(order);
        if (value === null) return null;
        total.addProduct(value, opening);
      }
    }
  return total.value;
}

function cheapestFirst(
  orders: readonly WorkingOrder[],
  unitOf: (order: WorkingOrder) => Exact | null,
): readonly WorkingOrder[] {
  if (orders.length === 1) return orders;
  return orders.toSorted((a, b) => (unitOf(a) ?? ZERO).cmp(unitOf(b) ?? ZERO));
}

/** Base currency for one unit: at the cap where there is one, else at the market or at the order's own price where that is worse. */
function unitValue(price: Exact | null, cap: Exact | null, terms: UnitTerms | null): Exact | null {
  if (terms === null || terms.fxRate === null || terms.price === null) return null;
  const at = cap ?? (price === null ? terms.price : larger(price, terms.price));
  return at.times(terms.multiplier).times(terms.fxRate);
}

interface Money {
  readonly cash: readonly { readonly currency: string; readonly settled: Exact; readonly unsettled: Exact }[];
  readonly rateOf: (currency: string) => Exact | null;
}

/** All cash in the base currency. What has no rate counts where it is owed and not where it is held: then it is unknown, or nothing. */
export function cashWorth({ cash, rateOf }: Money): Exact | null {
  let total = ZERO;
  for (const { currency, settled, unsettled } of cash) {
    const amount = settled.plus(unsettled);
    const rate = rateOf(currency);
    if (rate === null && amount.isNegative()) return null;
    total = total.plus(amount.times(rate ?? ZERO));
  }
  return total;
}

/**
 * What a new position may still take, in the base currency: cash, less what working orders hold back, less twice the worth of what
 * is short (the cash that its sale brought, and as much again). Nothing is lent. Null: something that is needed is unknown.
 */
export function buyingPowerOf({ cash, rateOf, ...reserving }: Money & Reserving): Exact | null {
  const money = cashWorth({ cash, rateOf });
  const reserved = reservedFor(reserving);
  if (money === null || reserved === null) return null;
  let power = money.minus(reserved);
  for (const [symbol, qty] of reserving.positions) {
    if (!qty.isNegative()) continue;
    const unit = unitValue(null, null, reserving.termsOf(symbol));
    if (unit === null) return null;
    power = power.minus(unit.times(qty.abs()).times(exact(2)));
  }
  return power;
}
