import { invariant } from "@/modules/_kernel";
import { FactLog } from "@/modules/portfolio";
import { type BrokerModel, checkBroker, type InstrumentTerms } from "./broker-model";
import { type Grid, makeGrid } from "./price-grid";

/** How an order ended, or `working` when it is still alive. A code in {@link OrderColumns} is an index of this list. */
export const ORDER_STATUSES = ["working", "filled", "rejected", "expired"] as const;
export type BarOrderStatus = (typeof ORDER_STATUSES)[number];

/** Why the venue refused an order, or a part of it. A code in {@link OrderColumns} is an index; "" is no refusal. */
export const REJECT_REASONS = ["", "insufficient_cash", "shorting_disabled", "below_lot"] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

const [WORKING, FILLED, REJECTED, EXPIRED] = [0, 1, 2, 3];
const [NO_REASON, INSUFFICIENT_CASH, SHORTING_DISABLED, BELOW_LOT] = [0, 1, 2, 3];

/** The bar of an order that is still working. */
export const NO_BAR = -1;

/** Orders in the order of acceptance, one column a fact, all of one length. */
export interface OrderColumns {
  /** Bar at whose close the order was decided. */
  readonly decidedBar: Float64Array;
  /** Units as accepted, after the lot; above 0 buys, below 0 sells. */
  readonly quantity: Float64Array;
  /** Index of {@link ORDER_STATUSES}. */
  readonly status: Float64Array;
  /** Bar where the status came about; {@link NO_BAR} while working. */
  readonly bar: Float64Array;
  /** Index of {@link REJECT_REASONS}. */
  readonly reason: Float64Array;
}

/** Fills by bar, then in the order the broker worked them, one column a fact, all of one length. */
export interface FillColumns {
  /** Index of the order in {@link OrderColumns}. */
  readonly order: Float64Array;
  readonly bar: Float64Array;
  /** Units, above 0 bought, below 0 sold. */
  readonly quantity: Float64Array;
  /** Quote currency per unit, slippage and tick included. */
  readonly price: Float64Array;
  /** Quote currency, 0 or more. */
  readonly commission: Float64Array;
  /** Cash and units right after the fill. Both stay as they are until the next one. */
  readonly cashAfter: Float64Array;
  readonly positionAfter: Float64Array;
}

/**
 * Two quantities closer than this share of the larger one are the same: 0.3 − 0.1 − 0.2 leaves 2.8e-17 units in Float64,
 * which is no position.
 */
const QUANTITY_NOISE = 1e-12;

/** Basis points in one. */
const BPS = 10_000;

/** Room for live orders at the start; it doubles when full. */
const LIVE_ORDERS_START = 16;

/** Places of an order's facts in its row. */
const [DECIDED_BAR, ORDER_QUANTITY, STATUS, STATUS_BAR, REASON, EXPIRES_AT] = [0, 1, 2, 3, 4, 5];
const ORDER_FIELDS = 6;
/** Places of a fill's facts in its row. */
const [FILL_ORDER, FILL_BAR, FILL_QUANTITY, FILL_PRICE, FILL_COMMISSION, CASH_AFTER, POSITION_AFTER] = [
  0, 1, 2, 3, 4, 5, 6,
];
const FILL_FIELDS = 7;

/**
 * The simulated venue and account of one instrument on closed bars: takes market orders, fills them by the broker's model
 * and keeps cash and position. Mutable and single-use: one backtest makes one.
 *
 * Fill rules (profile `bifrost`): a market order fills whole at the price of its moment, worse by the slippage, rounded to
 * the tick; each fill pays commission. At the fill the part that closes always goes through; the part that opens is
 * refused when cash would go below zero or when it is a short sale and shorting is off. An order of which a part was
 * refused is `rejected`, and what went through of it is in the fills.
 *
 * Every live order sits in one list that is worked in order of acceptance, so that a type that stays alive over bars joins
 * the same list.
 */
export class BarBroker {
  readonly #model: BrokerModel;
  readonly #terms: InstrumentTerms;
  readonly #ticks: Grid | null;
  readonly #lots: Grid | null;
  readonly #slippage: number;

  #cash: number;
  #position = 0;
  /** Numbers of the live orders, in order of acceptance; the first `#liveCount` count. */
  #live = new Float64Array(LIVE_ORDERS_START);
  #liveCount = 0;

  /** Facts of an order, {@link ORDER_FIELDS} of them in a row. */
  readonly #orders = new FactLog(ORDER_FIELDS);
  /** Facts of a fill, {@link FILL_FIELDS} of them in a row. */
  readonly #fills = new FactLog(FILL_FIELDS);

  /** Breaks an invariant on a model or terms out of bounds: check what comes from outside with `checkBroker`. */
  constructor(model: BrokerModel, terms: InstrumentTerms) {
    const checked = checkBroker(model, terms);
    invariant(checked.ok, checked.ok ? "" : `${checked.error.path} is ${checked.error.expected}`);
    this.#model = model;
    this.#terms = terms;
    this.#ticks = terms.tick === null ? null : makeGrid(terms.tick);
    this.#lots = terms.lot === null ? null : makeGrid(terms.lot);
    this.#slippage = model.slippage.bps / BPS;
    this.#cash = model.cash;
  }

  /** Quote currency in the account. */
  get cash(): number {
    return this.#cash;
  }

  /** Units held; below 0 is short. */
  get position(): number {
    return this.#position;
  }

  /** Whether an order is alive. */
  get hasLive(): boolean {
    return this.#liveCount > 0;
  }

  /** How many orders were accepted or refused so far. */
  get orderCount(): number {
    return this.#orders.count;
  }

  /** Cash plus the position at `price`, in quote currency. */
  equityAt(price: number): number {
    return this.#cash + this.#position * price * this.#terms.multiplier;
  }

