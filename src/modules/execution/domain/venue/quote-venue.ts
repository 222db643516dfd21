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
import { hasStop, isTrailing } from "../order/intent";
import { parsed } from "../order/order";
import { nextTrailingStop } from "../order/trailing-stop";
import { AUCTIONS, byPrice, type Market, type Resting, type Terms, takes, type VenueQuote } from "./resting-order";
import type { VenueEvent, VenueWord } from "./venue-word";

export interface QuoteVenueOptions {
  /** What a fill costs. */
  readonly feesOf: (fill: {
    readonly qty: string;
    readonly price: string;
    readonly side: OrderIntent["side"];
    readonly liquidity: "maker" | "taker";
  }) => readonly { readonly amount: string; readonly currency: string }[];
}

/**
 * A simulated venue that fills orders against quotes: price first, then time, and never more than a quote shows. What takes
 * fills at the quote; what rested fills at its own limit once the other side comes to it. Orders of one account never trade with
 * each other. Time comes with every call; nothing in here waits.
 */
export class QuoteVenue {
  readonly #options: QuoteVenueOptions;
  readonly #orders = new Map<OrderId, Resting>();
  readonly #markets = new Map<string, Market>();
  readonly #halted = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #log: VenueEvent[] = [];
  readonly #positions = new Map<string, Exact>();
  #open = true;
  #turns = 0;
  #executions = 0;

  constructor(options: QuoteVenueOptions) {
    this.#options = options;
  }

  /** Everything it has said, oldest first. */
  get log(): readonly VenueEvent[] {
    return this.#log;
  }

