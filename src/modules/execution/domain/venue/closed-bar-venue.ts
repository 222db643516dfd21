import { type EpochMs, exact, type OrderId, type OrderIntent } from "@/modules/_kernel";
import { workOnClose, workOpen, workRange } from "../bifrost-rules";
import { parsed } from "../order/order";
import { isTrailing } from "../order/order-types";
import { nextTrailingStop } from "../order/trailing-stop";
import type { Side } from "../reconcile/difference";
import { BarOrders, type VenueBar } from "./bar-orders";
import type { QuoteVenueOptions } from "./quote-venue";
import type { Resting, Terms } from "./resting-order";
import { type Amended, type Refusal, type ToldTrade, VenueOrders } from "./venue-orders";
import type { VenueChanges, VenueOrderState, VenueState } from "./venue-state";
import type { VenueEvent } from "./venue-word";

/** The newest bar that is known to be over: what an order was decided on. */
export type KnownBar = Pick<VenueBar, "time" | "close" | "closeMs">;

export interface ClosedBarVenueOptions extends QuoteVenueOptions {
  /** Smallest step of a symbol's prices; null: they are not rounded. */
  readonly tickOf: (symbol: string) => number | null;
}

/**
 * A simulated venue that fills orders on closed bars by the very rules of the backtest: an order that comes while bar n is the
 * newest one that is over is decided on it, and meets bar n + 1 first, a market order at its open. It is known only once that bar
 * is over. An order that is on its way for some time meets no bar that opens before it has arrived.
 *
 * The same surface as {@link QuoteVenue}; time comes with every call, and it can be made again from what was kept.
 */
export class ClosedBarVenue {
  readonly #options: ClosedBarVenueOptions;
  readonly #kept: VenueOrders;
  readonly #newest = new Map<string, KnownBar>();
  readonly #halted = new Set<string>();

  constructor(options: ClosedBarVenueOptions, state?: VenueState) {
    this.#options = options;
    this.#kept = new VenueOrders(state);
  }

  get log(): readonly VenueEvent[] {
    return this.#kept.log;
  }
  positions(): Readonly<Record<string, string>> {
    return this.#kept.positions();
  }
  /** Its open orders, and the newest fills of those that it has not handed over. */
  side(fillsMax: number): Omit<Side, "positions"> {
    return this.#kept.side(fillsMax);
  }

  know(state: VenueOrderState): void {
    this.#kept.know(state);
  }
  knows(orderId: OrderId): boolean {
    return this.#kept.get(orderId) !== undefined;
  }
  liveSymbols(): readonly string[] {
    return this.#kept.liveSymbols();
  }
  takeChanges(): VenueChanges {
    return this.#kept.takeChanges();
  }
  venueOrderIdOf(orderId: OrderId): string | null {
    return this.#kept.get(orderId)?.venueOrderId ?? null;
  }
  isOpen(orderId: OrderId): boolean {
    return this.#kept.isOpen(orderId);
  }

  /** Start of the oldest bar that some live order of a symbol has been held against; null: there is no such order. */
  heldTo(symbol: string): number | null {
    const held = this.#kept.live(symbol).flatMap(({ barMs }) => barMs ?? []);
    return held.length === 0 ? null : Math.min(...held);
  }

  /** The venue's own doing: a fill that it told and has not handed over is taken back (`now` null), or was another. */
  amendByVenue(execId: string, now: { readonly qty: string; readonly price: string } | null, at: EpochMs): void {
    this.#kept.amendTold(execId, now, { ...this.#options, at });
  }

  /** The venue's own doing: a fill that it told before was another, or none (`now` null). False: the order cannot take it. */
  amend(orderId: OrderId, fill: ToldTrade, now: Amended | null, at: EpochMs): boolean {
    return this.#kept.amend(orderId, fill, now, { ...this.#options, at });
  }

  /** Takes an order, or says why not. The same id again is the same order. */
  place(intent: OrderIntent, at: EpochMs): { readonly venueOrderId: string } | Refusal {
    const known = this.#kept.get(intent.orderId);
    if (known !== undefined) return { venueOrderId: known.venueOrderId };
    const newest = this.#newest.get(intent.symbol);
    if (newest === undefined) return { refused: "no_closed_bar" };
    const refused = this.#whyNot(intent, newest);
    if (refused !== null) return { refused };
    const { latencyMs = 0 } = this.#options;
    // Without a delay it is there for the bar that begins with the close of the newest one, also where that opens earlier than told.
    const liveAt = latencyMs === 0 ? 0 : newest.closeMs + latencyMs;
    const order = this.#kept.add(intent, liveAt, newest.time);
    if (isTrailing(intent.ordType)) this.#startTrail(order, newest.close);
    this.#kept.say(order, { type: "accepted", at, venueOrderId: order.venueOrderId });
    return { venueOrderId: order.venueOrderId };
  }

