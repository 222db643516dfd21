import type { AccountId, EpochMs, OrderId, OrderIntent } from "@/modules/_kernel";
import type { OrderStatus } from "../domain/order/order";

/** An order as a list shows it: a row of the projection with what its intent says. Amounts are decimal text. */
export interface OrderSummary {
  readonly orderId: OrderId;
  readonly accountId: AccountId;
  readonly symbol: string;
  readonly side: OrderIntent["side"];
  readonly ordType: OrderIntent["ordType"];
  readonly timeInForce: OrderIntent["timeInForce"];
  readonly currency: string;
  /** The whole, with what is filled. */
  readonly qty: string;
  readonly filledQty: string;
  readonly averagePrice: string | null;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly trailAmount: string | null;
  readonly trailPercent: string | null;
  /** Of gtd: the first moment at which it is not live any more. */
  readonly expireAt: EpochMs | null;
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  readonly status: OrderStatus;
  /** Why it ended, a stable word; null where there is nothing to say. */
  readonly reason: string | null;
  readonly parentId: OrderId | null;
  readonly ocoGroupId: OrderId | null;
  readonly venueOrderId: string | null;
  /** Words of the venue that cannot be and wait for a person. */
  readonly quarantined: number;
  readonly createdAt: EpochMs;
  readonly sentAt: EpochMs | null;
  readonly closedAt: EpochMs | null;
}

export interface FillSummary {
  /** The venue's: one for each fill of an account. */
  readonly execId: string;
  readonly orderId: OrderId;
  readonly accountId: AccountId;
  readonly symbol: string;
  readonly side: OrderIntent["side"];
  readonly qty: string;
  readonly price: string;
  readonly currency: string;
  /** Paid; below 0 is a rebate. */
  readonly fees: readonly { readonly amount: string; readonly currency: string }[];
  readonly at: EpochMs;
}

/** One thing that happened to an order, as it is stored. */
export interface OrderEventRecord {
  readonly version: number;
  readonly type: string;
  /** By the account's clock, and by ours. */
  readonly at: EpochMs;
  readonly recordedAt: EpochMs;
  /** The event without its type and time. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface OrderQuery {
  /** Null: of every account. */
  readonly accountIds: readonly string[] | null;
  readonly symbol: string | null;
  readonly state: "open" | "closed" | "all";
  /** What the page before ended with; null, and any text that is none, is the newest. */
  readonly cursor: string | null;
  readonly limit: number;
}

export interface ReadPage<T> {
  readonly rows: readonly T[];
  readonly cursor: string | null;
}

/** Orders as people read them: from the projections, newest first. */
export interface OrderReads {
  listOrders(query: OrderQuery): Promise<ReadPage<OrderSummary>>;
  listFills(query: Omit<OrderQuery, "state">): Promise<ReadPage<FillSummary>>;
  find(orderId: string): Promise<OrderSummary | null>;
  findMany(orderIds: readonly string[]): Promise<readonly OrderSummary[]>;
  /** Its first events, in order, at most `limit`. */
  eventsOf(orderId: string, limit: number): Promise<readonly OrderEventRecord[]>;
  fillsOf(orderId: string, limit: number): Promise<readonly FillSummary[]>;
  /** Its parent, its children and the others of its group, oldest first, at most `limit`. */
  linkedTo(order: OrderSummary, limit: number): Promise<readonly OrderSummary[]>;
}
