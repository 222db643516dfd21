import { type EpochMs, type Exact, exact, least, toDecimalText } from "@/modules/_kernel";
import type { BarOrderType, ClosedBar } from "../bar-order";
import type { LiveOrders } from "../bifrost-rules";
import { isTrailing } from "../order/order-types";
import { nextTrailingStop } from "../order/trailing-stop";
import { type Grid, makeGrid } from "../price-grid";
import type { QuoteVenueOptions } from "./quote-venue";
import type { Resting } from "./resting-order";
import type { VenueOrders } from "./venue-orders";

/** A bar that is over, as a venue of closed bars is told. */
export interface VenueBar extends Omit<ClosedBar, "index"> {
  /** First moment at which nothing of it can change any more, by the market's clock. */
  readonly closeMs: number;
  /** Open of the session that it is of: bars with the same one are of one day. */
  readonly sessionMs: number;
  /** The first of its session, and the last. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

interface BarOrdersDeps {
  readonly kept: VenueOrders;
  readonly symbol: string;
  readonly bar: VenueBar;
  readonly feesOf: QuoteVenueOptions["feesOf"];
  readonly multiplier: string;
  /** Smallest step of prices; null: they are not rounded. */
  readonly tick: number | null;
  readonly at: EpochMs;
}

/**
 * The live orders of one symbol while one bar is worked, as the rules of the backtest see them. Prices are doubles, rounded to the
 * tick as the backtest rounds them, so that both come to the same price; quantities stay exact. What a fill closes, costs or may not
 * open was decided before the order came here: nothing is refused.
 */
export class BarOrders implements LiveOrders {
  readonly model = { fill: "next_open" } as const;
  readonly account: LiveOrders["account"];
  readonly #deps: BarOrdersDeps;
  readonly #live: readonly Resting[];
  readonly #grid: Grid | null;
  /** Touched inside of this bar: limits from the next one on. */
  readonly #touched = new Set<Resting>();

  constructor(deps: BarOrdersDeps) {
    const { kept, symbol, tick } = deps;
    this.#deps = deps;
    this.#live = kept.live(symbol);
    this.#grid = tick === null ? null : makeGrid(tick);
    this.account = { closes: (quantity) => kept.closable(symbol, quantity > 0 ? "buy" : "sell").isPositive() };
  }

