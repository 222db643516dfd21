import { type EpochMs, ok, type Result } from "@/modules/_kernel";
import type { OrderEventOf } from "./events";
import { isClosed, neverSent, type Order, parsed, pendingReplace } from "./order";
import { type OrderRefusal, refusal } from "./refusal";

/**
 * Books one fill. Once for each execution id, whatever the order's state: what was filled is filled, also after a cancel, in
 * the unknown, or before the venue said that it has the order. Never past the quantity: a fill that needs a larger quantity
 * that was asked for shows that the replace was done, any other is an overfill.
 *
 * Whether it is known is asked before whether it may be: a replay on a finished order is no alarm.
 */
export function applyFill(order: Order, fill: OrderEventOf<"filled">): Result<Order, OrderRefusal> {
  const seen = order.fills.get(fill.execId);
  if (seen !== undefined) return refusal(sameFill(seen, fill) ? "fill.known" : "fill.conflicting");
  if (neverSent(order)) return refusal("order.not_sent");
  if (fill.currency !== order.intent.currency) return refusal("fill.wrong_currency");
  if (fill.symbol !== undefined && fill.symbol !== order.intent.symbol) return refusal("fill.wrong_symbol");
  if (fill.side !== undefined && fill.side !== order.intent.side) return refusal("fill.wrong_side");
  const qty = parsed(fill.qty);
  const filledQty = order.filledQty.plus(qty);
  const able = filledQty.gt(order.terms.qty) ? takeReplace(order, fill.at) : order;
  if (filledQty.gt(able.terms.qty)) return refusal("fill.overfill");
  return ok(
    settle({
      ...atVenue(able, fill.at),
      fills: order.fills.with(fill.execId, fill),
      filledQty,
      filledNotional: order.filledNotional.plus(qty.times(parsed(fill.price))),
      lastFillAt: order.lastFillAt !== null && order.lastFillAt > fill.at ? order.lastFillAt : fill.at,
    }),
  );
}

function sameFill(one: OrderEventOf<"filled">, other: OrderEventOf<"filled">): boolean {
  return (
    parsed(one.qty).eq(parsed(other.qty)) &&
    parsed(one.price).eq(parsed(other.price)) &&
    one.currency === other.currency &&
    (one.side ?? other.side) === (other.side ?? one.side) &&
    (one.symbol ?? other.symbol) === (other.symbol ?? one.symbol)
  );
}

/** Somebody's word that the venue has the order: what was being sent works, or is on its way out. */
export function atVenue(order: Order, at: EpochMs): Order {
  const { state } = order;
  if (state.status !== "sending" && state.status !== "unknown") return order;
  return {
    ...order,
    state:
      state.canceling === null
        ? { status: "working", since: at }
        : { status: "pending_cancel", canceling: state.canceling, replacing: null },
  };
}

/** The order under the terms that were asked for, if any were. */
export function takeReplace(order: Order, at: EpochMs): Order {
  const { state } = order;
  const replacing = pendingReplace(order);
  if (replacing === null) return order;
  const taken = {
    ...order,
    terms: replacing.terms,
    answered: order.answered.with(replacing.requestId, "replaced"),
  };
  if (state.status === "pending_replace") return { ...taken, state: { status: "working", since: at } };
  return "replacing" in state ? { ...taken, state: { ...state, replacing: null } } : taken;
}

/** Filled once nothing is left, also where it was canceled before the last fill came; not while it may still grow. */
export function settle(order: Order): Order {
  const { filledQty, terms, lastFillAt, state } = order;
  if (lastFillAt === null || !filledQty.eq(terms.qty) || state.status === "filled") return order;
  if (pendingReplace(order)?.terms.qty.gt(filledQty) === true) return order;
  return { ...order, state: { status: "filled", closedAt: lastFillAt, replacing: pendingReplace(order) } };
}

/** An order that has ended, one way or another. */
export function endsAs(
  order: Order,
  how: { readonly status: "canceled" | "expired"; readonly at: EpochMs; readonly reason: string | undefined },
): Order {
  if (isClosed(order)) return order;
  const replacing = pendingReplace(order);
  const reason = how.reason ?? null;
  return settle({ ...order, state: { status: how.status, closedAt: how.at, reason, replacing } });
}
