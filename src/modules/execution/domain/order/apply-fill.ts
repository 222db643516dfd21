import { type EpochMs, type Exact, invariant, ok, type Result, ZERO } from "@/modules/_kernel";
import type { OrderEventOf } from "./events";
import { isClosed, neverSent, type Order, type OrderEnd, parsed, pendingReplace, type StandingFill } from "./order";
import { type OrderRefusal, type OrderRefusalKind, refusal } from "./refusal";

/**
 * Books one fill. Once for each execution id, whatever the order's state: what was filled is filled, also after a cancel, in
 * the unknown, or before the venue said that it has the order. Never past the quantity: a fill that needs a larger quantity
 * that was asked for shows that the replace was done, any other is an overfill.
 *
 * Whether it is known is asked before whether it may be: a replay on a finished order is no alarm.
 */
export function applyFill(order: Order, fill: OrderEventOf<"filled">): Result<Order, OrderRefusal> {
  const told = standing(order, fill, { revision: 0, at: fill.at });
  const seen = order.fills.get(fill.execId);
  if (order.busted.has(fill.execId) || (seen !== undefined && seen.revision > 0)) return refusal("fill.superseded");
  if (seen !== undefined) return refusal(sameFill(seen, told) ? "fill.known" : "fill.conflicting");
  const unfit = whyUnfit(order, fill);
  return unfit === null ? withFill(order, told, fill.at) : refusal(unfit);
}

/**
 * A fill was another one (a trade correction): the highest correction of it stands, in whatever order they come. One that comes
 * before the fill itself is the fill.
 */
export function applyCorrected(order: Order, event: OrderEventOf<"corrected">): Result<Order, OrderRefusal> {
  const { execId, revision, filledAt } = event;
  const told = standing(order, event, { revision, at: filledAt });
  const seen = order.fills.get(execId);
  if (order.busted.has(execId) || (seen !== undefined && seen.revision > revision)) return refusal("fill.superseded");
  if (seen?.revision === revision) return refusal(sameFill(seen, told) ? "fill.known" : "fill.conflicting");
  const unfit = whyUnfit(order, event);
  return unfit === null ? withFill(order, told, event.at) : refusal(unfit);
}

/**
 * A fill is taken back (a trade cancel): what it filled is open again, unless the order had ended otherwise. One that comes before
 * its fill is remembered.
 */
export function applyBusted(order: Order, { execId, at }: OrderEventOf<"busted">): Result<Order, OrderRefusal> {
  if (neverSent(order)) return refusal("order.not_sent");
  if (order.busted.has(execId)) return refusal("order.event_known");
  const there = { ...atVenue(order, at), busted: order.busted.with(execId, at) };
  return ok(order.fills.has(execId) ? refilled(there, order.fills.without(execId), at) : there);
}

type TradeWord = OrderEventOf<"filled" | "corrected">;

function standing(order: Order, word: TradeWord, which: Pick<StandingFill, "revision" | "at">): StandingFill {
  const { execId, qty, price, currency, fees, symbol, side } = word;
  return { execId, qty, price, currency, fees, symbol, side, ...which, version: order.version + 1 };
}

function whyUnfit(order: Order, { currency, symbol, side }: TradeWord): OrderRefusalKind | null {
  if (neverSent(order)) return "order.not_sent";
  if (currency !== order.intent.currency) return "fill.wrong_currency";
  if (symbol !== undefined && symbol !== order.intent.symbol) return "fill.wrong_symbol";
  if (side !== undefined && side !== order.intent.side) return "fill.wrong_side";
  return null;
}

/** The order with a fill, new or in the place of what it was. */
function withFill(order: Order, fill: StandingFill, at: EpochMs): Result<Order, OrderRefusal> {
  const seen = order.fills.get(fill.execId);
  const filledQty = order.filledQty.plus(parsed(fill.qty)).minus(seen === undefined ? ZERO : parsed(seen.qty));
  const able = filledQty.gt(order.terms.qty) ? inferReplace(order, at) : order;
  if (filledQty.gt(able.terms.qty)) return refusal("fill.overfill");
  const there = atVenue(able, at);
  if (seen !== undefined) return ok(refilled(there, order.fills.put(fill.execId, fill), at));
  return ok(
    settle({
      ...there,
      fills: order.fills.with(fill.execId, fill),
      filledQty,
      filledNotional: order.filledNotional.plus(notionalOf(fill)),
      lastFillAt: order.lastFillAt !== null && order.lastFillAt > fill.at ? order.lastFillAt : fill.at,
    }),
  );
}

