import { invariant } from "@/modules/_kernel";
import { type BarColumns, barCount } from "@/modules/data";
import {
  BarBroker,
  type BarOrderRequest,
  type BrokerModel,
  type FillColumns,
  type InstrumentTerms,
  type OrderColumns,
} from "@/modules/execution";
import { pairRoundTrips, type RoundTripColumns } from "@/modules/portfolio";
import { BarCursor } from "./bar-cursor";
import type { Desk, StrategyRun } from "./strategy";

/** Raised whenever the same strategy, bars and broker may give other bits. Part of every run card. */
export const ENGINE_VERSION = "1";

export interface BacktestInput {
  readonly run: StrategyRun;
  readonly bars: BarColumns;
  readonly broker: BrokerModel;
  readonly terms: InstrumentTerms;
}

/** What happened, as columns. */
export interface BacktestResult {
  /** Cash at the start, in quote currency. */
  readonly cashAtStart: number;
  /** Cash plus position, one value a bar, taken after its close. */
  readonly equity: Float64Array;
  readonly orders: OrderColumns;
  /** Type of each order, an index of `BAR_ORDER_TYPES`. No part of the result's hash: the strategy and its bars decide it. */
  readonly orderTypes: Float64Array;
  readonly fills: FillColumns;
  readonly trades: RoundTripColumns;
  /** Number of the order that closed what was held after the last bar, or null when there was none. */
  readonly closeOutOrder: number | null;
  /** Numbers of the orders by which the broker closed the account out, oldest first. */
  readonly marginCalls: readonly number[];
}

/** The strategy's side of the broker: it can look at the account and order, nothing else. */
class BrokerDesk implements Desk {
  readonly #broker: BarBroker;
  readonly #cursor: BarCursor;

  constructor(broker: BarBroker, cursor: BarCursor) {
    this.#broker = broker;
    this.#cursor = cursor;
  }

  get position(): number {
    return this.#broker.position;
  }
  get cash(): number {
    return this.#broker.cash;
  }
  get orderCount(): number {
    return this.#broker.orderCount;
  }
  buy(quantity: number, expiresAtMs?: number): void {
    this.#submit(quantity, 1, expiresAtMs);
  }
  sell(quantity: number, expiresAtMs?: number): void {
    this.#submit(quantity, -1, expiresAtMs);
  }
  #submit(quantity: number, direction: 1 | -1, expiresAtMs: number | undefined): void {
    if (!(quantity > 0)) invariant(false, `a quantity is above 0, was ${quantity}`);
    this.#broker.submitMarket(this.#cursor, direction * quantity, expiresAtMs);
  }
  submit(order: BarOrderRequest): number {
    return this.#broker.submit(this.#cursor, order);
  }
  cancel(order: number): void {
    this.#broker.cancel(this.#cursor, order);
  }
}

/**
 * One backtest, in slices: the caller decides how many bars to walk before it looks at the clock or a cancel request, and
 * the slicing never changes the result. A pure function of its input: same strategy, bars and broker, same bits.
 *
 * On each bar: live orders are worked; a margin call is made; the strategy sees the closed bar and decides; orders that fill
 * at this close are worked; after the last bar what is held is closed if the broker does so; equity is noted.
 */
export class Backtest {
  readonly #input: BacktestInput;
  readonly #broker: BarBroker;
  readonly #cursor: BarCursor;
  readonly #desk: Desk;
  readonly #equity: Float64Array;
  #next = 0;
  #fillsTold = 0;
  #closeOutOrder: number | null = null;
  readonly #marginCalls: number[] = [];

  /** Breaks an invariant when the columns differ in length or the broker is out of bounds. */
  constructor(input: BacktestInput) {
    const count = barCount(input.bars);
    this.#input = input;
    this.#broker = new BarBroker(input.broker, input.terms);
    this.#cursor = new BarCursor(input.bars);
    this.#desk = new BrokerDesk(this.#broker, this.#cursor);
    this.#equity = new Float64Array(count);
  }

