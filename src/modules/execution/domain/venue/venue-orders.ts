import { type EpochMs, type Exact, type OrderId, type OrderIntent, toDecimalText, ZERO } from "@/modules/_kernel";
import { parsed } from "../order/order";
import { isTrailing } from "../order/order-types";
import type { Side } from "../reconcile/difference";
import type { Resting, Terms, VenueCosts } from "./resting-order";
import { standingFills } from "./standing-fills";
import {
  newResting,
  restingOf,
  sideOrderOf,
  stateOf,
  type VenueChanges,
  type VenueOrderState,
  type VenueState,
} from "./venue-state";
import type { VenueEvent, VenueWord } from "./venue-word";

type FilledWord = Extract<VenueWord, { readonly type: "filled" }>;
type TradeWord = Extract<VenueWord, { readonly type: "filled" | "corrected" }>;

/** What a fill was instead. */
export type Amended = Pick<FilledWord, "qty" | "price">;

/** The newest word about a fill, and how many were said of it: the number that a correction has. */
export interface ToldTrade {
  readonly was: TradeWord;
  readonly revision: number;
}

interface Amending extends VenueCosts {
  readonly at: EpochMs;
}

/** Why a request changed nothing, in the venue's words. */
export interface Refusal {
  readonly refused: string;
}
const UNKNOWN_ORDER: Refusal = { refused: "unknown_order" };

/**
 * What a simulated venue keeps: its orders, what it said of them and the positions that came of it, with what of all this is
 * different since somebody last took it down.
 */
export class VenueOrders {
  readonly #orders = new Map<OrderId, Resting>();
  readonly #log: VenueEvent[] = [];
  readonly #positions = new Map<string, Exact>();
  readonly #changed = new Set<OrderId>();
  readonly #moved = new Set<string>();
  /** What fills changed of cash since it was last taken down, by currency. */
  readonly #paid = new Map<string, Exact>();
  #turns: number;
  #executions: number;

  constructor(state: VenueState = { turns: 0, executions: 0, positions: {}, orders: [] }) {
    this.#turns = state.turns;
    this.#executions = state.executions;
    for (const [symbol, qty] of Object.entries(state.positions)) this.#positions.set(symbol, parsed(qty));
    for (const order of state.orders) this.know(order);
  }

  get log(): readonly VenueEvent[] {
    return this.#log;
  }

