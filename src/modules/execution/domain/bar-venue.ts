import { invariant } from "@/modules/_kernel";
import { FactLog } from "@/modules/portfolio";
import {
  BAR_ORDER_TYPES,
  type BarOrderRequest,
  type BarOrderType,
  type ClosedBar,
  type FillColumns,
  isTrailing,
  NO_BAR,
  ORDER_REASONS,
  ORDER_STATUSES,
  type OrderColumns,
  type OrderReason,
} from "./bar-order";
import { type BrokerModel, checkBroker, type InstrumentTerms } from "./broker-model";
import type { CashPool } from "./cash-pool";
import { slippageOf } from "./fill-costs";
import { OrderLinks } from "./order-links";
import { type Grid, makeGrid } from "./price-grid";
import { SimulatedAccount } from "./simulated-account";

const [WORKING, FILLED, REJECTED, EXPIRED, CANCELED] = ORDER_STATUSES.keys();
/** How an order may end. */
export type EndStatus = "filled" | "rejected" | "expired" | "canceled";
const END_CODES: Readonly<Record<EndStatus, number>> = {
  filled: FILLED ?? Number.NaN,
  rejected: REJECTED ?? Number.NaN,
  expired: EXPIRED ?? Number.NaN,
  canceled: CANCELED ?? Number.NaN,
};

/** Room for live orders at the start; it doubles when full. */
const LIVE_ORDERS_START = 16;

/** Places of an order's facts in its row. */
const [DECIDED_BAR, QUANTITY, STATUS, STATUS_BAR, REASON, EXPIRES_AT, LEFT, TYPE] = [0, 1, 2, 3, 4, 5, 6, 7];
/** Prices move while the order lives; TRIGGERED_FROM is the bar from which a stop limit is a limit. */
const [LIMIT, STOP, TRAIL_AMOUNT, TRAIL_PERCENT, LIMIT_OFFSET, TRIGGERED_FROM, ACCEPTED] = [8, 9, 10, 11, 12, 13, 14];
const REFERENCE = 15;
const ORDER_FIELDS = 16;
/** Places of a fill's facts in its row. */
const [FILL_ORDER, FILL_BAR, FILL_QUANTITY, FILL_PRICE, FILL_COMMISSION, CASH_AFTER, POSITION_AFTER] = [
  0, 1, 2, 3, 4, 5, 6,
];
const FILL_FIELDS = 7;

const REASON_CODES = new Map(ORDER_REASONS.map((reason, code) => [reason, code]));
const TYPE_CODES = new Map(BAR_ORDER_TYPES.map((type, code) => [type, code]));
const MARKET = TYPE_CODES.get("market") ?? Number.NaN;

/**
 * What both profiles share: the account, every order with its facts, the list of the live ones in order of acceptance, and
 * how an order fills and ends. When an order is tried is for the profile's rules to say.
 */
export class BarVenue {
  readonly model: BrokerModel;
  readonly terms: InstrumentTerms;
  readonly account: SimulatedAccount;
  readonly links = new OrderLinks();
  /** Slippage as a share of the price, where it is nothing else: most backtests, and every order of theirs asks. */
  readonly #slippageRate: number | null;
  readonly #ticks: Grid | null;
  readonly #lots: Grid | null;
  /** Numbers of the live orders; the first `liveCount` count. */
  #live = new Float64Array(LIVE_ORDERS_START);
  #liveCount = 0;
  /** Units of the bar at hand that may still fill. */
  #volumeLeft = Number.POSITIVE_INFINITY;
  readonly #orders = new FactLog(ORDER_FIELDS);
  readonly #fills = new FactLog(FILL_FIELDS);

  constructor(model: BrokerModel, terms: InstrumentTerms, pool?: CashPool) {
    const checked = checkBroker(model, terms);
    invariant(checked.ok, checked.ok ? "" : `${checked.error.path} is ${checked.error.expected}`);
    this.model = model;
    this.terms = terms;
    this.account = new SimulatedAccount(model, terms, pool);
    const isShare = model.slippage.kind === "bps" && (model.spreadBps ?? 0) === 0;
    this.#slippageRate = isShare ? slippageOf(model, terms, { quantity: 1, reference: 1, volume: 1 }) : null;
    // Backtrader rounds neither.
    const rounds = model.profile !== "backtrader";
    this.#ticks = terms.tick === null || !rounds ? null : makeGrid(terms.tick);
    this.#lots = terms.lot === null || !rounds ? null : makeGrid(terms.lot);
  }

