import { assertNever, ok, type Result } from "@/modules/_kernel";
import { settle, takeReplace, withdrawInferred } from "./apply-fill";
import type { OrderEventOf } from "./events";
import { isClosed, neverSent, type Order, type OrderTerms, type PendingReplace, parsed, pendingReplace } from "./order";
import { hasLimit, hasStop, isTrailing } from "./order-types";
import { type OrderRefusal, refusal } from "./refusal";

/**
 * What we ask of an order at the venue, and its answers. One cancel and one replace may be under way; a cancel may be asked
 * for while a replace is, for getting out is more urgent. Every request has an id of its own, so an answer that comes twice,
 * or after the next request, is never taken for another's.
 */

export function applyCancelRequested(
  order: Order,
  event: OrderEventOf<"cancel_requested">,
): Result<Order, OrderRefusal> {
  const { state } = order;
  const { requestId, at } = event;
  const canceling = { requestId, requestedAt: at };
  if (!isClosed(order) && isUsed(order, requestId)) return refusal("order.request_reused");
  switch (state.status) {
    case "draft":
      return refusal("order.illegal_transition");
    case "requested":
    case "approved":
      // Nothing has left the house.
      return ok({
        ...order,
        state: { status: "canceled", closedAt: at, reason: event.reason ?? null, replacing: null },
        answered: order.answered.with(requestId, "canceled"),
      });
    case "sending":
    case "unknown":
      return state.canceling === null
        ? ok({ ...order, state: { ...state, canceling } })
        : refusal("order.cancel_pending");
    case "pending_cancel":
      return refusal("order.cancel_pending");
    case "working":
    case "pending_replace":
      return ok({ ...order, state: { status: "pending_cancel", canceling, replacing: pendingReplace(order) } });
    case "filled":
    case "canceled":
    case "expired":
    case "rejected":
      return refusal("order.closed");
    default:
      return assertNever(state, "applyCancelRequested");
  }
}

export function applyCancelRejected(order: Order, event: OrderEventOf<"cancel_rejected">): Result<Order, OrderRefusal> {
  const { state } = order;
  const { requestId, at } = event;
  if (neverSent(order)) return refusal("order.not_sent");
  if (order.answered.has(requestId)) return refusal("order.event_known");
  if (state.status === "filled" && state.canceling?.requestId === requestId)
    return ok({
      ...order,
      answered: order.answered.with(requestId, "cancel_rejected"),
      state: { ...state, canceling: null },
    });
  // The end was the answer.
  if (isClosed(order)) return refusal("order.event_late");
  const canceling = "canceling" in state ? state.canceling : null;
  if (canceling?.requestId !== requestId) return refusal("order.request_unknown");
  const answered = order.answered.with(requestId, "cancel_rejected");
  if (state.status === "sending" || state.status === "unknown")
    return ok({ ...order, answered, state: { ...state, canceling: null } });
  const replacing = pendingReplace(order);
  return ok(
    settle({
      ...order,
      answered,
      state: replacing === null ? { status: "working", since: at } : { status: "pending_replace", replacing },
    }),
  );
}

/**
 * A replace of an order that is still here is done at once. One that risk has approved may only become smaller: anything else is
 * another order, to be asked for as one.
 */
export function applyReplaceRequested(
  order: Order,
  event: OrderEventOf<"replace_requested">,
): Result<Order, OrderRefusal> {
  const { state } = order;
  const { requestId, at } = event;
  if (isClosed(order)) return refusal("order.closed");
  if (isUsed(order, requestId)) return refusal("order.request_reused");
  if (state.status === "pending_replace") return refusal("order.replace_pending");
  if (state.status === "pending_cancel") return refusal("order.cancel_pending");
  const isAtHome = state.status === "requested" || state.status === "approved";
  if (!isAtHome && state.status !== "working") return refusal("order.illegal_transition");
  const terms = newTerms(order, event);
  if (!terms.ok) return terms;
  if (state.status === "approved" && !isOnlySmaller(order.terms, terms.value))
    return refusal("order.illegal_transition");
  if (isAtHome) return ok({ ...order, terms: terms.value, answered: order.answered.with(requestId, "replaced") });
  return ok({
    ...order,
    state: { status: "pending_replace", replacing: { requestId, requestedAt: at, terms: terms.value } },
  });
}

