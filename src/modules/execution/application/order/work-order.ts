import { assertNever, type Clock, type Exact, type OrderIntent, toDecimalText } from "@/modules/_kernel";
import type { Order, OrderTerms, PendingCancel, PendingReplace } from "../../domain/order/order";
import type { OrderStore, StoredOrder } from "../../ports/order-store";
import type { Venue } from "../../ports/venue";
import { makeRecordEvent } from "./record-event";

/** A send that has no answer after this long has none: whoever made it may be gone. */
export const SEND_TIMEOUT_MS = 10_000;
/**
 * "Not found" is "refused" only when nothing can be under way any more: a send of ours that is late, a lease that a paused
 * process still thinks it holds, and the venue's own delay.
 */
export const NOT_FOUND_AFTER_MS = 60_000;
export interface WorkDeps {
  readonly orders: OrderStore;
  readonly venue: Venue;
  readonly clock: Clock;
}

/**
 * Does the next thing that one open order needs, once: sends what is approved, asks after what is unknown, passes a cancel or a
 * replace on. Safe to call again at any time and after any crash; calls for one account do not overlap (they hold its lease).
 *
 * The claim (`sent`) is written before the send: after a crash we know that there may be an order at the venue, and ask. What
 * was sent is never sent again.
 */
export function makeWorkOrder(deps: WorkDeps): (stored: StoredOrder) => Promise<void> {
  const { orders, venue, clock } = deps;
  const record = makeRecordEvent(deps);

  const send = async (stored: StoredOrder) => {
    const { order } = stored;
    const { orderId } = order.intent;
    if ((await orders.append(stored, [{ type: "sent", at: clock.nowMs() }])) !== "appended") return;
    const answer = await venue.place(asSent(order));
    const at = clock.nowMs();
    if (answer.outcome === "accepted")
      await record(orderId, { type: "accepted", at, venueOrderId: answer.venueOrderId });
    else if (answer.outcome === "refused") await record(orderId, { type: "refused", at, reason: answer.reason });
    else await record(orderId, { type: "unresolved", at });
  };

  const ask = async ({ order }: StoredOrder) => {
    const { orderId } = order.intent;
    const answer = await venue.find(orderId);
    const at = clock.nowMs();
    if (answer.outcome === "found") await record(orderId, { type: "accepted", at, venueOrderId: answer.venueOrderId });
    else if (answer.outcome === "not_found" && at - (order.sentAt ?? at) > NOT_FOUND_AFTER_MS)
      await record(orderId, { type: "refused", at, reason: "never_arrived" });
  };

  const passCancel = async ({ order: { intent } }: StoredOrder, { requestId }: PendingCancel) => {
    const { orderId } = intent;
    const answer = await venue.cancel({ orderId, requestId });
    if (answer.outcome !== "refused") return;
    await record(orderId, { type: "cancel_rejected", at: clock.nowMs(), requestId, reason: answer.reason });
  };

  const passReplace = async ({ order: { intent } }: StoredOrder, { requestId, terms }: PendingReplace) => {
    const { orderId } = intent;
    const answer = await venue.replace({ orderId, requestId, ...termsText(terms) });
    if (answer.outcome !== "refused") return;
    await record(orderId, { type: "replace_rejected", at: clock.nowMs(), requestId, reason: answer.reason });
  };

  return async (stored) => {
    const { state, intent } = stored.order;
    switch (state.status) {
      case "approved":
        return send(stored);
      case "sending": {
        // Whoever sent it did not live to write the answer down.
        const at = clock.nowMs();
        if (at - state.sentAt > SEND_TIMEOUT_MS) await record(intent.orderId, { type: "unresolved", at });
        return undefined;
      }
      case "unknown":
        return ask(stored);
      case "pending_cancel":
        return passCancel(stored, state.canceling);
      case "pending_replace":
        return passReplace(stored, state.replacing);
      case "draft":
      case "requested":
      case "working":
      case "filled":
      case "canceled":
      case "expired":
      case "rejected":
        return undefined;
      default:
        return assertNever(state, "makeWorkOrder");
    }
  };
}

/** The order as the venue is to have it: under the terms in force. */
function asSent({ intent, terms }: Order): OrderIntent {
  return { ...intent, ...termsText(terms) };
}

const text = (value: Exact | null) => (value === null ? null : toDecimalText(value));
const termsText = ({ qty, limitPrice, stopPrice }: OrderTerms) => ({
  qty: toDecimalText(qty),
  limitPrice: text(limitPrice),
  stopPrice: text(stopPrice),
});
