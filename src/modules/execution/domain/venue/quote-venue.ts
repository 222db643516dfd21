import {
  type EpochMs,
  type Exact,
  least,
  type OrderId,
  type OrderIntent,
  SIDES,
  toDecimalText,
  ZERO,
} from "@/modules/_kernel";
import { parsed } from "../order/order";
import { isTrailing } from "../order/order-types";
import { nextTrailingStop } from "../order/trailing-stop";
import type { Side } from "../reconcile/difference";
import {
  AUCTIONS,
  byPrice,
  type Market,
  type Resting,
  type Terms,
  takes,
  type VenueCosts,
  type VenueQuote,
} from "./resting-order";
import { type Amended, type Refusal, type ToldTrade, VenueOrders } from "./venue-orders";
import type { VenueChanges, VenueOrderState, VenueState } from "./venue-state";
import type { VenueEvent } from "./venue-word";

export interface QuoteVenueOptions extends VenueCosts {
  /** How long an order is on its way before it can fill; not given: not at all. */
  readonly latencyMs?: number;
}

/**
 * A simulated venue that fills orders against quotes: price first, then time, and never more than a quote shows. What takes
 * fills at the quote; what rested fills at its own limit once the other side comes to it. Orders of one account never trade with
 * each other. Time comes with every call; nothing in here waits. It can be made again from what {@link QuoteVenue.takeChanges} gave.
 */
export class QuoteVenue {
  readonly #options: QuoteVenueOptions;
  readonly #kept: VenueOrders;
  readonly #markets = new Map<string, Market>();
  readonly #halted = new Set<string>();
  readonly #closed = new Set<string>();
  readonly #mute = new Set<string>();

  constructor(options: QuoteVenueOptions, state?: VenueState) {
    this.#options = options;
    this.#kept = new VenueOrders(state);
  }

  /** What it has said, oldest first: everything, or what came after changes were last taken. */
  get log(): readonly VenueEvent[] {
    return this.#kept.log;
  }

  /** Signed units by symbol. */
  positions(): Readonly<Record<string, string>> {
    return this.#kept.positions();
  }

  /** Its open orders, and the newest fills of those that it has not handed over. */
  side(fillsMax: number): Omit<Side, "positions"> {
    return this.#kept.side(fillsMax);
  }

  /** Brings an order back that was kept, so that what is asked of it again is answered as before. */
  know(state: VenueOrderState): void {
    this.#kept.know(state);
  }

  knows(orderId: OrderId): boolean {
    return this.#kept.get(orderId) !== undefined;
  }

  /** Symbols of orders that may still fill. */
  liveSymbols(): readonly string[] {
    return this.#kept.liveSymbols();
  }

  /** What is different since this was last asked, for whoever keeps it; ended orders are let go. */
  takeChanges(): VenueChanges {
    return this.#kept.takeChanges();
  }

  venueOrderIdOf(orderId: OrderId): string | null {
    return this.#kept.get(orderId)?.venueOrderId ?? null;
  }

  /** Whether it may still fill. */
  isOpen(orderId: OrderId): boolean {
    return this.#kept.isOpen(orderId);
  }

  /** The venue's own doing: an order is taken out, with what it filled. */
  cancelByVenue(orderId: OrderId, at: EpochMs): void {
    const order = this.#kept.get(orderId);
    if (order?.ended === false) this.#kept.end(order, { type: "canceled", at, reason: "by_venue" });
  }

  /** The venue's own doing: a fill that it told and has not handed over is taken back (`now` null), or was another. */
  amendByVenue(execId: string, now: { readonly qty: string; readonly price: string } | null, at: EpochMs): void {
    const symbol = this.#kept.amendTold(execId, now, { ...this.#options, at });
    if (symbol !== null) this.#endIdle(symbol, at);
  }

  /** The venue's own doing: a fill that it told before was another, or none (`now` null). False: the order cannot take it. */
  amend(orderId: OrderId, fill: ToldTrade, now: Amended | null, at: EpochMs): boolean {
    const isDone = this.#kept.amend(orderId, fill, now, { ...this.#options, at });
    const symbol = this.#kept.get(orderId)?.intent.symbol;
    // With another position some order may have nothing left to close.
    if (isDone && symbol !== undefined) this.#endIdle(symbol, at);
    return isDone;
  }

