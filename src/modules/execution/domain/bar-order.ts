import { err, ok, type Result } from "@/modules/_kernel";

/** Order types of the simulated venue. A code in {@link OrderColumns} is an index of this list. */
export const BAR_ORDER_TYPES = [
  "market",
  "market_on_close",
  "limit",
  "stop",
  "stop_limit",
  "trailing_stop",
  "trailing_stop_limit",
] as const;
export type BarOrderType = (typeof BAR_ORDER_TYPES)[number];

/** How an order ended, or `working` when it is still alive. A code in {@link OrderColumns} is an index of this list. */
export const ORDER_STATUSES = ["working", "filled", "rejected", "expired", "canceled"] as const;
export type BarOrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * Why the venue refused an order, or a part of it, or canceled it by itself. A code in {@link OrderColumns} is an index; ""
 * is no such reason. `group`: another order of its group came first. `bracket`: its parent ended without a fill, or a
 * sibling came first. `margin_call`: the account was closed out.
 */
export const ORDER_REASONS = [
  "",
  "insufficient_cash",
  "shorting_disabled",
  "below_lot",
  "insufficient_margin",
  "group",
  "bracket",
  "margin_call",
] as const;
export type OrderReason = (typeof ORDER_REASONS)[number];

/** An order as somebody asks for it, decided at the close of a bar and live from the next one on. */
export interface BarOrderRequest {
  readonly type: BarOrderType;
  /** Units, above 0 buys, below 0 sells. */
  readonly quantity: number;
  /** Quote currency per unit: worst price of a limit. */
  readonly limitPrice?: number | undefined;
  /** Where a stop is touched; of a trailing order what its first stop is measured from (default: the close). */
  readonly stopPrice?: number | undefined;
  /** Distance of a trailing stop from the close, quote currency, above 0; exactly one of the two. */
  readonly trailAmount?: number | undefined;
  /** The same as a fraction of the close, above 0. */
  readonly trailPercent?: number | undefined;
  /** Last bar time at which it is live; none: until it is canceled. */
  readonly expiresAtMs?: number | undefined;
  /** One cancels the other: orders that share this whole number from 0. */
  readonly group?: number | undefined;
  /** Number of an order before it whose fill makes it live. Children of one parent cancel each other. */
  readonly parent?: number | undefined;
}

export interface BarOrderError {
  readonly kind: "order.price_missing" | "order.price_unused" | "order.trail_out_of_range";
  readonly path: "limitPrice" | "stopPrice" | "trailAmount" | "trailPercent";
  /** What would pass, in words. */
  readonly expected: string;
}

const PRICES = ["limitPrice", "stopPrice", "trailAmount", "trailPercent"] as const;
type PriceField = (typeof PRICES)[number];

/** Which prices a type must have, and which it may. A trailing order has one trail; that rule stands below. */
const NEEDS: Readonly<Record<BarOrderType, readonly PriceField[]>> = {
  market: [],
  market_on_close: [],
  limit: ["limitPrice"],
  stop: ["stopPrice"],
  stop_limit: ["stopPrice", "limitPrice"],
  trailing_stop: [],
  trailing_stop_limit: ["stopPrice", "limitPrice"],
};
const MAY_HAVE: Readonly<Partial<Record<BarOrderType, readonly PriceField[]>>> = {
  trailing_stop: ["stopPrice", "trailAmount", "trailPercent"],
  trailing_stop_limit: ["trailAmount", "trailPercent"],
};

/** The order when it has the prices that its type needs and no other, else the first field at fault. */
export function checkBarOrder(order: BarOrderRequest): Result<BarOrderRequest, BarOrderError> {
  const needs = NEEDS[order.type];
  const may = MAY_HAVE[order.type] ?? [];
  for (const path of PRICES) {
    const given = order[path] !== undefined;
    if (needs.includes(path) && !given) {
      return err({ kind: "order.price_missing", path, expected: `a price: the order is a ${order.type}` });
    }
    if (given && !needs.includes(path) && !may.includes(path)) {
      return err({ kind: "order.price_unused", path, expected: `none: a ${order.type} order has no such price` });
    }
  }
  if (!isTrailing(order.type)) return ok(order);
  const { trailAmount, trailPercent } = order;
  if (trailAmount === undefined && trailPercent === undefined) {
    return err({ kind: "order.price_missing", path: "trailAmount", expected: "trailAmount or trailPercent" });
  }
  if (trailAmount !== undefined && trailPercent !== undefined) {
    return err({ kind: "order.price_unused", path: "trailPercent", expected: "trailAmount or trailPercent, not both" });
  }
  if (trailAmount !== undefined && !(trailAmount > 0)) {
    return err({ kind: "order.trail_out_of_range", path: "trailAmount", expected: "a distance above 0" });
  }
  if (trailPercent !== undefined && !(trailPercent > 0)) {
    return err({ kind: "order.trail_out_of_range", path: "trailPercent", expected: "a fraction above 0: 0.05 is 5 %" });
  }
  return ok(order);
}

export const isTrailing = (type: BarOrderType): boolean => type === "trailing_stop" || type === "trailing_stop_limit";

/** The bar of an order that is still working. */
export const NO_BAR = -1;

/** Orders in the order in which they were decided, one column a fact, all of one length. */
export interface OrderColumns {
  /** Bar at whose close the order was decided. */
  readonly decidedBar: Float64Array;
  /** Units as accepted, after the lot; above 0 buys, below 0 sells. */
  readonly quantity: Float64Array;
  /** Index of {@link ORDER_STATUSES}. */
  readonly status: Float64Array;
  /** Bar where the status came about; {@link NO_BAR} while working. */
  readonly bar: Float64Array;
  /** Index of {@link ORDER_REASONS}. */
  readonly reason: Float64Array;
}

/** Fills by bar, then in the order the broker worked them, one column a fact, all of one length. */
export interface FillColumns {
  /** Index of the order in {@link OrderColumns}. */
  readonly order: Float64Array;
  readonly bar: Float64Array;
  /** Units, above 0 bought, below 0 sold. */
  readonly quantity: Float64Array;
  /** Quote currency per unit, slippage and tick included. */
  readonly price: Float64Array;
  /** Quote currency, 0 or more. */
  readonly commission: Float64Array;
  /** Cash and units right after the fill. Both stay as they are until the next one. */
  readonly cashAfter: Float64Array;
  readonly positionAfter: Float64Array;
}

/** A bar that is over, as the venue and a strategy see it. */
export interface ClosedBar {
  /** 0 is the first bar of the run. */
  readonly index: number;
  /** Start of the bar, epoch milliseconds. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}