  get orderCount(): number {
    return this.#orders.count;
  }
  get liveCount(): number {
    return this.#liveCount;
  }
  liveAt(place: number): number {
    return this.#live[place] ?? Number.NaN;
  }

  // ---- a new order -------------------------------------------------------------------------------------------------

  acceptMarket(bar: number, quantity: number, expiresAtMs: number): number {
    // The text is only made when it is needed: turning a double into text costs more than the whole order.
    if (!Number.isFinite(quantity) || quantity === 0) invariant(false, `an order's quantity is not 0, was ${quantity}`);
    const accepted = this.#lots === null ? quantity : this.#lots.truncate(quantity);
    const order = this.#orders.push();
    this.#orders.set(DECIDED_BAR, order, bar);
    this.#orders.set(QUANTITY, order, accepted);
    this.#orders.set(LEFT, order, accepted);
    this.#orders.set(STATUS_BAR, order, NO_BAR);
    this.#orders.set(EXPIRES_AT, order, expiresAtMs);
    if (accepted === 0) this.endAlone(order, "rejected", bar, "below_lot");
    else this.#enlist(order);
    return order;
  }

  accept(bar: ClosedBar, request: BarOrderRequest): number {
    const { type, quantity, limitPrice, stopPrice, trailAmount, trailPercent, expiresAtMs } = request;
    const order = this.acceptMarket(bar.index, quantity, expiresAtMs ?? Number.POSITIVE_INFINITY);
    this.#orders.set(TYPE, order, TYPE_CODES.get(type) ?? Number.NaN);
    this.#orders.set(LIMIT, order, limitPrice ?? Number.NaN);
    this.#orders.set(STOP, order, stopPrice ?? Number.NaN);
    this.#orders.set(TRAIL_AMOUNT, order, trailAmount ?? 0);
    this.#orders.set(TRAIL_PERCENT, order, trailPercent ?? 0);
    if (isTrailing(type)) this.#startTrail(order, stopPrice ?? bar.close, limitPrice);
    const firstStop = isTrailing(type) ? this.stopOf(order) : stopPrice;
    this.#orders.set(REFERENCE, order, firstStop ?? limitPrice ?? bar.close);
    this.links.add(this, order, { group: request.group ?? null, parent: request.parent ?? null, bar: bar.index });
    return order;
  }