  /** Signed units by symbol. */
  positions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#positions].map(([symbol, qty]) => [symbol, toDecimalText(qty)]));
  }

  venueOrderIdOf(orderId: OrderId): string | null {
    return this.#orders.get(orderId)?.venueOrderId ?? null;
  }

  /** Whether it may still fill. */
  isOpen(orderId: OrderId): boolean {
    return this.#orders.get(orderId)?.ended === false;
  }

  /** The venue's own doing: an order is taken out, with what it filled. */
  cancelByVenue(orderId: OrderId, at: EpochMs): void {
    const order = this.#orders.get(orderId);
    if (order?.ended === false) this.#end(order, { type: "canceled", at, reason: "by_venue" });
  }

  /** Takes an order, or says why not. The same id again is the same order. */
  place(intent: OrderIntent, at: EpochMs): { readonly venueOrderId: string } | { readonly refused: string } {
    const known = this.#orders.get(intent.orderId);
    if (known !== undefined) return { venueOrderId: known.venueOrderId };
    const refused = this.#whyNot(intent);
    if (refused !== null) return { refused };
    this.#turns += 1;
    const order: Resting = {
      intent,
      venueOrderId: `Q${this.#turns}`,
      turn: this.#turns,
      qty: parsed(intent.qty),
      filled: ZERO,
      limit: intent.limitPrice === null ? null : parsed(intent.limitPrice),
      stop: intent.stopPrice === null ? null : parsed(intent.stopPrice),
      triggered: !hasStop(intent.ordType),
      ended: false,
      rested: false,
    };
    this.#orders.set(intent.orderId, order);
    this.#say(order, { type: "accepted", at, venueOrderId: order.venueOrderId });
    this.#work(intent.symbol, at);
    order.rested = true;
    return { venueOrderId: order.venueOrderId };
  }

  cancel(orderId: OrderId, requestId: OrderId, at: EpochMs): { readonly refused: string } | null {
    const order = this.#orders.get(orderId);
    if (order === undefined) return { refused: "unknown_order" };
    if (this.#answered.has(requestId)) return null;
    this.#answered.add(requestId);
    if (order.ended) this.#say(order, { type: "cancel_rejected", at, requestId, reason: "too_late" });
    else this.#end(order, { type: "canceled", at, reason: "asked" });
    return null;
  }

  replace({ orderId, requestId, qty, limitPrice, stopPrice }: Terms, at: EpochMs): { readonly refused: string } | null {
    const order = this.#orders.get(orderId);
    if (order === undefined) return { refused: "unknown_order" };
    if (this.#answered.has(requestId)) return null;
    this.#answered.add(requestId);
    const wanted = parsed(qty);
    if (order.ended || wanted.lte(order.filled)) {
      this.#say(order, { type: "replace_rejected", at, requestId, reason: order.ended ? "too_late" : "below_filled" });
      return null;
    }
    const limit = limitPrice === null ? null : parsed(limitPrice);
    const keepsPlace = wanted.lte(order.qty) && (limit === order.limit || limit?.eq(order.limit ?? ZERO) === true);
    if (!keepsPlace) {
      this.#turns += 1;
      order.turn = this.#turns;
      order.rested = false;
    }
    order.qty = wanted;
    order.limit = limit;
    if (!isTrailing(order.intent.ordType)) order.stop = stopPrice === null ? null : parsed(stopPrice);
    this.#say(order, { type: "replaced", at, requestId });
    this.#work(order.intent.symbol, at);
    order.rested = true;
    return null;
  }

  /** New best prices: stops follow and trigger, then whatever can fill does. */
  quote({ symbol, bid, ask, bidSize, askSize, at }: VenueQuote): void {
    const market = { bid: parsed(bid), ask: parsed(ask), bidLeft: parsed(bidSize), askLeft: parsed(askSize) };
    this.#markets.set(symbol, market);
    this.expire(at);
    if (!this.#open || this.#halted.has(symbol)) return;
    for (const order of this.#live(symbol)) this.#touch(order, market, at);
    this.#work(symbol, at);
  }

  halt(symbol: string, isHalted: boolean): void {
    if (isHalted) this.#halted.add(symbol);
    else this.#halted.delete(symbol);
  }

  /** Orders for the open are done at the quotes that there are, or not at all. */
  openSession(at: EpochMs): void {
    this.#open = true;
    for (const symbol of this.#markets.keys()) this.#work(symbol, at, "at_the_open");
    this.#endAll((each) => each.intent.timeInForce === "at_the_open", at);
  }

  /** Orders for the close are done now; those for the day are over. */
  closeSession(at: EpochMs): void {
    for (const symbol of this.#markets.keys()) this.#work(symbol, at, "at_the_close");
    this.#endAll(({ intent }) => intent.timeInForce === "day" || intent.timeInForce === "at_the_close", at);
    this.#open = false;
  }

  /** Ends what is good until a time that has come. */
  expire(at: EpochMs): void {
    this.#endAll(({ intent: { expireAt } }) => expireAt !== null && expireAt <= at, at);
  }

  #endAll(isOver: (order: Resting) => boolean, at: EpochMs): void {
    for (const order of this.#orders.values())
      if (!order.ended && isOver(order)) this.#end(order, { type: "expired", at });
  }

  #whyNot({ symbol, side, qty, reduceOnly, postOnly, limitPrice, timeInForce }: OrderIntent): string | null {
    const market = this.#markets.get(symbol);
    if (market === undefined) return "unknown_symbol";
    if (this.#halted.has(symbol)) return "halted";
    if (!this.#open && (timeInForce === "ioc" || timeInForce === "fok")) return "closed";
    if (reduceOnly && parsed(qty).gt(this.#closable(symbol, side))) return "reduce_only";
    if (postOnly && limitPrice !== null && takes(side, parsed(limitPrice), market)) return "post_only_would_take";
    return null;
  }

  /** Units of the position that an order of this side would close; below 0 it would add to it. */
  #closable(symbol: string, side: OrderIntent["side"]): Exact {
    const held = this.#positions.get(symbol) ?? ZERO;
    return side === "sell" ? held : held.neg();
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
      this.#say(order, { type: "trailed", at, stopPrice: toDecimalText(next) });
    }
    if (order.stop === null || (side === "buy" ? price.lt(order.stop) : price.gt(order.stop))) return;
    order.triggered = true;
    order.rested = false;
    this.#say(order, { type: "triggered", at });
  }

  /** Live orders of a symbol, by time. */
  #live(symbol: string): readonly Resting[] {
    return [...this.#orders.values()]
      .filter(({ intent, ended }) => !ended && intent.symbol === symbol)
      .toSorted((a, b) => a.turn - b.turn);
  }

  #work(symbol: string, at: EpochMs, auction: "at_the_open" | "at_the_close" | null = null): void {
    const market = this.#markets.get(symbol);
    if (market === undefined || !this.#open || this.#halted.has(symbol)) return;
    const ready = this.#live(symbol).filter(
      ({ intent: { timeInForce }, triggered }) => triggered && (!AUCTIONS.has(timeInForce) || timeInForce === auction),
    );
    for (const side of SIDES)
      for (const order of ready.filter(({ intent }) => intent.side === side).toSorted(byPrice))
        this.#fill(order, market, at);
  }

  #fill(order: Resting, market: Market, at: EpochMs): void {
    const { intent, limit } = order;
    const isBuy = intent.side === "buy";
    const open = order.qty.minus(order.filled);
    const shown = isBuy ? market.askLeft : market.bidLeft;
    // Another order may have closed the position meanwhile.
    const there = intent.reduceOnly ? least(shown, this.#closable(intent.symbol, intent.side)) : shown;
    const crosses = limit === null || takes(intent.side, limit, market);
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
      this.#end(order, { type: "canceled", at, reason: "rest_of_ioc_or_fok" });
  }

  #execute(
    order: Resting,
    { qty, price, liquidity }: { qty: Exact; price: Exact; liquidity: "maker" | "taker" },
    at: EpochMs,
  ): void {
    const { intent } = order;
    this.#executions += 1;
    const fill = { qty: toDecimalText(qty), price: toDecimalText(price), side: intent.side, liquidity };
    order.filled = order.filled.plus(qty);
    order.ended = order.filled.eq(order.qty);
    const before = this.#positions.get(intent.symbol) ?? ZERO;
    this.#positions.set(intent.symbol, intent.side === "buy" ? before.plus(qty) : before.minus(qty));
    this.#say(order, {
      type: "filled",
      at,
      execId: `X${this.#executions}`,
      ...fill,
      currency: intent.currency,
      symbol: intent.symbol,
      fees: [...this.#options.feesOf(fill)],
    });
  }

  #end(order: Resting, word: VenueWord): void {
    order.ended = true;
    this.#say(order, word);
  }

  #say({ intent: { orderId } }: Resting, event: VenueWord): void {
    this.#log.push({ orderId, event });
  }
}