  cancel(orderId: OrderId, requestId: OrderId, at: EpochMs): Refusal | null {
    return this.#kept.cancel(orderId, requestId, at);
  }

  replace(terms: Terms, at: EpochMs): Refusal | null {
    const replaced = this.#kept.replace(terms, at);
    return replaced !== null && "refused" in replaced ? replaced : null;
  }

  halt(symbol: string, isHalted: boolean): void {
    if (isHalted) this.#halted.add(symbol);
    else this.#halted.delete(symbol);
  }

  /** Which bar of a symbol was over last, where none of its orders waits for one. */
  tellNewest(symbol: string, bar: KnownBar): void {
    this.#newest.set(symbol, bar);
  }

  /** A bar is over: live orders meet it as they meet the bars of a backtest. */
  bar(symbol: string, bar: VenueBar, at: EpochMs): void {
    this.#newest.set(symbol, bar);
    const met = this.#kept
      .live(symbol)
      .filter(({ barMs, liveAt }) => barMs !== null && barMs < bar.time && liveAt <= bar.time);
    if (!this.#halted.has(symbol)) {
      const { feesOf, tickOf, multiplierOf } = this.#options;
      const terms = { feesOf, tick: tickOf(symbol), multiplier: multiplierOf?.(symbol) ?? "1" };
      const orders = new BarOrders({ kept: this.#kept, symbol, bar, at, ...terms });
      const closed = { ...bar, index: 0 };
      workOpen(orders, closed);
      this.#end(met, ({ timeInForce }) => timeInForce === "at_the_open" && bar.isFirst, "expired", at);
      workRange(orders, closed);
      workOnClose(orders, closed);
    }
    this.#end(met, ({ timeInForce }) => timeInForce === "ioc" || timeInForce === "fok", "canceled", at);
    if (bar.isLast) this.#end(met, isOfTheDay, "expired", at);
    for (const order of this.#kept.live(symbol)) {
      if (order.barMs !== null && order.barMs < bar.time) order.barMs = bar.time;
      this.#kept.rest(order);
      this.#kept.touch(order);
    }
  }

  /** A session is over whose last bar may never come: what was good for the day has met all that there was of it. */
  closeSession(symbol: string, at: EpochMs): void {
    this.#end(this.#kept.live(symbol), isOfTheDay, "expired", at);
  }

  /** Ends what is good until a time that has come to its market. */
  expire(symbol: string, marketAt: EpochMs, at: EpochMs): void {
    this.#end(this.#kept.live(symbol), ({ expireAt }) => expireAt !== null && expireAt <= marketAt, "expired", at);
  }

  #end(
    orders: readonly Resting[],
    isOver: (intent: OrderIntent) => boolean,
    how: "expired" | "canceled",
    at: EpochMs,
  ): void {
    for (const order of orders) {
      if (order.ended || !isOver(order.intent)) continue;
      this.#kept.end(
        order,
        how === "expired" ? { type: "expired", at } : { type: "canceled", at, reason: "rest_of_ioc_or_fok" },
      );
    }
  }

  #whyNot({ symbol, side, reduceOnly, postOnly, limitPrice }: OrderIntent, { close }: KnownBar): string | null {
    if (this.#halted.has(symbol)) return "halted";
    if (reduceOnly && !this.#kept.closable(symbol, side).isPositive()) return "reduce_only";
    const last = exact(close);
    if (!postOnly || limitPrice === null) return null;
    const limit = parsed(limitPrice);
    return (side === "buy" ? limit.gt(last) : limit.lt(last)) ? "post_only_would_take" : null;
  }

  /** A trailing stop begins at the close that it was decided on. */
  #startTrail(order: Resting, close: number): void {
    const next = nextTrailingStop(order.intent, order.stop, exact(close));
    if (next === null) return;
    if (order.limit !== null && order.stop !== null) order.limit = order.limit.plus(next.minus(order.stop));
    order.stop = next;
  }
}

const isOfTheDay = ({ timeInForce }: OrderIntent) => timeInForce === "day" || timeInForce === "at_the_close";
