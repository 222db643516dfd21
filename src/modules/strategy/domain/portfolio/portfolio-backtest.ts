import { invariant } from "@/modules/_kernel";
import { DAY_MS } from "@/modules/data";
import {
  type BrokerModel,
  CashPool,
  type FillColumns,
  type FinancingTerms,
  financingOf,
  type OrderColumns,
} from "@/modules/execution";
import { FactLog, pairRoundTrips, type RoundTripColumns } from "@/modules/portfolio";
import { InstrumentLane } from "./instrument-lane";
import type { InstrumentDesk, Market, PortfolioRun, TradedInstrument } from "./market";
import { onOneFooting } from "./split-footing";

/** Why cash changed without a trade. A code in {@link CashFlowColumns} is an index of this list. */
export const CASH_FLOW_KINDS = ["dividend", "interest", "borrow_fee"] as const;

/** Cash that came or went without a trade, oldest first, one column a fact. */
export interface CashFlowColumns {
  /** Moment, as an index of `moments`. */
  readonly moment: Float64Array;
  /** Index of {@link CASH_FLOW_KINDS}. */
  readonly kind: Float64Array;
  /** Index of the instrument; -1 for the account as a whole. */
  readonly instrument: Float64Array;
  /** Quote currency, above 0 was received. */
  readonly amount: Float64Array;
}

export interface PortfolioBacktestInput {
  readonly run: PortfolioRun;
  /** One or more, each symbol once. At the same moment they are worked in this order. */
  readonly instruments: readonly TradedInstrument[];
  /** Profile `bifrost`. Its cash is shared by all instruments, which trade in one currency. */
  readonly broker: BrokerModel;
  readonly financing?: FinancingTerms;
}

export interface InstrumentResult {
  readonly symbol: string;
  readonly orders: OrderColumns;
  /** Type of each order, an index of `BAR_ORDER_TYPES`. */
  readonly orderTypes: Float64Array;
  /** Quantities and prices as they were at the time, before later splits. */
  readonly fills: FillColumns;
  /** On the footing of the last bar: splits change neither profit nor loss. */
  readonly trades: RoundTripColumns;
}

export interface PortfolioBacktestResult {
  readonly cashAtStart: number;
  /** When bars closed, epoch milliseconds, rising. */
  readonly moments: Float64Array;
  /** Cash and positions at their last closes, one value a moment, after its decisions. */
  readonly equity: Float64Array;
  /** Worth of long and short positions together, both above 0, one value a moment. */
  readonly gross: Float64Array;
  readonly cash: number;
  readonly instruments: readonly InstrumentResult[];
  readonly cashFlows: CashFlowColumns;
  /** Moments, as indexes, at which the account was closed out. */
  readonly marginCalls: readonly number[];
}

const ACCOUNT = -1;
const [MOMENT, KIND, INSTRUMENT, AMOUNT] = [0, 1, 2, 3];
const CASH_FLOW_FIELDS = 4;
const [TIME, EQUITY, GROSS] = [0, 1, 2];
const MOMENT_FIELDS = 3;

/**
 * A backtest of one strategy on several instruments that share cash, or on several resolutions. It goes from moment to moment
 * at which a bar of any of them closes, and shows nothing that was not over by then; equity is noted where base bars close. A pure function of its input: same input, same bits.
 *
 * At each moment: interest and borrow fees for the days since the one before. Then, for the instruments whose bar is over:
 * splits and dividends before the bar; orders at its open, those first whose instrument only reduces, as their proceeds
 * pay for the rest; orders inside the bar; orders at its close. Then the margin call; the strategy is told of fills and
 * decides; market orders that fill at this close; equity is noted. On one instrument it gives the bits of `runBacktest`.
 */
export class PortfolioBacktest {
  readonly #input: PortfolioBacktestInput;
  readonly #pool: CashPool;
  readonly #lanes: readonly InstrumentLane[];
  readonly #market: MarketView;
  readonly #moments = new FactLog(MOMENT_FIELDS);
  readonly #cashFlows = new FactLog(CASH_FLOW_FIELDS);
  readonly #marginCalls: number[] = [];
  #lastMoment = Number.NaN;
  #isCalled = false;