  /** Takes an order, or says why not. The same id again is the same order. */
  place(intent: OrderIntent, at: EpochMs): { readonly venueOrderId: string } | Refusal {
    const known = this.#kept.get(intent.orderId);
    if (known !== undefined) return { venueOrderId: known.venueOrderId };
    const refused = this.#whyNot(intent);
    if (refused !== null) return { refused };
    const order = this.#kept.add(intent, at + (this.#options.latencyMs ?? 0));
    this.#kept.say(order, { type: "accepted", at, venueOrderId: order.venueOrderId });
    this.#work(intent.symbol, at);
    return { venueOrderId: order.venueOrderId };
  }

  cancel(orderId: OrderId, requestId: OrderId, at: EpochMs): Refusal | null {
    return this.#kept.cancel(orderId, requestId, at);
  }

  replace(terms: Terms, at: EpochMs): Refusal | null {
    const replaced = this.#kept.replace(terms, at);
    if (replaced === null || "refused" in replaced) return replaced;
    this.#work(replaced.intent.symbol, at);
    return null;
  }

  /** New best prices: stops follow and trigger, then whatever can fill does. */
  quote({ symbol, bid, ask, bidSize, askSize, at, marketAt = at }: VenueQuote): void {
    const market = { bid: parsed(bid), ask: parsed(ask), bidLeft: parsed(bidSize), askLeft: parsed(askSize) };
    this.#markets.set(symbol, market);
    this.expire(symbol, marketAt, at);
    if (this.#isShut(symbol)) return;
    for (const order of this.#kept.live(symbol)) this.#touch(order, market, at);
    this.#work(symbol, at);
  }

  halt(symbol: string, isHalted: boolean): void {
    if (isHalted) this.#halted.add(symbol);
    else this.#halted.delete(symbol);
  }

  /** Whatever has come meanwhile is tried at the quote that there is: stops that it has touched already, orders that have arrived. */
  arrive(symbol: string, at: EpochMs): void {
    const market = this.#markets.get(symbol);
    if (market === undefined || this.#isShut(symbol)) return;
    for (const order of this.#kept.live(symbol)) this.#touch(order, market, at);
    this.#work(symbol, at);
  }

  /** Nobody knows a price now: orders are taken, and nothing fills. */
  mute(symbol: string, isMute: boolean): void {
    if (isMute) this.#mute.add(symbol);
    else this.#mute.delete(symbol);
  }

  /** Orders for the open are done at the quote that there is, or not at all. */
  openSession(symbol: string, at: EpochMs): void {
    this.#closed.delete(symbol);
    this.#work(symbol, at, "at_the_open");
    this.#endAll(symbol, (each) => each.intent.timeInForce === "at_the_open", at);
  }

  /** Orders for the close are done now; those for the day are over. */
  closeSession(symbol: string, at: EpochMs): void {
    this.#work(symbol, at, "at_the_close");
    this.#endAll(symbol, ({ intent: { timeInForce } }) => timeInForce === "day" || timeInForce === "at_the_close", at);
    this.#closed.add(symbol);
  }

  /** Says that a market is shut without ending anything: what is known of it after a start. */
  startClosed(symbol: string): void {
    this.#closed.add(symbol);
  }

  /** Ends what is good until a time that has come to its market. */
  expire(symbol: string, marketAt: EpochMs, at: EpochMs): void {
    this.#endAll(symbol, ({ intent: { expireAt } }) => expireAt !== null && expireAt <= marketAt, at);
  }

  #endAll(symbol: string, isOver: (order: Resting) => boolean, at: EpochMs): void {
    for (const order of this.#kept.live(symbol)) if (isOver(order)) this.#kept.end(order, { type: "expired", at });
  }

  #isShut(symbol: string): boolean {
    return this.#closed.has(symbol) || this.#halted.has(symbol) || this.#mute.has(symbol);
  }

  #whyNot({ symbol, side, reduceOnly, postOnly, limitPrice, timeInForce }: OrderIntent): string | null {
    const market = this.#markets.get(symbol);
    // One that it was told of without a price is known all the same: its orders wait for a price.
    if (market === undefined && !this.#mute.has(symbol)) return "unknown_symbol";
    if (this.#halted.has(symbol)) return "halted";
    if (this.#closed.has(symbol) && (timeInForce === "ioc" || timeInForce === "fok")) return "closed";
    if (reduceOnly && !this.#kept.closable(symbol, side).isPositive()) return "reduce_only";
    const wouldTake = market !== undefined && limitPrice !== null && takes(side, parsed(limitPrice), market);
    if (postOnly && wouldTake) return "post_only_would_take";
    return null;
  }

  /** A stop follows the price, and is an order once the price is there. */
  #touch(order: Resting, { bid, ask }: Market, at: EpochMs): void {
    if (order.triggered) return;
    const { side } = order.intent;
    const price = side === "buy" ? ask : bid;
    const next = isTrailing(order.intent.ordType) ? nextTrailingStop(order.intent, order.stop, price) : null;
    if (next !== null) {
      if (order.limit !== null && order.stop !== null) order.limit = order.limit.plus(next.minus(order.stop));
      order.stop = next;
      this.#kept.say(order, { type: "trailed", at, stopPrice: toDecimalText(next) });
    }
    if (order.stop === null || (side === "buy" ? price.lt(order.stop) : price.gt(order.stop))) return;
    order.triggered = true;
    this.#kept.say(order, { type: "triggered", at });
  }

  #work(symbol: string, at: EpochMs, auction: "at_the_open" | "at_the_close" | null = null): void {
    const market = this.#markets.get(symbol);
    if (market === undefined || this.#isShut(symbol)) return;
    const ready = this.#kept
      .live(symbol)
      .filter(
        ({ intent: { timeInForce }, triggered, liveAt }) =>
          triggered && liveAt <= at && (!AUCTIONS.has(timeInForce) || timeInForce === auction),
      );
    for (const side of SIDES)
      for (const order of ready.filter(({ intent }) => intent.side === side).toSorted(byPrice)) {
        if (!order.ended) this.#fill(order, market, at);
        this.#kept.rest(order);
      }
  }

  #fill(order: Resting, market: Market, at: EpochMs): void {
    const { intent, limit } = order;
    const isBuy = intent.side === "buy";
    const open = order.qty.minus(order.filled);
    const shown = isBuy ? market.askLeft : market.bidLeft;
    // Another order may have closed the position meanwhile.
    const there = intent.reduceOnly ? least(shown, this.#kept.closable(intent.symbol, intent.side)) : shown;
    const crosses = limit === null || takes(intent.side, limit, market);
    if (crosses && intent.postOnly && !order.rested) {
      this.#kept.end(order, { type: "canceled", at, reason: "post_only_would_take" });
      return;
    }
    const qty = crosses ? least(open, there) : ZERO;
    const isWhole = qty.eq(open);
    if (qty.isPositive() && (intent.timeInForce !== "fok" || isWhole)) {
      if (isBuy) market.askLeft = market.askLeft.minus(qty);
      else market.bidLeft = market.bidLeft.minus(qty);
      const isMaker = order.rested && limit !== null;
      const price = isMaker ? limit : isBuy ? market.ask : market.bid;
      this.#execute(order, { qty, price, liquidity: isMaker ? "maker" : "taker" }, at);
    }
    if (!order.ended && (intent.timeInForce === "ioc" || intent.timeInForce === "fok"))
      this.#kept.end(order, { type: "canceled", at, reason: "rest_of_ioc_or_fok" });
  }

  #execute(
    order: Resting,
    { qty, price, liquidity }: { qty: Exact; price: Exact; liquidity: "maker" | "taker" },
    at: EpochMs,
  ): void {
    const { intent } = order;
    const fill = { qty: toDecimalText(qty), price: toDecimalText(price), side: intent.side, liquidity };
    const fees = [...this.#options.feesOf({ ...fill, symbol: intent.symbol, currency: intent.currency })];
    const { symbol, currency } = intent;
    const word = { type: "filled", at, ...fill, currency, symbol, fees } as const;
    this.#kept.execute(order, word, this.#options.multiplierOf?.(symbol) ?? "1");
    this.#endIdle(intent.symbol, at);
  }

  /** What may only reduce is over once there is nothing to reduce. */
  #endIdle(symbol: string, at: EpochMs): void {
    for (const order of this.#kept.live(symbol))
      if (order.intent.reduceOnly && !this.#kept.closable(symbol, order.intent.side).isPositive())
        this.#kept.end(order, { type: "canceled", at, reason: "nothing_to_reduce" });
  }
}
