import { z } from "zod";
import { AccountId, EpochMs, invariant, type OrderId, type OrderIntent, toDecimalText } from "@/modules/_kernel";
import { recordOrderEvent } from "../domain/order/apply-event";
import { type OrderEvent, storedEventSchema } from "../domain/order/events";
import { makeIntentSchema, storedMoment } from "../domain/order/intent";
import { draftOrder, type Order, type StandingFill } from "../domain/order/order";
import { orderFacts } from "../domain/order/order-facts";
import type { StoredOrder } from "../ports/order-store";

/** Rows of orders as the database has them, and as it gets them. */

const when = z.date().transform((date) => EpochMs.of(date.getTime()));

/** An order with the events that made it. */
export interface OrderLog {
  readonly stored: StoredOrder;
  readonly events: readonly OrderEvent[];
}

/** An intent and its events in one row. */
export const orderLogs = z.array(
  z
    .object({
      account_id: z.custom<AccountId>(AccountId.is, "an account id"),
      created_at: when,
      intent: makeIntentSchema(storedMoment),
      events: z.array(storedEventSchema),
    })
    .transform(
      ({ account_id, created_at, intent, events }): OrderLog => ({
        stored: { accountId: account_id, createdAt: created_at, order: applyAll(draftOrder(intent), events) },
        events,
      }),
    ),
);

/** Orders alone. */
export const orderRows = orderLogs.transform((logs) => logs.map(({ stored }) => stored));

/** The order after events that were decided already: one that it refuses is a fault of ours. */
export function applyAll(order: Order, events: readonly OrderEvent[]): Order {
  let now = order;
  for (const event of events) {
    const { order: next, refused } = recordOrderEvent(now, event);
    invariant(refused === null, `stored events apply, ${event.type} of ${order.intent.orderId}: ${refused}`);
    now = next;
  }
  return now;
}

const iso = (ms: EpochMs | null) => (ms === null ? null : new Date(ms).toISOString());

/** The row of `trade_order`. */
export function projectOrder({ accountId, createdAt, order }: StoredOrder): object {
  const { intent, filledNotional } = order;
  const facts = orderFacts(order);
  return {
    order_id: intent.orderId,
    account_id: accountId,
    symbol: intent.symbol,
    side: intent.side,
    ord_type: intent.ordType,
    time_in_force: intent.timeInForce,
    currency: intent.currency,
    parent_id: intent.parentId,
    oco_group_id: intent.ocoGroupId,
    status: facts.status,
    version: facts.version,
    qty: facts.qty,
    limit_price: facts.limitPrice,
    stop_price: facts.stopPrice,
    filled_qty: facts.filledQty,
    filled_notional: toDecimalText(filledNotional),
    venue_order_id: facts.venueOrderId,
    quarantined: facts.quarantined.length,
    reason: facts.reason,
    created_at: iso(createdAt),
    sent_at: iso(facts.sentAt),
    closed_at: iso(facts.closedAt),
  };
}

/** Rows of `execution_fill` for fills of an order as they stand. */
export function projectFills(
  accountId: AccountId,
  intent: OrderIntent,
  fills: readonly StandingFill[],
): readonly object[] {
  return fills.map(({ execId, version, qty, price, currency, fees, at }) => ({
    account_id: accountId,
    exec_id: execId,
    order_id: intent.orderId,
    version,
    symbol: intent.symbol,
    side: intent.side,
    qty,
    price,
    currency,
    fees,
    at: iso(at),
  }));
}

/** Rows of `order_event`. */
export function eventRows(orderId: OrderId, before: number, events: readonly OrderEvent[]): readonly object[] {
  return events.map((event, index) => ({
    order_id: orderId,
    version: before + index + 1,
    type: event.type,
    at: iso(event.at),
    event,
  }));
}
