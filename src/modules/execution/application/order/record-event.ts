import type { OrderId } from "@/modules/_kernel";
import { recordOrderEvent } from "../../domain/order/apply-event";
import type { OrderEvent } from "../../domain/order/events";
import { ORDER_REFUSALS, type OrderRefusalKind } from "../../domain/order/refusal";
import type { OrderStore } from "../../ports/order-store";

/** Writers of one order are few: its worker, the venue's events, a person. Losing this often is a fault. */
const TRIES_MAX = 20;

export type RecordedEvent =
  | { readonly outcome: "applied" }
  | { readonly outcome: "refused" | "known" | "quarantined"; readonly kind: OrderRefusalKind }
  | { readonly outcome: "no_order" };

/**
 * Applies one event to its order and stores what became of it. Idempotent, in any order: what is known changes nothing, what
 * cannot be goes to quarantine, also a fill whose execution id is another order's. May be called by several at once.
 */
export const makeRecordEvent =
  ({ orders }: { readonly orders: OrderStore }) =>
  async (orderId: OrderId, event: OrderEvent): Promise<RecordedEvent> => {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const before = await orders.load(orderId);
      if (before === null) return { outcome: "no_order" };
      const { stored, refused } = recordOrderEvent(before.order, event);
      const answer = outcomeOf(refused);
      if (stored === null) return answer;
      const appended = await orders.append(before, [stored]);
      if (appended === "appended") return answer;
      if (appended === "stale") continue;
      const kept = await orders.append(before, [
        { type: "quarantined", at: event.at, kind: "fill.other_order", event: { ...event } },
      ]);
      if (kept === "appended") return { outcome: "quarantined", kind: "fill.other_order" };
    }
    throw new Error(`order ${orderId}: ${TRIES_MAX} writers in a row were faster`);
  };

function outcomeOf(kind: OrderRefusalKind | null): RecordedEvent {
  return kind === null ? { outcome: "applied" } : { outcome: ORDER_REFUSALS[kind], kind };
}