  positions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#positions].map(([symbol, qty]) => [symbol, toDecimalText(qty)]));
  }

  get(orderId: OrderId): Resting | undefined {
    return this.#orders.get(orderId);
  }

  know(state: VenueOrderState): void {
    this.#orders.set(state.intent.orderId, restingOf(state));
  }

  add(intent: OrderIntent, liveAt: number, barMs: number | null = null): Resting {
    const order = newResting(intent, { turn: this.nextTurn(), liveAt, barMs });
    this.#orders.set(intent.orderId, order);
    return order;
  }

  nextTurn(): number {
    this.#turns += 1;
    return this.#turns;
  }

  liveSymbols(): readonly string[] {
    return [...new Set([...this.#orders.values()].flatMap(({ ended, intent }) => (ended ? [] : [intent.symbol])))];
  }

  /** Live orders of a symbol, by time. */
  live(symbol: string): readonly Resting[] {
    return [...this.#orders.values()]
      .filter(({ intent, ended }) => !ended && intent.symbol === symbol)
      .toSorted((a, b) => a.turn - b.turn);
  }

  /** Units of the position that an order of this side would close; below 0 it would add to it. */
  closable(symbol: string, side: OrderIntent["side"]): Exact {
    const held = this.#positions.get(symbol) ?? ZERO;
    return side === "sell" ? held : held.neg();
  }

  /** What of it is different is to be kept though nothing is said of it. */
  touch({ intent: { orderId } }: Resting): void {
    this.#changed.add(orderId);
  }

  /** From here on it is an order that was there before. */
  rest(order: Resting): void {
    if (!order.rested) this.#changed.add(order.intent.orderId);
    order.rested = true;
  }

  /** Whether it may still fill. */
  isOpen(orderId: OrderId): boolean {
    return this.#orders.get(orderId)?.ended === false;
  }

  /** Takes an order out, or says why not: once for a request. */
  cancel(orderId: OrderId, requestId: OrderId, at: EpochMs): Refusal | null {
    const order = this.#orders.get(orderId);
    if (order === undefined) return UNKNOWN_ORDER;
    if (order.answered.has(requestId)) return null;
    order.answered.add(requestId);
    if (order.ended) this.say(order, { type: "cancel_rejected", at, requestId, reason: "too_late" });
    else this.end(order, { type: "canceled", at, reason: "asked" });
    return null;
  }

  /** Makes an order another one, once for a request; the order where it is one now, null where nothing is different. */
  replace({ orderId, requestId, qty, limitPrice, stopPrice }: Terms, at: EpochMs): Refusal | Resting | null {
    const order = this.#orders.get(orderId);
    if (order === undefined) return UNKNOWN_ORDER;
    if (order.answered.has(requestId)) return null;
    order.answered.add(requestId);
    const wanted = parsed(qty);
    if (order.ended || wanted.lte(order.filled)) {
      const reason = order.ended ? "too_late" : "below_filled";
      this.say(order, { type: "replace_rejected", at, requestId, reason });
      return null;
    }
    const limit = limitPrice === null ? null : parsed(limitPrice);
    const keepsPlace = wanted.lte(order.qty) && (limit === order.limit || limit?.eq(order.limit ?? ZERO) === true);
    if (!keepsPlace) {
      order.turn = this.nextTurn();
      order.rested = false;
    }
    order.qty = wanted;
    order.limit = limit;
    if (!isTrailing(order.intent.ordType)) order.stop = stopPrice === null ? null : parsed(stopPrice);
    this.say(order, { type: "replaced", at, requestId });
    return order;
  }

  /** @param multiplier - What one point of one unit is worth, decimal text. */
  execute(order: Resting, word: Omit<FilledWord, "execId">, multiplier: string): void {
    this.#executions += 1;
    this.#book(order, word, multiplier, 1);
    order.ended = order.filled.eq(order.qty);
    this.say(order, { ...word, execId: `X${this.#executions}` });
  }

  /**
   * The venue's own doing: a fill that is in the log was another, or none (`now` null). An order that only it had closed may fill
   * again; one that may not rest is over. Answers its symbol; null where the fill is not there or was taken back, and nothing is done.
   */
  amendTold(execId: string, now: Amended | null, amending: Amending): string | null {
    const said = this.#log.filter(({ event }) => "execId" in event && event.execId === execId);
    const last = said.at(-1);
    const order = last === undefined ? undefined : this.#orders.get(last.orderId);
    if (order === undefined || (last?.event.type !== "filled" && last?.event.type !== "corrected")) return null;
    const { symbol, timeInForce } = order.intent;
    const wasWhole = this.#amend(order, { was: last.event, revision: said.length }, now, amending);
    const isWhole = order.filled.eq(order.qty);
    const rests = timeInForce !== "ioc" && timeInForce !== "fok";
    if (isWhole || (wasWhole && rests)) order.ended = isWhole;
    else if (wasWhole) this.end(order, { type: "canceled", at: amending.at, reason: "rest_of_ioc_or_fok" });
    return symbol;
  }

  /**
   * The venue's own doing: a fill that was told before was another, or none (`now` null). An order that it had completed is over with
   * what is left of it filled, so that nothing else happens by this; one that works goes on. False where the order cannot take it,
   * and then nothing is done.
   */
  amend(orderId: OrderId, fill: ToldTrade, now: Amended | null, amending: Amending): boolean {
    const order = this.#orders.get(orderId);
    if (order === undefined) return false;
    const filled = order.filled.minus(parsed(fill.was.qty)).plus(now === null ? ZERO : parsed(now.qty));
    if (filled.gt(order.qty) || filled.lt(ZERO)) return false;
    const wasWhole = this.#amend(order, fill, now, amending);
    const isWhole = order.filled.eq(order.qty);
    if (wasWhole && !isWhole) this.end(order, { type: "canceled", at: amending.at, reason: "by_venue" });
    else if (isWhole) order.ended = true;
    return true;
  }

  /** Books it the other way round and anew, and says so; whether the order had been filled whole before. */
  #amend(
    order: Resting,
    { was, revision }: ToldTrade,
    now: Amended | null,
    { at, feesOf, multiplierOf }: Amending,
  ): boolean {
    const { execId } = was;
    const { symbol, side, currency } = order.intent;
    const wasWhole = order.filled.eq(order.qty);
    const multiplier = multiplierOf?.(symbol) ?? "1";
    this.#book(order, was, multiplier, -1);
    if (now === null) this.say(order, { type: "busted", at, execId, reason: "by_venue" });
    else {
      const { liquidity = "taker" } = was;
      const fees = [...feesOf({ ...now, side, liquidity, symbol, currency })];
      this.#book(order, { ...now, currency, fees }, multiplier, 1);
      const filledAt = was.type === "corrected" ? was.filledAt : was.at;
      const facts = { ...now, side, liquidity, symbol, currency, fees };
      this.say(order, { ...facts, type: "corrected", at, execId, revision, filledAt });
    }
    return wasWhole;
  }

  /** Units and money of a fill, come (1) or gone again (-1). */
  #book(
    order: Resting,
    { qty, price, currency, fees }: Pick<FilledWord, "qty" | "price" | "currency" | "fees">,
    multiplier: string,
    sign: 1 | -1,
  ) {
    const { symbol, side } = order.intent;
    const signed = (amount: Exact) => (sign === 1 ? amount : amount.neg());
    const units = signed(parsed(qty));
    order.filled = order.filled.plus(units);
    const before = this.#positions.get(symbol) ?? ZERO;
    this.#positions.set(symbol, side === "buy" ? before.plus(units) : before.minus(units));
    this.#moved.add(symbol);
    const worth = units.times(parsed(price)).times(parsed(multiplier));
    this.#pay(currency, side === "buy" ? worth.neg() : worth);
    for (const fee of fees) this.#pay(fee.currency, signed(parsed(fee.amount)).neg());
  }

  #pay(currency: string, amount: Exact): void {
    this.#paid.set(currency, (this.#paid.get(currency) ?? ZERO).plus(amount));
  }

  end(order: Resting, word: VenueWord): void {
    order.ended = true;
    this.say(order, word);
  }

  say({ intent: { orderId } }: Resting, event: VenueWord): void {
    this.#log.push({ orderId, event });
    this.#changed.add(orderId);
  }

  /** Open orders, and the newest fills of those whose words were not taken down yet; of cash as much. */
  side(fillsMax: number): Omit<Side, "positions"> {
    const fills = standingFills(this.#log);
    return {
      orders: [...this.#orders.values()].flatMap((each) => (each.ended ? [] : [sideOrderOf(stateOf(each))])),
      fills: fills.slice(-fillsMax),
      allFills: fills.length <= fillsMax,
      cash: Object.fromEntries([...this.#paid].map(([currency, amount]) => [currency, toDecimalText(amount)])),
    };
  }

  takeChanges(): VenueChanges {
    const orders = [...this.#changed].flatMap((orderId) => this.#orders.get(orderId) ?? []).map(stateOf);
    const positions = Object.fromEntries(
      [...this.#moved].map((symbol) => [symbol, toDecimalText(this.#positions.get(symbol) ?? ZERO)]),
    );
    for (const { intent, ended } of orders) if (ended) this.#orders.delete(intent.orderId);
    this.#changed.clear();
    this.#moved.clear();
    const paid = Object.fromEntries([...this.#paid].map(([currency, amount]) => [currency, toDecimalText(amount)]));
    this.#paid.clear();
    return { turns: this.#turns, executions: this.#executions, positions, paid, orders, events: this.#log.splice(0) };
  }
}
