import type { EpochMs, Exact, OrderId, OrderIntent } from "@/modules/_kernel";

/** Best prices of one instrument and what is there at each. */
export interface VenueQuote {
  readonly symbol: string;
  readonly bid: string;
  readonly ask: string;
  readonly bidSize: string;
  readonly askSize: string;
  readonly at: EpochMs;
  /** Time of the market itself, which ends what is good until a time: that of a replay is not the clock's. Not given: `at`. */
  readonly marketAt?: EpochMs;
}

/** An order as the venue has it. */
export interface Resting {
  readonly intent: OrderIntent;
  readonly venueOrderId: string;
  /** Place in time; a replace that changes price or adds quantity goes to the end. */
  turn: number;
  qty: Exact;
  filled: Exact;
  limit: Exact | null;
  stop: Exact | null;
  /** Stops wait for their price. */
  triggered: boolean;
  ended: boolean;
  /** Was there before the quote at hand: it makes, and fills at its own price. */
  rested: boolean;
  /** Fills not before: on its way until then. */
  readonly liveAt: EpochMs;
  /** Start of the newest closed bar that it has been held against; null where quotes fill. */
  barMs: number | null;
  /** Requests that were answered. */
  readonly answered: Set<OrderId>;
}

export interface Market {
  bid: Exact;
  ask: Exact;
  /** What of the quote nobody has taken yet. */
  bidLeft: Exact;
  askLeft: Exact;
}

export interface Terms {
  readonly orderId: OrderId;
  readonly requestId: OrderId;
  readonly qty: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
}

export const AUCTIONS: ReadonlySet<OrderIntent["timeInForce"]> = new Set(["at_the_open", "at_the_close"]);

/** Whether a limit reaches the other side. */
export const takes = (side: OrderIntent["side"], limit: Exact, { bid, ask }: Pick<Market, "bid" | "ask">) =>
  side === "buy" ? limit.gte(ask) : limit.lte(bid);

/** Of one side the better price first, market orders before all; equal ones stay in time. */
export const byPrice = (a: Resting, b: Resting): number => {
  if (a.limit === null || b.limit === null) return Number(a.limit !== null) - Number(b.limit !== null);
  return (a.intent.side === "buy" ? b.limit.cmp(a.limit) : a.limit.cmp(b.limit)) || a.turn - b.turn;
};

/** What fills come to in money. */
export interface VenueCosts {
  /** What a fill costs. */
  readonly feesOf: (fill: {
    readonly qty: string;
    readonly price: string;
    readonly side: OrderIntent["side"];
    readonly liquidity: "maker" | "taker";
    readonly symbol: string;
    readonly currency: string;
  }) => readonly { readonly amount: string; readonly currency: string }[];
  /** What one point of one unit of a symbol is worth, decimal text; not given: 1. */
  readonly multiplierOf?: (symbol: string) => string;
}
