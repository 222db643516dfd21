import type { OrderEvent } from "../domain/order/events";
import { draftOrder } from "../domain/order/order";
import { orderFacts } from "../domain/order/order-facts";
import type { OrderSummary } from "../ports/order-reads";
import type { NewOrder } from "../ports/order-store";
import { applyAll } from "./order-rows";

/** A new order with its first events as it is read of the store once they are written: who wrote them need not read them. */
export function summaryOfNew({ accountId, intent, createdAt }: NewOrder, events: readonly OrderEvent[]): OrderSummary {
  const facts = orderFacts(applyAll(draftOrder(intent), events));
  return {
    orderId: intent.orderId,
    accountId,
    symbol: intent.symbol,
    side: intent.side,
    ordType: intent.ordType,
    timeInForce: intent.timeInForce,
    currency: intent.currency,
    qty: facts.qty,
    filledQty: facts.filledQty,
    averagePrice: facts.averagePrice,
    limitPrice: facts.limitPrice,
    stopPrice: facts.stopPrice,
    trailAmount: intent.trailAmount,
    trailPercent: intent.trailPercent,
    expireAt: intent.expireAt,
    reduceOnly: intent.reduceOnly,
    postOnly: intent.postOnly,
    status: facts.status,
    reason: facts.reason,
    parentId: intent.parentId,
    ocoGroupId: intent.ocoGroupId,
    venueOrderId: facts.venueOrderId,
    quarantined: facts.quarantined.length,
    createdAt,
    sentAt: facts.sentAt,
    closedAt: facts.closedAt,
  };
}
