import type { AccountId, OrderId } from "@/modules/_kernel";
import { recordOrderEvent } from "../domain/order/apply-event";
import type { OrderEvent } from "../domain/order/events";
import { fillChanges } from "../domain/order/fill-changes";
import { draftOrder, isClosed, type Order } from "../domain/order/order";
import type { VenueEvent } from "../domain/venue/venue-word";
import type { OrderStore, StoredOrder } from "../ports/order-store";
import type { VenueInbox } from "../ports/venue-inbox";

/** Thrown where a store was told to fail: before the write, or after it with the answer lost. */
export class StoreDown extends Error {
  override readonly name = "StoreDown";
}

export type StoreFault = "none" | "before" | "after";

/**
 * Orders and inbox in memory, held to the promises of the ones on PostgreSQL: versions, one order for an execution id of an
 * account, all or nothing. `faultOf` is asked at every write whether it fails.
 */
export class MemoryOrders implements OrderStore, VenueInbox {
  readonly logs = new Map<OrderId, { readonly stored: StoredOrder; readonly events: OrderEvent[] }>();
  readonly strays = new Map<string, VenueEvent>();
  readonly fills = new Map<string, OrderId>();
  readonly #cursors = new Map<AccountId, number>();
  readonly #faultOf: () => StoreFault;

  constructor(faultOf: () => StoreFault = () => "none") {
    this.#faultOf = faultOf;
  }

  create: OrderStore["create"] = (fresh, events) =>
    this.#write(() => {
      const { intent, ...rest } = fresh;
      if (this.logs.has(intent.orderId)) return "exists";
      const order = this.#applied(draftOrder(intent), events);
      this.logs.set(intent.orderId, { stored: { ...rest, order }, events: [...events] });
      return "created";
    });

  load: OrderStore["load"] = async (orderId) => this.logs.get(orderId)?.stored ?? null;

  append: OrderStore["append"] = (before, events) =>
    this.#write(() => {
      const { orderId } = before.order.intent;
      const log = this.logs.get(orderId);
      if (log === undefined || log.stored.order.version !== before.order.version) return "stale";
      const order = this.#applied(log.stored.order, events);
      const changes = fillChanges(log.stored.order, order);
      const keyOf = (fill: { readonly execId: string } | null) =>
        fill === null ? [] : [`${before.accountId} ${fill.execId}`];
      const keys = changes.flatMap(({ now }) => keyOf(now));
      if (keys.some((key) => (this.fills.get(key) ?? orderId) !== orderId)) return "fill_taken";
      for (const key of changes.flatMap(({ was }) => keyOf(was))) this.fills.delete(key);
      for (const key of keys) this.fills.set(key, orderId);
      this.logs.set(orderId, { stored: { ...log.stored, order }, events: [...log.events, ...events] });
      return "appended";
    });

  listOpen: OrderStore["listOpen"] = async (accountId, limit) =>
    [...this.logs.values()]
      .map(({ stored }) => stored)
      .filter((each) => each.accountId === accountId && !isClosed(each.order))
      .slice(0, limit);

  listLinked: OrderStore["listLinked"] = async ({ intent: { orderId, ocoGroupId } }, limit) =>
    [...this.logs.values()]
      .map(({ stored }) => stored)
      .filter(({ order: { intent } }) => intent.orderId !== orderId)
      .filter(
        ({ order: { intent } }) =>
          intent.parentId === orderId || (ocoGroupId !== null && intent.ocoGroupId === ocoGroupId),
      )
      .slice(0, limit);

  cursor: VenueInbox["cursor"] = async (accountId) => this.#cursors.get(accountId) ?? 0;

  moveCursor: VenueInbox["moveCursor"] = (accountId, cursor) =>
    this.#write(() => void this.#cursors.set(accountId, cursor));

  keepStray: VenueInbox["keepStray"] = (accountId, said) =>
    this.#write(() => void this.strays.set(JSON.stringify([accountId, said.orderId, said.event]), said));

  async #write<T>(work: () => T): Promise<T> {
    const fault = this.#faultOf();
    if (fault === "before") throw new StoreDown("before");
    const answer = work();
    if (fault === "after") throw new StoreDown("after");
    return answer;
  }

  #applied(order: Order, events: readonly OrderEvent[]): Order {
    let now = order;
    for (const event of events) {
      const { order: next, refused } = recordOrderEvent(now, event);
      if (refused !== null) throw new Error(`a decided event applies: ${event.type} ${refused}`);
      now = next;
    }
    return now;
  }
}
