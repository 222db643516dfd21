import { EpochMs, OrderId, type OrderIntent } from "@/modules/_kernel";
import type { OrderEvent } from "../domain/order/events";

/** A limit order to buy 100, changed where a test needs it. */
export function someIntent(change: Partial<OrderIntent> = {}): OrderIntent {
  return {
    orderId: OrderId.of("o1"),
    symbol: "ACME",
    side: "buy",
    qty: "100",
    currency: "USD",
    ordType: "limit",
    limitPrice: "10",
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: "day",
    expireAt: null,
    reduceOnly: false,
    postOnly: false,
    parentId: null,
    ocoGroupId: null,
    ...change,
  };
}

export const ms = (value: number): EpochMs => EpochMs.of(value);

export const event = {
  requested: { type: "requested", at: ms(1) },
  approved: { type: "approved", at: ms(2) },
  sent: { type: "sent", at: ms(3) },
  accepted: { type: "accepted", at: ms(4), venueOrderId: "v1" },
  unresolved: { type: "unresolved", at: ms(5) },
  canceled: { type: "canceled", at: ms(6) },
  expired: { type: "expired", at: ms(7) },
  refused: { type: "refused", at: ms(8), reason: "no" },
} as const satisfies Record<string, OrderEvent>;

/** What brings an order to the venue. */
export const SENT: readonly OrderEvent[] = [event.requested, event.approved, event.sent];
export const WORKING: readonly OrderEvent[] = [...SENT, event.accepted];

export function fill(
  execId: string,
  qty: string,
  change: Partial<Extract<OrderEvent, { type: "filled" }>> = {},
): OrderEvent {
  return { type: "filled", at: ms(10), execId, qty, price: "10", currency: "USD", fees: [], ...change };
}

export const cancelRequest = (id: string): OrderEvent => ({
  type: "cancel_requested",
  at: ms(20),
  requestId: OrderId.of(id),
});
export const cancelRejected = (id: string): OrderEvent => ({
  type: "cancel_rejected",
  at: ms(21),
  requestId: OrderId.of(id),
});
export const replaceRequest = (id: string, qty: string): OrderEvent => ({
  type: "replace_requested",
  at: ms(22),
  requestId: OrderId.of(id),
  qty,
});
export const replaced = (id: string): OrderEvent => ({ type: "replaced", at: ms(23), requestId: OrderId.of(id) });
export const replaceRejected = (id: string): OrderEvent => ({
  type: "replace_rejected",
  at: ms(24),
  requestId: OrderId.of(id),
});