  #startTrail(order: number, from: number, limitPrice: number | undefined): void {
    this.#orders.set(LIMIT_OFFSET, order, from - (limitPrice ?? 0));
    this.#orders.set(STOP, order, this.quantityOf(order) > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
    this.trail(order, from);
  }

  #enlist(order: number): void {
    if (this.#liveCount === this.#live.length) {
      const larger = new Float64Array(this.#live.length * 2);
      larger.set(this.#live);
      this.#live = larger;
    }
    this.#live[this.#liveCount] = order;
    this.#liveCount += 1;
  }

  // ---- what is known of an order -----------------------------------------------------------------------------------

  isWorking(order: number): boolean {
    return this.#orders.get(STATUS, order) === WORKING;
  }
  /** Where it ended; -1 while it works. */
  endBarOf(order: number): number {
    return this.#orders.get(STATUS_BAR, order);
  }
  isFilled(order: number): boolean {
    return this.#orders.get(STATUS, order) === FILLED;
  }
  isRejected(order: number): boolean {
    return this.#orders.get(STATUS, order) === REJECTED;
  }
  /** Works, was decided before this bar, and its parent, if it has one, was filled before this bar. */
  isTriable(order: number, bar: number): boolean {
    if (!this.isWorking(order) || this.#orders.get(DECIDED_BAR, order) >= bar) return false;
    const parent = this.links.parentOf(order);
    return parent === null || (this.isFilled(parent) && this.endBarOf(parent) < bar);
  }
  isPastExpiry(order: number, timeMs: number): boolean {
    return timeMs > this.#orders.get(EXPIRES_AT, order);
  }
  isMarket(order: number): boolean {
    return this.#orders.get(TYPE, order) === MARKET;
  }
  typeOf(order: number): BarOrderType {
    return BAR_ORDER_TYPES[this.#orders.get(TYPE, order)] ?? "market";
  }
  decidedBarOf(order: number): number {
    return this.#orders.get(DECIDED_BAR, order);
  }
  quantityOf(order: number): number {
    return this.#orders.get(QUANTITY, order);
  }
  limitOf(order: number): number {
    return this.#orders.get(LIMIT, order);
  }
  stopOf(order: number): number {
    return this.#orders.get(STOP, order);
  }
  /** The price at which the check of the profile backtrader reckons: limit, stop, else the close it was decided on. */
  referenceOf(order: number): number {
    return this.#orders.get(REFERENCE, order);
  }
  /** Whether that check let it in. */
  isAccepted(order: number): boolean {
    return this.#orders.get(ACCEPTED, order) === 1;
  }
  markAccepted(order: number): void {
    this.#orders.set(ACCEPTED, order, 1);
  }

  /** Whether a stop limit is a limit at `bar`. */
  isTriggered(order: number, bar: number): boolean {
    const from = this.#orders.get(TRIGGERED_FROM, order);
    return from !== 0 && bar >= from - 1;
  }
  wasTouched(order: number): boolean {
    return this.#orders.get(TRIGGERED_FROM, order) !== 0;
  }
  /** From `bar` on it is a limit. */
  trigger(order: number, bar: number): void {
    this.#orders.set(TRIGGERED_FROM, order, bar + 1);
  }

  /** Moves a trailing stop after a close: towards the price, never away from it. */
  trail(order: number, close: number): void {
    const amount = this.#orders.get(TRAIL_AMOUNT, order);
    const distance = amount === 0 ? close * this.#orders.get(TRAIL_PERCENT, order) : amount;
    const buys = this.quantityOf(order) > 0;
    const stop = buys ? close + distance : close - distance;
    if (buys ? stop >= this.stopOf(order) : stop <= this.stopOf(order)) return;
    this.#orders.set(STOP, order, stop);
    this.#orders.set(LIMIT, order, stop - this.#orders.get(LIMIT_OFFSET, order));
  }

  /** One unit becomes `ratio` units: the position, and live orders with their prices. */
  split(ratio: number): void {
    this.account.split(ratio);
    for (let place = 0; place < this.#liveCount; place += 1) {
      const order = this.liveAt(place);
      for (const fact of [QUANTITY, LEFT]) this.#orders.set(fact, order, this.#orders.get(fact, order) * ratio);
      for (const fact of [LIMIT, STOP, TRAIL_AMOUNT, LIMIT_OFFSET, REFERENCE]) {
        this.#orders.set(fact, order, this.#orders.get(fact, order) / ratio);
      }
    }
  }

  // ---- fills and ends ----------------------------------------------------------------------------------------------

  /** Begins a bar: what of its volume may fill. */
  beginBar(volume: number): void {
    const { volumeShareMax } = this.model;
    this.#volumeLeft = volumeShareMax === undefined ? Number.POSITIVE_INFINITY : volume * volumeShareMax;
  }

  /** Fills an order that takes what is there: worse than `reference` by slippage and half the spread, on the tick. */
  fillTaking(order: number, bar: ClosedBar, reference: number): void {
    const quantity = this.#available(order);
    if (quantity === 0) return;
    const slippage =
      this.#slippageRate === null
        ? slippageOf(this.model, this.terms, { quantity, reference, volume: bar.volume })
        : Math.abs(reference) * this.#slippageRate;
    const slipped = quantity > 0 ? reference + slippage : reference - slippage;
    this.#fill(order, bar.index, quantity, this.#ticks === null ? slipped : this.#ticks.nearest(slipped));
  }

  /** Fills an order that waited: at `price`, on the tick, never worse than its limit. */
  fillResting(order: number, bar: ClosedBar, price: number): void {
    const quantity = this.#available(order);
    if (quantity === 0) return;
    const onTick = this.#ticks === null ? price : this.#ticks.nearest(price);
    const limit = this.limitOf(order);
    const isWorse = quantity > 0 ? onTick > limit : onTick < limit;
    this.#fill(order, bar.index, quantity, isWorse ? price : onTick);
  }

  /** Fills an order at exactly this price. */
  fillAt(order: number, bar: ClosedBar, price: number): void {
    this.#fill(order, bar.index, this.#orders.get(LEFT, order), price);
  }

  /** What of an order may fill now, whole lots, with its sign; 0 when the bar has no volume left. */
  #available(order: number): number {
    const left = this.#orders.get(LEFT, order);
    if (Math.abs(left) <= this.#volumeLeft) return left;
    const share = Math.sign(left) * Math.max(0, this.#volumeLeft);
    return this.#lots === null ? share : this.#lots.truncate(share);
  }

  #fill(order: number, bar: number, quantity: number, price: number): void {
    const refusal = this.account.trade(quantity, price);
    const { filled, commission, cash, position } = this.account;
    if (filled !== 0) {
      this.#volumeLeft -= Math.abs(filled);
      const fill = this.#fills.push();
      this.#fills.set(FILL_ORDER, fill, order);
      this.#fills.set(FILL_BAR, fill, bar);
      this.#fills.set(FILL_QUANTITY, fill, filled);
      this.#fills.set(FILL_PRICE, fill, price);
      this.#fills.set(FILL_COMMISSION, fill, commission);
      this.#fills.set(CASH_AFTER, fill, cash);
      this.#fills.set(POSITION_AFTER, fill, position);
    }
    const left = this.#orders.get(LEFT, order) - filled;
    this.#orders.set(LEFT, order, left);
    if (refusal !== null) this.end(order, "rejected", bar, refusal);
    else if (quantity === left + filled) this.end(order, "filled", bar, "");
    else if (!this.links.isEmpty) this.links.afterFill(this, order, bar);
  }

  /** Ends an order that works, and whatever ends with it. */
  end(order: number, status: EndStatus, bar: number, reason: OrderReason): void {
    this.endAlone(order, status, bar, reason);
    if (!this.links.isEmpty) this.links.afterEnd(this, order, bar);
  }

  /** Ends an order and leaves those that hang on it alone. */
  endAlone(order: number, status: EndStatus, bar: number, reason: OrderReason): void {
    this.#orders.set(STATUS, order, END_CODES[status]);
    this.#orders.set(STATUS_BAR, order, bar);
    this.#orders.set(REASON, order, reason === "" ? 0 : (REASON_CODES.get(reason) ?? Number.NaN));
  }

  /** Takes orders that have ended off the list of the live ones. */
  sweep(): void {
    let kept = 0;
    for (let place = 0; place < this.#liveCount; place += 1) {
      const order = this.#live[place] ?? Number.NaN;
      if (!this.isWorking(order)) continue;
      this.#live[kept] = order;
      kept += 1;
    }
    this.#liveCount = kept;
  }

  /** Every live order is a market order and fills or ends now: nothing stays on the list. */
  workPlainMarkets(bar: ClosedBar, price: number): void {
    const count = this.#liveCount;
    this.#liveCount = 0;
    const timeMs = bar.time;
    for (let place = 0; place < count; place += 1) {
      const order = this.#live[place] ?? Number.NaN;
      if (!this.isWorking(order)) continue;
      if (this.isPastExpiry(order, timeMs)) this.endAlone(order, "expired", bar.index, "");
      else this.fillTaking(order, bar, price);
    }
  }

  get fillCount(): number {
    return this.#fills.count;
  }
  /** Order, quantity and price of a fill by its number from 0. */
  fillFacts(fill: number): { readonly order: number; readonly quantity: number; readonly price: number } {
    const fact = (place: number) => this.#fills.get(place, fill);
    return { order: fact(FILL_ORDER), quantity: fact(FILL_QUANTITY), price: fact(FILL_PRICE) };
  }

  orders(): OrderColumns {
    return {
      decidedBar: this.#orders.column(DECIDED_BAR),
      quantity: this.#orders.column(QUANTITY),
      status: this.#orders.column(STATUS),
      bar: this.#orders.column(STATUS_BAR),
      reason: this.#orders.column(REASON),
    };
  }

  /** Type of each order, an index of `BAR_ORDER_TYPES`. */
  orderTypes(): Float64Array {
    return this.#orders.column(TYPE);
  }

  fills(): FillColumns {
    return {
      order: this.#fills.column(FILL_ORDER),
      bar: this.#fills.column(FILL_BAR),
      quantity: this.#fills.column(FILL_QUANTITY),
      price: this.#fills.column(FILL_PRICE),
      commission: this.#fills.column(FILL_COMMISSION),
      cashAfter: this.#fills.column(CASH_AFTER),
      positionAfter: this.#fills.column(POSITION_AFTER),
    };
  }
}