function newTerms(order: Order, event: OrderEventOf<"replace_requested">): Result<OrderTerms, OrderRefusal> {
  const { terms, intent } = order;
  if (event.limitPrice !== undefined && !hasLimit(intent.ordType)) return refusal("order.replace_unfit");
  // The stop of a trailing order follows the price, not us.
  if (event.stopPrice !== undefined && (!hasStop(intent.ordType) || isTrailing(intent.ordType)))
    return refusal("order.replace_unfit");
  const next: OrderTerms = {
    qty: event.qty === undefined ? terms.qty : parsed(event.qty),
    limitPrice: event.limitPrice === undefined ? terms.limitPrice : parsed(event.limitPrice),
    stopPrice: event.stopPrice === undefined ? terms.stopPrice : parsed(event.stopPrice),
  };
  // What leaves nothing open is a cancel, and is to be asked for as one.
  if (next.qty.lte(order.filledQty)) return refusal("order.replace_below_filled");
  return sameTerms(next, terms) ? refusal("order.replace_changes_nothing") : ok(next);
}

const isOnlySmaller = (before: OrderTerms, next: OrderTerms) =>
  next.qty.lt(before.qty) && sameTerms(before, { ...next, qty: before.qty });

function sameTerms(one: OrderTerms, other: OrderTerms): boolean {
  const same = (a: OrderTerms["limitPrice"], b: OrderTerms["limitPrice"]) =>
    a === null || b === null ? a === b : a.eq(b);
  return one.qty.eq(other.qty) && same(one.limitPrice, other.limitPrice) && same(one.stopPrice, other.stopPrice);
}

export function applyReplaced(order: Order, event: OrderEventOf<"replaced">): Result<Order, OrderRefusal> {
  if (neverSent(order)) return refusal("order.not_sent");
  const identified = withVenueId(order, event.venueOrderId);
  const known = order.answered.get(event.requestId);
  // A fill may have told us before: from here on it is sure.
  if (order.inferred?.requestId === event.requestId) return ok({ ...identified, inferred: null });
  if (known !== undefined)
    return known === "replaced" && identified !== order ? ok(identified) : refusal("order.event_known");
  const replacing = answerable(order, event.requestId);
  if (replacing === null) return refusal("order.request_unknown");
  if (replacing.terms.qty.lt(order.filledQty)) return refusal("order.replaced_below_filled");
  return ok(settle(takeReplace(identified, event.at)));
}

export function applyReplaceRejected(
  order: Order,
  event: OrderEventOf<"replace_rejected">,
): Result<Order, OrderRefusal> {
  const { state } = order;
  if (neverSent(order)) return refusal("order.not_sent");
  if (order.inferred?.requestId === event.requestId) return withdrawInferred(order, event.at);
  if (order.answered.has(event.requestId)) return refusal("order.event_known");
  if (answerable(order, event.requestId) === null) return refusal("order.request_unknown");
  const next: Order = { ...order, answered: order.answered.with(event.requestId, "replace_rejected") };
  if (state.status === "pending_replace") return ok(settle({ ...next, state: { status: "working", since: event.at } }));
  return ok(settle("replacing" in state ? { ...next, state: { ...state, replacing: null } } : next));
}

/** The replace that this answer is about; null: we never asked that. */
function answerable(order: Order, requestId: string): PendingReplace | null {
  const replacing = pendingReplace(order);
  return replacing?.requestId === requestId ? replacing : null;
}

function isUsed(order: Order, requestId: string): boolean {
  const { state } = order;
  const canceling = "canceling" in state ? state.canceling : null;
  return (
    order.answered.has(requestId) ||
    canceling?.requestId === requestId ||
    pendingReplace(order)?.requestId === requestId
  );
}

function withVenueId(order: Order, venueOrderId: string | undefined): Order {
  return venueOrderId === undefined || order.venueOrderIds.includes(venueOrderId)
    ? order
    : { ...order, venueOrderIds: [...order.venueOrderIds, venueOrderId] };
}
