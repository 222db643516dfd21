import { assertNever, ok, type Result } from "@/modules/_kernel";
import { applyBusted, applyCorrected, applyFill, atVenue, endsAs } from "./apply-fill";
import {
  applyCancelRejected,
  applyCancelRequested,
  applyReplaced,
  applyReplaceRejected,
  applyReplaceRequested,
} from "./apply-request";
import { type OrderEvent, type OrderEventOf, storedEventSchema } from "./events";
import { isClosed, neverSent, type Order, type OrderStatus, parsed } from "./order";
import { isTrailing } from "./order-types";
import { ORDER_REFUSALS, type OrderRefusal, type OrderRefusalKind, refusal } from "./refusal";

/**
 * The order as it stands after `event`. Pure: replaying the stored events of an order always makes the same order.
 *
 * Refuses what may not be in the state there is; see {@link ORDER_REFUSALS} for what each refusal means. The order given is
 * never changed.
 */
export function applyOrderEvent(order: Order, event: OrderEvent): Result<Order, OrderRefusal> {
  const next = decide(order, event);
  return next.ok ? ok({ ...next.value, version: order.version + 1 }) : next;
}

export interface Recorded {
  readonly order: Order;
  /** What is to be stored: the event, or the note that it was put into quarantine. Null: nothing has changed. */
  readonly stored: OrderEvent | null;
  readonly refused: OrderRefusalKind | null;
}

/** Applies an event that came from outside: what cannot be is kept in quarantine, once. Safe to call again with the same. */
export function recordOrderEvent(order: Order, event: OrderEvent): Recorded {
  const applied = applyOrderEvent(order, event);
  if (applied.ok) return { order: applied.value, stored: event, refused: null };
  const { kind } = applied.error;
  if (ORDER_REFUSALS[kind] !== "quarantined") return { order, stored: null, refused: kind };
  const note: OrderEvent = { type: "quarantined", at: event.at, kind, event: { ...event } };
  const kept = applyOrderEvent(order, note);
  return kept.ok ? { order: kept.value, stored: note, refused: kind } : { order, stored: null, refused: kind };
}

/** The order of an intent and its stored events. */
export function replayOrder(draft: Order, events: Iterable<OrderEvent>): Order {
  let order = draft;
  for (const event of events) order = recordOrderEvent(order, event).order;
  return order;
}

function decide(order: Order, event: OrderEvent): Result<Order, OrderRefusal> {
  const { state } = order;
  switch (event.type) {
    case "requested":
      return from(order, "draft", () => ({ status: "requested", requestedAt: event.at }));
    case "approved":
      return from(order, "requested", () => ({ status: "approved", approvedAt: event.at }));
    case "denied":
      return from(order, "requested", () => ({
        status: "rejected",
        by: "risk",
        closedAt: event.at,
        reason: event.reason ?? null,
        replacing: null,
      }));
    case "sent":
      return from({ ...order, sentAt: event.at }, "approved", () => ({
        status: "sending",
        sentAt: event.at,
        canceling: null,
      }));
    case "accepted":
      return applyAccepted(order, event);
    case "refused":
      return applyRefused(order, event);
    case "unresolved":
      if (state.status === "sending")
        return ok({ ...order, state: { status: "unknown", since: event.at, canceling: state.canceling } });
      return refusal(neverSent(order) ? "order.illegal_transition" : "order.event_late");
    case "filled":
      return applyFill(order, event);
    case "busted":
      return retried(applyBusted(order, event));
    case "corrected":
      return retried(applyCorrected(order, event));
    case "cancel_requested":
      return applyCancelRequested(order, event);
    case "cancel_rejected":
      return applyCancelRejected(order, event);
    case "canceled":
    case "expired":
      return applyEnd(order, event);
    case "replace_requested":
      return applyReplaceRequested(order, event);
    case "replaced":
      return applyReplaced(order, event);
    case "replace_rejected":
      return applyReplaceRejected(order, event);
    case "triggered":
      if (neverSent(order)) return refusal("order.not_sent");
      return order.triggeredAt === null
        ? ok({ ...atVenue(order, event.at), triggeredAt: event.at })
        : refusal("order.event_known");
    case "trailed":
      return applyTrailed(order, event);
    case "quarantined":
      return applyQuarantined(order, event);
    default:
      return assertNever(event, "applyOrderEvent");
  }
}

/** A step that only one state takes. */
function from(order: Order, status: OrderStatus, next: () => Order["state"]): Result<Order, OrderRefusal> {
  if (order.state.status === status) return ok({ ...order, state: next() });
  return refusal(isClosed(order) ? "order.closed" : "order.illegal_transition");
}