  /**
   * Takes a market order decided at the close of bar `decidedBar`: above 0 buys, below 0 sells. Returns its number, counted
   * from 0. A quantity under one lot is refused at once. `expiresAtMs` is the last bar time at which it may fill.
   */
  submitMarket(decidedBar: number, quantity: number, expiresAtMs = Number.POSITIVE_INFINITY): number {
    // The text is only made when it is needed: turning a double into text costs more than the whole order.
    if (!Number.isFinite(quantity) || quantity === 0) invariant(false, `an order's quantity is not 0, was ${quantity}`);
    const accepted = this.#lots === null ? quantity : this.#lots.truncate(quantity);
    const order = this.#orders.push();
    this.#orders.set(DECIDED_BAR, order, decidedBar);
    this.#orders.set(ORDER_QUANTITY, order, accepted);
    this.#orders.set(STATUS, order, accepted === 0 ? REJECTED : WORKING);
    this.#orders.set(STATUS_BAR, order, accepted === 0 ? decidedBar : NO_BAR);
    this.#orders.set(REASON, order, accepted === 0 ? BELOW_LOT : NO_REASON);
    this.#orders.set(EXPIRES_AT, order, expiresAtMs);
    if (accepted !== 0) this.#enlist(order);
    return order;
  }

  /** Works the live orders at `price`, the open of `bar` or the close they were decided on, in order of acceptance. */
  workMarket(bar: number, timeMs: number, price: number): void {
    const count = this.#liveCount;
    this.#liveCount = 0;
    for (let i = 0; i < count; i += 1) {
      const order = this.#live[i] ?? Number.NaN;
      const expiresAtMs = this.#orders.get(EXPIRES_AT, order);
      if (timeMs > expiresAtMs) this.#end(order, EXPIRED, bar, NO_REASON);
      else this.#fillMarket(order, bar, price);
    }
  }

  /**
   * Closes what is held at `price`, the close of `bar`, as a market order of its own beside those still working. Returns its
   * number. Breaks an invariant when nothing is held.
   */
  closeOut(bar: number, price: number): number {
    const order = this.submitMarket(bar, -this.#position);
    this.#liveCount -= 1;
    this.#fillMarket(order, bar, price);
    return order;
  }

  /** Orders so far, as columns of their own. */
  orders(): OrderColumns {
    return {
      decidedBar: this.#orders.column(DECIDED_BAR),
      quantity: this.#orders.column(ORDER_QUANTITY),
      status: this.#orders.column(STATUS),
      bar: this.#orders.column(STATUS_BAR),
      reason: this.#orders.column(REASON),
    };
  }

  /** Fills so far, as columns of their own. */
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

  #enlist(order: number): void {
    if (this.#liveCount === this.#live.length) {
      const larger = new Float64Array(this.#live.length * 2);
      larger.set(this.#live);
      this.#live = larger;
    }
    this.#live[this.#liveCount] = order;
    this.#liveCount += 1;
  }

  #fillMarket(order: number, bar: number, reference: number): void {
    const quantity = this.#orders.get(ORDER_QUANTITY, order);
    const slipped = reference + Math.sign(quantity) * Math.abs(reference) * this.#slippage;
    const price = this.#ticks === null ? slipped : this.#ticks.nearest(slipped);
    const closing = this.#closingPart(quantity);
    const opening = quantity - closing;
    let commission = 0;
    if (closing !== 0) {
      commission = this.#commission(closing, price);
      this.#cash -= closing * price * this.#terms.multiplier + commission;
      this.#position += closing;
      if (Math.abs(this.#position) <= QUANTITY_NOISE * Math.abs(closing)) this.#position = 0;
    }
    const reason = opening === 0 ? NO_REASON : this.#open(opening, price);
    const filled = reason === NO_REASON ? quantity : closing;
    if (opening !== 0 && reason === NO_REASON) commission += this.#commission(opening, price);
    if (filled !== 0) {
      const fill = this.#fills.push();
      this.#fills.set(FILL_ORDER, fill, order);
      this.#fills.set(FILL_BAR, fill, bar);
      this.#fills.set(FILL_QUANTITY, fill, filled);
      this.#fills.set(FILL_PRICE, fill, price);
      this.#fills.set(FILL_COMMISSION, fill, commission);
      this.#fills.set(CASH_AFTER, fill, this.#cash);
      this.#fills.set(POSITION_AFTER, fill, this.#position);
    }
    this.#end(order, reason === NO_REASON ? FILLED : REJECTED, bar, reason);
  }

  /** How much of a signed quantity reduces the position: 0 when it opens, all of it up to the size of the position. */
  #closingPart(quantity: number): number {
    const position = this.#position;
    if (position === 0 || position > 0 === quantity > 0) return 0;
    const excess = Math.abs(quantity) - Math.abs(position);
    return excess > QUANTITY_NOISE * Math.abs(quantity) ? -position : quantity;
  }

  /** Opens a signed quantity, or says why not and changes nothing. */
  #open(quantity: number, price: number): number {
    if (quantity < 0 && !this.#model.shorting) return SHORTING_DISABLED;
    const left = this.#cash - (quantity * price * this.#terms.multiplier + this.#commission(quantity, price));
    if (left < 0) return INSUFFICIENT_CASH;
    this.#cash = left;
    this.#position += quantity;
    return NO_REASON;
  }

  #commission(quantity: number, price: number): number {
    return Math.abs(quantity * price * this.#terms.multiplier) * this.#model.commission.rate;
  }

  #end(order: number, status: number, bar: number, reason: number): void {
    this.#orders.set(STATUS, order, status);
    this.#orders.set(STATUS_BAR, order, bar);
    this.#orders.set(REASON, order, reason);
  }
}