  /** Breaks an invariant on columns that do not fit, a symbol twice, no instrument, or a broker out of bounds. */
  constructor(input: PortfolioBacktestInput) {
    const { instruments, broker } = input;
    invariant(instruments.length > 0, "a run has an instrument");
    invariant(
      new Set(instruments.map(({ symbol }) => symbol)).size === instruments.length,
      "each symbol is there once",
    );
    invariant(broker.profile !== "backtrader", "the profile backtrader has one instrument");
    this.#input = input;
    this.#pool = new CashPool(broker.cash);
    this.#lanes = instruments.map((instrument) => new InstrumentLane(instrument, { pool: this.#pool, model: broker }));
    this.#market = new MarketView(
      this.#pool,
      this.#lanes.map(({ desk }) => desk),
    );
  }

  /** How many moments were walked. */
  get momentsDone(): number {
    return this.#moments.count;
  }

  /** Bars of all instruments, and how many of them were walked: what progress shows. */
  get progress(): { readonly done: number; readonly total: number } {
    let [done, total] = [0, 0];
    for (const { bar } of this.#lanes) {
      done += bar.index + 1;
      total += bar.count;
    }
    return { done, total };
  }

  get isDone(): boolean {
    return this.#nextMoment() === Number.POSITIVE_INFINITY;
  }

  /** Walks at most `count` moments on, a whole number from 1. Returns whether the end is reached. */
  advance(count: number): boolean {
    invariant(Number.isInteger(count) && count >= 1, "a slice has a whole number of moments from 1");
    for (let i = 0; i < count; i += 1) {
      const moment = this.#nextMoment();
      if (moment === Number.POSITIVE_INFINITY) break;
      this.#walk(moment);
    }
    if (this.isDone) this.#input.run.end?.();
    return this.isDone;
  }

  /** The result. Breaks an invariant before the end is reached. */
  result(): PortfolioBacktestResult {
    invariant(this.isDone, "a backtest has a result once every bar was walked");
    const { instruments } = this.#input;
    return {
      cashAtStart: this.#input.broker.cash,
      moments: this.#moments.column(TIME),
      equity: this.#moments.column(EQUITY),
      gross: this.#moments.column(GROSS),
      cash: this.#pool.cash,
      instruments: this.#lanes.map(({ symbol, broker }, at) => {
        const fills = broker.fills();
        const instrument = instruments[at];
        const footed = instrument === undefined ? fills : onOneFooting(fills, instrument);
        return {
          symbol,
          orders: broker.orders(),
          orderTypes: broker.orderTypes(),
          fills,
          trades: pairRoundTrips(footed, instrument?.terms.multiplier ?? 1),
        };
      }),
      cashFlows: {
        moment: this.#cashFlows.column(MOMENT),
        kind: this.#cashFlows.column(KIND),
        instrument: this.#cashFlows.column(INSTRUMENT),
        amount: this.#cashFlows.column(AMOUNT),
      },
      marginCalls: this.#marginCalls,
    };
  }

  /** When the next bar of any instrument and resolution is over; infinity once every base bar was walked. */
  #nextMoment(): number {
    let next = Number.POSITIVE_INFINITY;
    let hasBase = false;
    for (const lane of this.#lanes) {
      hasBase ||= lane.bar.nextCloseMs < Number.POSITIVE_INFINITY;
      next = Math.min(next, lane.nextCloseMs);
    }
    return hasBase ? next : Number.POSITIVE_INFINITY;
  }

  #walk(moment: number): void {
    const { broker: model, run } = this.#input;
    const lanes = this.#lanes;
    this.#market.time = moment;
    this.#finance(moment);
    for (let at = 0; at < lanes.length; at += 1) {
      const { dividends } = lanes[at]?.step(moment) ?? { dividends: 0 };
      if (dividends !== 0) this.#post("dividend", at, dividends);
    }
    this.#workOrders();
    for (const { bar, broker } of lanes) if (bar.isNew) broker.mark(bar.close);
    this.#settle();
    for (const lane of lanes) lane.stepSeries(moment);
    if (run.onFill !== undefined) {
      for (const lane of lanes) for (const fill of lane.takeFills()) run.onFill(fill, this.#market);
    }
    run.onBars(this.#market);
    if (model.fill === "this_close") {
      for (const { bar, broker } of lanes) if (bar.isNew && broker.hasLive) broker.workClose(bar);
    }
    if (model.closeAtEnd) {
      for (const { bar, broker } of lanes) {
        if (bar.isNew && bar.nextCloseMs === Number.POSITIVE_INFINITY && broker.position !== 0) broker.closeOut(bar);
      }
    }
    this.#note(moment);
  }

  /** Live orders on the bars that are over: all at the open, then all inside the bar, then all at the close. */
  #workOrders(): void {
    const lanes = this.#lanes;
    for (const lane of lanes) lane.isOpened = false;
    for (const lane of lanes) if (lane.worked && lane.broker.onlyReduces) lane.workOpen();
    for (const lane of lanes) if (lane.worked) lane.workOpen();
    for (const { worked, broker, bar } of lanes) if (worked) broker.workRange(bar);
    for (const { worked, broker, bar } of lanes) if (worked) broker.workOnClose(bar);
  }

  /** Interest and borrow fees for each midnight (UTC) between two moments, on what was held through it. */
  #finance(moment: number): void {
    const { financing } = this.#input;
    const days = Math.floor(moment / DAY_MS) - Math.floor(this.#lastMoment / DAY_MS);
    this.#lastMoment = moment;
    if (financing === undefined || !(days > 0)) return;
    let shortValue = 0;
    for (const { broker } of this.#lanes) if (broker.value < 0) shortValue -= broker.value;
    const { interest, borrowFee } = financingOf(financing, { cash: this.#pool.cash, shortValue }, days);
    this.#pool.cash += interest + borrowFee;
    if (interest !== 0) this.#post("interest", ACCOUNT, interest);
    if (borrowFee !== 0) this.#post("borrow_fee", ACCOUNT, borrowFee);
  }

  /** The margin call is the account's: every live order is canceled and every position ordered closed. */
  #settle(): void {
    const { margin } = this.#input.broker;
    if (margin === undefined) return;
    const wasCalled = this.#isCalled;
    this.#isCalled = this.#pool.gross > 0 && this.#pool.equity < margin.maintenance * this.#pool.gross;
    if (!this.#isCalled) return;
    let ordered = false;
    for (const { bar, broker } of this.#lanes) {
      // Once ordered, the rest of an instrument is looked at again when it had a bar to fill on.
      if (bar.index >= 0 && (bar.isNew || !wasCalled)) ordered = broker.liquidate(bar) !== null || ordered;
    }
    if (ordered) this.#marginCalls.push(this.momentsDone);
  }

  #post(kind: (typeof CASH_FLOW_KINDS)[number], instrument: number, amount: number): void {
    const row = this.#cashFlows.push();
    this.#cashFlows.set(MOMENT, row, this.momentsDone);
    this.#cashFlows.set(KIND, row, CASH_FLOW_KINDS.indexOf(kind));
    this.#cashFlows.set(INSTRUMENT, row, instrument);
    this.#cashFlows.set(AMOUNT, row, amount);
  }

  #note(moment: number): void {
    if (!this.#lanes.some(({ bar }) => bar.isNew)) return;
    const row = this.#moments.push();
    this.#moments.set(TIME, row, moment);
    this.#moments.set(EQUITY, row, this.#pool.equity);
    this.#moments.set(GROSS, row, this.#pool.gross);
  }
}

/** The strategy's view of the run: it can look and order, nothing else. */
class MarketView implements Market {
  time = Number.NaN;
  readonly #pool: CashPool;
  readonly #bySymbol: ReadonlyMap<string, InstrumentDesk>;
  readonly instruments: readonly InstrumentDesk[];

  constructor(pool: CashPool, desks: readonly InstrumentDesk[]) {
    this.#pool = pool;
    this.instruments = desks;
    this.#bySymbol = new Map(desks.map((desk) => [desk.symbol, desk]));
  }

  get cash(): number {
    return this.#pool.cash;
  }
  get equity(): number {
    return this.#pool.equity;
  }
  of(symbol: string): InstrumentDesk {
    const found = this.#bySymbol.get(symbol);
    invariant(found !== undefined, `this run has no ${symbol}: it has ${[...this.#bySymbol.keys()].join(", ")}`);
    return found;
  }
}

/** Walks all moments at once. See {@link PortfolioBacktest}. */
export function runPortfolioBacktest(input: PortfolioBacktestInput): PortfolioBacktestResult {
  const backtest = new PortfolioBacktest(input);
  backtest.advance(Number.MAX_SAFE_INTEGER);
  return backtest.result();
}
