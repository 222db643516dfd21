import type { OrderId } from "./id";
import type { EpochMs } from "./time";

/** Words of an order, as FIX and the venues write them. Amounts are decimal text, so that an intent is stored as it came. */
export const SIDES = ["buy", "sell"] as const;
export type Side = (typeof SIDES)[number];

export const ORD_TYPES = ["market", "limit", "stop", "stop_limit", "trailing_stop", "trailing_stop_limit"] as const;
export type OrdType = (typeof ORD_TYPES)[number];

export const TIMES_IN_FORCE = ["day", "gtc", "gtd", "ioc", "fok", "at_the_open", "at_the_close"] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** What somebody wants done at a venue, before anybody has said whether it may be. */
export interface OrderIntent {
  /** Chosen here, and the venue's idempotency key: the client order id. */
  readonly orderId: OrderId;
  readonly symbol: string;
  readonly side: Side;
  /** Units of the instrument, above 0. */
  readonly qty: string;
  /** Quote currency of the instrument: the one its fills are in. */
  readonly currency: string;
  readonly ordType: OrdType;
  /** Of limit, stop_limit and trailing_stop_limit. */
  readonly limitPrice: string | null;
  /** Of stop and stop_limit; of trailing orders where the first stop is not made of a price. */
  readonly stopPrice: string | null;
  /** Distance of a trailing stop in quote currency, or as a fraction of the price: one of the two. */
  readonly trailAmount: string | null;
  readonly trailPercent: string | null;
  readonly timeInForce: TimeInForce;
  /** Of gtd: the first moment at which it is not live any more. */
  readonly expireAt: EpochMs | null;
  /** May shrink a position, never open or turn it. */
  readonly reduceOnly: boolean;
  /** May rest in the book, never take from it. */
  readonly postOnly: boolean;
  /** One triggers the other: not sent before that order is filled. */
  readonly parentId: OrderId | null;
  /** One cancels the other: what all orders of this group share. */
  readonly ocoGroupId: OrderId | null;
}