  /** How many bars were walked. */
  get barsDone(): number {
    return this.#next;
  }

  get isDone(): boolean {
    return this.#next >= this.#equity.length;
  }

  /** Walks at most `count` bars on, a whole number from 1. Returns whether the end is reached. */
  advance(count: number): boolean {
    invariant(Number.isInteger(count) && count >= 1, "a slice has a whole number of bars from 1");
    const { bars, run, broker: model, terms } = this.#input;
    const { close } = bars;
    const broker = this.#broker;
    const cursor = this.#cursor;
    const desk = this.#desk;
    const equity = this.#equity;
    const fillsAtClose = model.fill === "this_close";
    const hasMargin = model.margin !== undefined;
    const closesOutAt = model.closeAtEnd ? equity.length - 1 : Number.NaN;
    const end = Math.min(equity.length, this.#next + count);
    // Cash and position change only when orders were worked: kept here, not asked for on each bar.
    let cashNow = broker.cash;
    let exposureNow = broker.position * terms.multiplier;
    for (let i = this.#next; i < end; i += 1) {
      let worked = false;
      cursor.index = i;
      if (broker.hasLive) {
        broker.work(cursor);
        worked = true;
      }
      if (hasMargin) this.#settle();
      if (worked && run.onFill !== undefined) this.#tellFills();
      run.onBar(cursor, desk);
      if (fillsAtClose && broker.hasLive) {
        broker.workClose(cursor);
        worked = true;
      }
      if (i === closesOutAt) {
        this.#closeOut();
        worked = true;
      }
      if (worked) {
        cashNow = broker.cash;
        exposureNow = broker.position * terms.multiplier;
      }
      equity[i] = cashNow + exposureNow * (close[i] ?? Number.NaN);
    }
    this.#next = end;
    if (this.isDone) run.end?.();
    return this.isDone;
  }

  #tellFills(): void {
    const { run } = this.#input;
    for (; this.#fillsTold < this.#broker.fillCount; this.#fillsTold += 1) {
      run.onFill?.(this.#broker.fillFacts(this.#fillsTold), this.#desk);
    }
  }

  /** The result. Breaks an invariant before the end is reached. */
  result(): BacktestResult {
    invariant(this.isDone, "a backtest has a result once every bar was walked");
    const fills = this.#broker.fills();
    return {
      cashAtStart: this.#input.broker.cash,
      equity: this.#equity,
      orders: this.#broker.orders(),
      orderTypes: this.#broker.orderTypes(),
      fills,
      trades: pairRoundTrips(fills, this.#input.terms.multiplier),
      closeOutOrder: this.#closeOutOrder,
      marginCalls: this.#marginCalls,
    };
  }

  #settle(): void {
    const order = this.#broker.settle(this.#cursor);
    if (order !== null) this.#marginCalls.push(order);
  }

  #closeOut(): void {
    if (this.#broker.position === 0) return;
    this.#closeOutOrder = this.#broker.closeOut(this.#cursor);
  }
}

/** Walks all bars at once. See {@link Backtest}. */
export function runBacktest(input: BacktestInput): BacktestResult {
  const backtest = new Backtest(input);
  backtest.advance(Math.max(1, barCount(input.bars)));
  return backtest.result();
}

/** Cash and units at each bar's close: constant between fills, so they are drawn from the fills when somebody asks. */
export function accountColumns(result: BacktestResult): {
  readonly cash: Float64Array;
  /** Units; below 0 is short. */
  readonly position: Float64Array;
} {
  const { fills, equity, cashAtStart } = result;
  const cash = new Float64Array(equity.length).fill(cashAtStart);
  const position = new Float64Array(equity.length);
  for (let i = 0; i < fills.bar.length; i += 1) {
    const from = fills.bar[i] ?? Number.NaN;
    const to = fills.bar[i + 1] ?? equity.length;
    cash.fill(fills.cashAfter[i] ?? Number.NaN, from, to);
    position.fill(fills.positionAfter[i] ?? Number.NaN, from, to);
  }
  return { cash, position };
}
