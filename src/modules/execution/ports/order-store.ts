import type { AccountId, EpochMs, OrderId, OrderIntent } from "@/modules/_kernel";
import type { OrderEvent } from "../domain/order/events";
import type { Order } from "../domain/order/order";

/** An order with whose it is. */
export interface StoredOrder {
  readonly accountId: AccountId;
  readonly createdAt: EpochMs;
  readonly order: Order;
}

export interface NewOrder {
  readonly accountId: AccountId;
  readonly intent: OrderIntent;
  readonly createdAt: EpochMs;
}

/**
 * `stale`: another writer got there first: load and decide again. `fill_taken`: one of the fills has the execution id of
 * another order's fill in this account: it is for quarantine. In both cases nothing was written.
 */
export type Appended = "appended" | "stale" | "fill_taken";

/**
 * Append-only store of orders. An order is what its events add up to; how it stands and its fills are written with them, all or
 * nothing.
 */
export interface OrderStore {
  /** Writes a new order with its first events, which make `order`. `exists`: its id is taken, nothing was written. */
  create(fresh: NewOrder, events: readonly OrderEvent[]): Promise<"created" | "exists">;
  load(orderId: OrderId): Promise<StoredOrder | null>;
  /** Appends `events` after version `before.order.version`. The store applies them itself; events it refuses are a fault. */
  append(before: StoredOrder, events: readonly OrderEvent[]): Promise<Appended>;
  /** Orders of an account that are not closed, oldest first, at most `limit`. */
  listOpen(accountId: AccountId, limit: number): Promise<readonly StoredOrder[]>;
  /** Orders that hang on this one: its children and the others of its group, at most `limit`. */
  listLinked(order: Order, limit: number): Promise<readonly StoredOrder[]>;
}
