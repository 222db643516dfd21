import type { EpochMs, OrderIntent } from "@/modules/_kernel";
import type { FillSummary, OrderEventRecord, OrderSummary, StrayWord, TradingState } from "@/modules/execution";
import type { AppError } from "../errors";
import type { OrderImpact } from "./portfolio-risk";
import type { Actor, Answer, Page } from "./shared";

export type OrderView = OrderSummary;
export type FillView = FillSummary;
export type OrderEventView = OrderEventRecord;

export type { TradingState };

/** What somebody asks for. Amounts are decimal text as typed; the flow checks them against tick, lot and bounds. */
export interface OrderRequest {
  readonly accountId: string;
  readonly symbol: string;
  readonly side: OrderIntent["side"];
  readonly qty: string;
  readonly ordType: OrderIntent["ordType"];
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly trailAmount: string | null;
  readonly trailPercent: string | null;
  readonly timeInForce: OrderIntent["timeInForce"];
  /** Of gtd, ISO 8601 in UTC. */
  readonly expireAt: string | null;
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  /** Children that are sent once this is filled, and cancel each other. Null: none. */
  readonly takeProfit: { readonly limitPrice: string } | null;
  readonly stopLoss: { readonly stopPrice: string; readonly limitPrice: string | null } | null;
}

/** One limit that an order breaks: all are told at once. */
export interface BreachView {
  readonly kind: string;
  readonly name: string;
  readonly limit: string;
  /** Null is unknown, which nothing passes. */
  readonly actual: string | null;
  readonly headroom: string | null;
}

/** What sending it now would do. Nothing is written. */
export interface OrderPreview {
  /** Price it was reckoned with, and when that was quoted; null: no fresh quote, and it would be refused. */
  readonly price: string | null;
  readonly priceAt: EpochMs | null;
  readonly currency: string;
  readonly notional: string | null;
  readonly fees: readonly { readonly amount: string; readonly currency: string }[];
  readonly positionBefore: string;
  readonly positionAfter: string;
  readonly buyingPowerBefore: string | null;
  readonly buyingPowerAfter: string | null;
  /** Loss at the protective stop, fees included; null without one. */
  readonly riskAtStop: string | null;
  readonly riskPercentOfEquity: string | null;
  /** Reward for each unit of risk; null without both children. */
  readonly rewardToRisk: string | null;
  /** What it would change of the account's risk; null while something that is held has no price. */
  readonly impact: OrderImpact | null;
  readonly breaches: readonly BreachView[];
  /** What passes without a second person, account's currency; null: this does. Otherwise it is kept until somebody lets it in. */
  readonly approvalAbove: string | null;
  readonly largestQtyThatPasses: string | null;
}

export interface OrderDetail {
  readonly order: OrderView;
  readonly events: readonly OrderEventView[];
  readonly fills: readonly FillView[];
  /** Its parent, its children and the others of its group. */
  readonly linked: readonly OrderView[];
}

export interface TradingStateView {
  /** The stricter of all and the account. */
  readonly effective: TradingState;
  readonly all: TradingState;
  readonly account: TradingState;
  readonly since: EpochMs | null;
  readonly by: string | null;
  readonly reason: string | null;
}

export interface OrderFilter {
  /** Null: every account the asking person may see. */
  readonly accountId: string | null;
  readonly symbol: string | null;
  readonly state: "open" | "closed" | "all";
  readonly cursor: string | null;
  readonly limit: number;
}

export interface FlattenView {
  readonly orders: readonly OrderView[];
  /** Orders that were asked to be canceled. */
  readonly canceled: number;
  readonly refused: readonly { readonly symbol: string; readonly error: AppError }[];
}

/** News: topic `orders.changed` with `{accountId, orderId}`, and `trading.state` with `{accountId | null}`. */
export interface TradingFlows {
  previewOrder(actor: Actor, request: OrderRequest): Answer<OrderPreview>;
  /** The same key with the same request is answered as it was; with another it is refused. */
  submitOrder(
    actor: Actor,
    input: { readonly idempotencyKey: string; readonly request: OrderRequest },
  ): Answer<{ readonly order: OrderView; readonly children: readonly OrderView[]; readonly repeated: boolean }>;
  modifyOrder(
    actor: Actor,
    input: {
      readonly orderId: string;
      readonly idempotencyKey: string;
      readonly qty: string;
      readonly limitPrice: string | null;
      readonly stopPrice: string | null;
    },
  ): Answer<OrderView>;
  cancelOrder(actor: Actor, input: { readonly orderId: string; readonly idempotencyKey: string }): Answer<OrderView>;
  /** Of an account, or of one symbol of it. Says how many it asked to cancel. */
  cancelOrders(
    actor: Actor,
    input: { readonly accountId: string; readonly symbol: string | null },
  ): Answer<{ readonly asked: number }>;
  /** Cancels the symbol's orders, then sells or buys back all of it at market, reduce-only. */
  closePosition(
    actor: Actor,
    input: { readonly accountId: string; readonly symbol: string; readonly idempotencyKey: string },
  ): Answer<{ readonly order: OrderView | null; readonly canceled: number }>;
  /** The same for every position of the account. A position that cannot be closed now keeps its protective orders and is named. */
  flattenAccount(
    actor: Actor,
    input: { readonly accountId: string; readonly idempotencyKey: string },
  ): Answer<FlattenView>;
  /** Words of the venue about orders that nobody here knows, newest first. */
  listStrays(actor: Actor, accountId: string): Answer<readonly StrayWord[]>;
  listOrders(actor: Actor, filter: OrderFilter): Answer<Page<OrderView>>;
  listFills(actor: Actor, filter: Omit<OrderFilter, "state">): Answer<Page<FillView>>;
  readOrder(actor: Actor, orderId: string): Answer<OrderDetail>;
  /** The order that was asked for under that idempotency key. */
  findOrderByKey(actor: Actor, input: { readonly accountId: string; readonly key: string }): Answer<OrderView>;
  /** The keys under which orders of an account were asked for, by order; children have none. */
  readOrderKeys(
    actor: Actor,
    input: { readonly accountId: string; readonly orderIds: readonly string[] },
  ): Answer<ReadonlyMap<string, string>>;
  /** `accountId` null: the whole house, which risk and admin may set. A reason is asked for. */
  setTradingState(
    actor: Actor,
    input: {
      readonly accountId: string | null;
      /** Of that deployment alone, whatever account is named. */
      readonly deploymentId?: string | undefined;
      readonly state: TradingState;
      readonly reason: string;
    },
  ): Answer<TradingStateView>;
  readTradingState(actor: Actor, accountId: string): Answer<TradingStateView>;
}