/** The venue has it. After the end, or after a fill told us, only its id is news. */
function applyAccepted(order: Order, event: OrderEventOf<"accepted">): Result<Order, OrderRefusal> {
  if (neverSent(order)) return refusal("order.not_sent");
  const { venueOrderId } = event;
  const isNews = venueOrderId !== undefined && order.venueOrderIds.length === 0;
  // A replace may have brought an id before the first answer came.
  const contradicts =
    venueOrderId !== undefined && !isNews && !order.venueOrderIds.includes(venueOrderId) && order.answered.size === 0;
  if (contradicts) return refusal("order.venue_id_conflict");
  const identified = isNews ? { ...order, venueOrderIds: [venueOrderId] } : order;
  const there = atVenue(identified, event.at);
  return there === order ? refusal("order.event_known") : ok(there);
}

/** The venue does not want it: before anything was filled, also where it had said yes first. */
function applyRefused(order: Order, event: OrderEventOf<"refused">): Result<Order, OrderRefusal> {
  const { state } = order;
  if (neverSent(order)) return refusal("order.not_sent");
  if (!order.filledQty.isZero()) return refusal("order.refused_after_fill");
  if (isClosed(order)) return refusal(state.status === "rejected" ? "order.event_known" : "order.event_late");
  const end = {
    status: "rejected",
    by: "venue",
    closedAt: event.at,
    reason: event.reason ?? null,
    replacing: null,
  } as const;
  return ok({ ...order, state: end, end });
}

function applyEnd(order: Order, event: OrderEventOf<"canceled" | "expired">): Result<Order, OrderRefusal> {
  const { state } = order;
  // A day may end before an order was sent; nobody but us can cancel one that was not.
  const early = event.type === "expired" && state.status === "approved";
  const isOver = isClosed(order) && (state.status !== "filled" || order.end !== null);
  if (isOver) return refusal(state.status === event.type ? "order.event_known" : "order.event_late");
  if (neverSent(order) && !early) return refusal("order.not_sent");
  return ok(endsAs(order, { status: event.type, at: event.at, reason: event.reason }));
}

/** The stop followed the price: towards it, never away. */
function applyTrailed(order: Order, event: OrderEventOf<"trailed">): Result<Order, OrderRefusal> {
  if (!isTrailing(order.intent.ordType)) return refusal("order.not_trailing");
  if (neverSent(order)) return refusal("order.not_sent");
  if (isClosed(order)) return refusal("order.event_late");
  const stop = parsed(event.stopPrice);
  const { stopPrice: before, limitPrice } = order.terms;
  if (before?.eq(stop) === true) return refusal("order.event_known");
  const backwards = before !== null && (order.intent.side === "sell" ? stop.lt(before) : stop.gt(before));
  if (backwards) return refusal("order.trail_backwards");
  // The limit keeps its distance.
  const moved = before === null || limitPrice === null ? limitPrice : limitPrice.plus(stop.minus(before));
  return ok({ ...atVenue(order, event.at), terms: { ...order.terms, stopPrice: stop, limitPrice: moved } });
}

function applyQuarantined(order: Order, event: OrderEventOf<"quarantined">): Result<Order, OrderRefusal> {
  const { at: _when, ...what } = event.event;
  // The same word said again at another moment is the same word.
  const key = JSON.stringify([event.kind, Object.entries(what).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  if (order.quarantine.has(key)) return refusal("order.event_known");
  const fact = { key, version: order.version + 1, kind: event.kind, event: event.event, at: event.at };
  return ok({ ...order, quarantine: order.quarantine.with(key, fact) });
}

/** Words that cannot be while too much is filled: each may be true once a fill is taken back. */
const MAY_BECOME_TRUE: ReadonlySet<string> = new Set<OrderRefusalKind>([
  "fill.overfill",
  "order.replaced_below_filled",
  "order.replace_done",
]);

/**
 * What was put into quarantine because too much was filled is tried again, for the venue's words come in any order: what is true
 * now is applied as if it came now, and what no longer says anything is let go.
 */
function retried(changed: Result<Order, OrderRefusal>): Result<Order, OrderRefusal> {
  if (!changed.ok) return changed;
  const { version } = changed.value;
  let order = changed.value;
  for (let before: Order | null = null; before !== order; ) {
    before = order;
    for (const fact of order.quarantine.entries()) {
      if (!MAY_BECOME_TRUE.has(fact.kind)) continue;
      const next = retry({ ...order, version: fact.version - 1 }, fact.event);
      if (next !== null) order = { ...next, version, quarantine: order.quarantine.without(fact.key) };
    }
  }
  return ok(order);
}

/** Null: it still cannot be. */
function retry(order: Order, event: Readonly<Record<string, unknown>>): Order | null {
  const word = storedEventSchema.safeParse(event);
  if (!word.success) return null;
  const next = applyAgain(order, word.data);
  if (next === null || next.ok) return next?.value ?? null;
  return ORDER_REFUSALS[next.error.kind] === "known" ? order : null;
}

function applyAgain(order: Order, event: OrderEvent): Result<Order, OrderRefusal> | null {
  if (event.type === "filled") return applyFill(order, event);
  if (event.type === "corrected") return applyCorrected(order, event);
  if (event.type === "replaced") return applyReplaced(order, event);
  return event.type === "replace_rejected" ? applyReplaceRejected(order, event) : null;
}