/** The order with other fills than it had: counted anew, and where it stands by them. */
function refilled(order: Order, fills: Order["fills"], at: EpochMs): Order {
  const all = fills.entries();
  const sum = (of: (fill: StandingFill) => Exact) => all.reduce((total, each) => total.plus(of(each)), ZERO);
  const lastFillAt = all.reduce<EpochMs | null>(
    (last, each) => (last !== null && last > each.at ? last : each.at),
    null,
  );
  const counted = {
    ...order,
    fills,
    filledQty: sum(({ qty }) => parsed(qty)),
    filledNotional: sum(notionalOf),
    lastFillAt,
  };
  return settle(askedStill({ ...counted, state: unsettled(counted, at) }));
}

/** What seemed to show that a replace was done is no more: it is asked for, as before. Not where another one is by now. */
function askedStill(order: Order): Order {
  const { inferred, state } = order;
  if (inferred === null || order.terms !== inferred.taken || order.filledQty.gt(inferred.before.qty)) return order;
  if (pendingReplace(order) !== null) return order;
  const { requestId, requestedAt, before, taken } = inferred;
  const replacing = { requestId, requestedAt, terms: taken };
  const back = { ...order, terms: before, inferred: null, answered: order.answered.without(requestId) };
  if (state.status === "working") return { ...back, state: { status: "pending_replace", replacing } };
  return "replacing" in state ? { ...back, state: { ...state, replacing } } : order;
}

const notionalOf = ({ qty, price }: StandingFill): Exact => parsed(qty).times(parsed(price));

/** What an order that was filled is when that no longer counts: as it had ended, or open with what was asked of it. */
function unsettled({ state, end }: Order, since: EpochMs): Order["state"] {
  if (state.status !== "filled") return state;
  const { canceling, replacing } = state;
  if (end !== null) return { ...end, replacing };
  if (canceling !== null) return { status: "pending_cancel", canceling, replacing };
  return replacing === null ? { status: "working", since } : { status: "pending_replace", replacing };
}

function sameFill(one: StandingFill, other: StandingFill): boolean {
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

function inferReplace(order: Order, at: EpochMs): Order {
  const replacing = pendingReplace(order);
  if (replacing === null) return order;
  const { requestId, requestedAt, terms: taken } = replacing;
  return { ...takeReplace(order, at), inferred: { requestId, requestedAt, before: order.terms, taken } };
}

/**
 * The venue refused a replace that a fill seemed to show as done: another fill that is taken back made it look so. The terms are
 * those of before, where nothing else changed them since.
 */
export function withdrawInferred(order: Order, at: EpochMs): Result<Order, OrderRefusal> {
  const { inferred } = order;
  invariant(inferred !== null, "what is withdrawn was inferred");
  const { requestId, before, taken } = inferred;
  const answered = order.answered.put(requestId, "replace_rejected");
  if (order.terms !== taken) return ok({ ...order, answered, inferred: null });
  if (order.filledQty.gt(before.qty)) return refusal("order.replace_done");
  const reverted = { ...order, answered, inferred: null, terms: before };
  return ok(settle({ ...reverted, state: unsettled(reverted, at) }));
}

/** Filled once nothing is left, also where it was canceled before the last fill came; not while it may still grow. */
export function settle(order: Order): Order {
  const { filledQty, terms, lastFillAt, state } = order;
  if (lastFillAt === null || !filledQty.eq(terms.qty) || state.status === "filled") return order;
  const replacing = pendingReplace(order);
  if (replacing?.terms.qty.gt(filledQty) === true) return order;
  const canceling = "canceling" in state ? state.canceling : null;
  return { ...order, state: { status: "filled", closedAt: lastFillAt, replacing, canceling } };
}

/** An order that has ended, one way or another. Of one that is filled it is kept for when a fill is taken back. */
export function endsAs(
  order: Order,
  how: { readonly status: "canceled" | "expired"; readonly at: EpochMs; readonly reason: string | undefined },
): Order {
  const replacing = pendingReplace(order);
  const end: OrderEnd = { status: how.status, closedAt: how.at, reason: how.reason ?? null, replacing };
  if (order.state.status === "filled" && order.end === null) return { ...order, end };
  return isClosed(order) ? order : settle({ ...order, state: end, end });
}