  get liveCount(): number {
    return this.#live.length;
  }
  liveAt(place: number): number {
    return place;
  }
  isWorking(place: number): boolean {
    return !this.#at(place).ended;
  }
  isTriable(place: number): boolean {
    const { ended, barMs, liveAt, intent } = this.#at(place);
    const { time, isFirst, isLast } = this.#deps.bar;
    if (ended || barMs === null || barMs >= time || liveAt > time) return false;
    if (intent.timeInForce === "at_the_open") return isFirst;
    return intent.timeInForce !== "at_the_close" || isLast;
  }
  isPastExpiry(place: number, timeMs: number): boolean {
    const { expireAt } = this.#at(place).intent;
    return expireAt !== null && timeMs >= expireAt;
  }
  typeOf(place: number): BarOrderType {
    const { ordType, timeInForce } = this.#at(place).intent;
    return timeInForce === "at_the_close" ? "market_on_close" : ordType;
  }
  quantityOf(place: number): number {
    const { intent, qty, filled } = this.#at(place);
    const open = Number(toDecimalText(qty.minus(filled)));
    return intent.side === "buy" ? open : -open;
  }
  limitOf(place: number): number {
    return numberOf(this.#at(place).limit);
  }
  stopOf(place: number): number {
    return numberOf(this.#at(place).stop);
  }
  isTriggered(place: number): boolean {
    const order = this.#at(place);
    return order.triggered && !this.#touched.has(order);
  }
  wasTouched(place: number): boolean {
    return this.#at(place).triggered;
  }
  trigger(place: number, bar: number): void {
    const order = this.#at(place);
    if (bar !== 0) this.#touched.add(order);
    this.#sayTriggered(order);
  }
  /** Moves a trailing stop after a close, and its limit with it. */
  trail(place: number, close: number): void {
    const order = this.#at(place);
    const next = isTrailing(order.intent.ordType) ? nextTrailingStop(order.intent, order.stop, exact(close)) : null;
    if (next === null) return;
    if (order.limit !== null && order.stop !== null) order.limit = order.limit.plus(next.minus(order.stop));
    order.stop = next;
    this.#deps.kept.say(order, { type: "trailed", at: this.#deps.at, stopPrice: toDecimalText(next) });
  }
  beginBar(): void {
    // A bar of this venue has room for every order.
  }

  fillTaking(place: number, _bar: ClosedBar, reference: number): void {
    const order = this.#at(place);
    const { limit, intent } = order;
    // A limit for the close: there, or not at all.
    if (limit !== null && intent.timeInForce === "at_the_close" && isWorse(intent.side, reference, numberOf(limit)))
      return;
    this.#fill(order, this.#onTick(reference), "taker");
  }
  fillResting(place: number, { open }: ClosedBar, price: number): void {
    const order = this.#at(place);
    const { intent, limit, rested } = order;
    const takes = price === open && !rested;
    if (takes && intent.postOnly) {
      this.#deps.kept.end(order, { type: "canceled", at: this.#deps.at, reason: "post_only_would_take" });
      return;
    }
    const onTick = this.#onTick(price);
    const fills = limit !== null && isWorse(intent.side, onTick, numberOf(limit)) ? price : onTick;
    this.#fill(order, fills, takes ? "taker" : "maker");
  }
  end(place: number): void {
    this.#deps.kept.end(this.#at(place), { type: "expired", at: this.#deps.at });
  }
  sweep(): void {
    // Orders that are over leave with the bar: the next one is worked by another of these.
  }

  #at(place: number): Resting {
    const order = this.#live[place];
    if (order === undefined) throw new RangeError(`there are ${this.#live.length} live orders, was ${place}`);
    return order;
  }

  #onTick(price: number): number {
    return this.#grid === null ? price : this.#grid.nearest(price);
  }

  #sayTriggered(order: Resting): void {
    if (order.triggered) return;
    order.triggered = true;
    this.#deps.kept.say(order, { type: "triggered", at: this.#deps.at });
  }

  #fill(order: Resting, price: number, liquidity: "maker" | "taker"): void {
    const { kept, symbol, feesOf, multiplier, at } = this.#deps;
    const { intent } = order;
    const open = order.qty.minus(order.filled);
    // Another order may have closed the position meanwhile.
    const qty = intent.reduceOnly ? least(open, kept.closable(symbol, intent.side)) : open;
    if (!qty.isPositive()) return;
    this.#sayTriggered(order);
    const { side, currency } = intent;
    const fill = { qty: toDecimalText(qty), price: toDecimalText(exact(price)), side, liquidity };
    const fees = [...feesOf({ ...fill, symbol, currency })];
    kept.execute(order, { type: "filled", at, ...fill, currency, symbol, fees }, multiplier);
    this.#endOthers(order);
  }

  /** One of a group cancels the others at once: a bar that touches both sides of a bracket fills one of them. */
  #endOthers({ intent: { orderId, ocoGroupId } }: Resting): void {
    const { kept, symbol, at } = this.#deps;
    for (const other of kept.live(symbol)) {
      const { intent } = other;
      const isOver = intent.reduceOnly && !kept.closable(symbol, intent.side).isPositive();
      if (isOver) kept.end(other, { type: "canceled", at, reason: "nothing_to_reduce" });
      else if (ocoGroupId !== null && intent.ocoGroupId === ocoGroupId && intent.orderId !== orderId)
        kept.end(other, { type: "canceled", at, reason: "linked_order" });
    }
  }
}

const isWorse = (side: "buy" | "sell", price: number, limit: number) =>
  side === "buy" ? price > limit : price < limit;
const numberOf = (value: Exact | null): number => (value === null ? Number.NaN : Number(toDecimalText(value)));
