/**
 * The SDK of strategies: everything that a strategy file may import. One file is one strategy, its default export what
 * {@link defineStrategy} gives. It runs in a sandbox: no file, network, clock or chance but {@link random}.
 */

/** A bar that has closed. Before the first one numbers are NaN and `index` is -1. */
export interface Bar {
  /** Counted from 0. */
  readonly index: number;
  /** Start, epoch milliseconds; a bar of a session or more carries its date at 00:00 UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The newest closed bar of one resolution. */
export interface SeriesBar extends Bar {
  /** Whether it closed since the strategy was last called. */
  readonly isNew: boolean;
  /** Close of the bar's session, epoch milliseconds; NaN where no session is known. */
  readonly sessionCloseMs: number;
}

export type Resolution = "1m" | "5m" | "15m" | "1h" | "4h" | "1d" | "1w" | "1mo";

export type OrderType =
  | "market"
  | "market_on_close"
  | "limit"
  | "stop"
  | "stop_limit"
  | "trailing_stop"
  | "trailing_stop_limit";

/** An order, decided at the close of a bar and live from the next one on. */
export interface OrderRequest {
  readonly type: OrderType;
  /** Units, above 0 buys, below 0 sells. */
  readonly quantity: number;
  /** Worst price of a limit. */
  readonly limitPrice?: number;
  /** Where a stop is touched. */
  readonly stopPrice?: number;
  /** Distance of a trailing stop from the close, above 0; or `trailPercent`. */
  readonly trailAmount?: number;
  /** The same as a fraction of the close: 0.05 is 5 %. */
  readonly trailPercent?: number;
  /** Last bar time at which it is live; without it, until it is canceled. */
  readonly expiresAtMs?: number;
  /** One cancels the other: orders that share this whole number from 0. */
  readonly group?: number;
  /** Number of an order before it whose fill makes it live. */
  readonly parent?: number;
}

/** Entry with its two exits, which are live once it is filled and cancel each other. */
export interface BracketRequest {
  /** Units, above 0 buys. */
  readonly quantity: number;
  /** Limit or stop of the entry; without both it is a market order. */
  readonly entryLimit?: number;
  readonly entryStop?: number;
  readonly stopPrice: number;
  readonly targetPrice: number;
}

/** A fill that the strategy is told of, before it sees the bar in which it happened. */
export interface Fill {
  readonly symbol: string;
  /** Number of the order at its instrument. */
  readonly order: number;
  /** Units, above 0 bought. */
  readonly quantity: number;
  readonly price: number;
}

/** One instrument: what closed, what is held, and its orders. Orders return their number, counted from 0. */
export interface Desk<I = unknown> {
  readonly symbol: string;
  /** Newest closed bar of the base resolution. */
  readonly bar: SeriesBar;
  /** Readings of the declared indicators at the newest closed bar. */
  readonly indicators: I;
  /** Units held; below 0 is short. */
  readonly position: number;
  /** Quote currency, shared by all instruments. */
  readonly cash: number;
  /** Cash and positions at their last closes. */
  readonly equity: number;
  /** The newest closed bar of a resolution that the strategy declared in `series`. */
  series(resolution: Resolution): SeriesBar;
  /** Buys `quantity` units at market, above 0. */
  buy(quantity: number): number;
  /** Sells `quantity` units at market, above 0. */
  sell(quantity: number): number;
  /** Orders `quantity` units, above 0 buys, at `price` or better. */
  limit(quantity: number, price: number): number;
  /** Orders `quantity` units, above 0 buys, at market once `price` is touched. */
  stop(quantity: number, price: number): number;
  /** Any order. */
  submit(order: OrderRequest): number;
  /** Cancels an order; one that has ended stays as it is. */
  cancel(order: number): void;
  /** Entry, stop and target. */
  bracket(request: BracketRequest): { readonly entry: number; readonly stop: number; readonly target: number };
  /** Orders of which one fill cancels the rest. */
  oneCancelsOther(orders: readonly Omit<OrderRequest, "group">[]): readonly number[];
  /** Orders the difference to a position of `quantity` units at market; nothing when it is there. */
  target(quantity: number): void;
  /** Orders the difference to a position worth `weight` of the equity: 0.25 is a quarter, below 0 short. */
  targetWeight(weight: number): void;
}

/** The account and all instruments. */
export interface Market<I = unknown> {
  /** When the newest bars closed, epoch milliseconds; of a run on one instrument the bar's start. */
  readonly time: number;
  readonly cash: number;
  readonly equity: number;
  readonly instruments: readonly Desk<I>[];
}

/** A parameter: a field of the form, and an axis of a search. */
export interface Parameter<T> {
  default(value: T): Parameter<T>;
  /** What people read of it. */
  meta(words: {
    readonly title: string;
    readonly description?: string;
    readonly unit?: string;
    readonly step?: number;
  }): Parameter<T>;
  readonly $type?: T;
}
/** A parameter that is a number. Give it both bounds and a default. */
export interface NumberParameter extends Parameter<number> {
  min(bound: number): NumberParameter;
  max(bound: number): NumberParameter;
  default(value: number): NumberParameter;
}

/** Makes parameters, in the words of zod. */
export declare const z: {
  /** A whole number. */
  int(): NumberParameter;
  number(): NumberParameter;
  boolean(): Parameter<boolean>;
  enum<const T extends string>(choices: readonly T[]): Parameter<T>;
};

export type Parameters = Readonly<Record<string, Parameter<number> | Parameter<boolean> | Parameter<string>>>;
export type Values<P> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/** A declared indicator: computed outside of the sandbox, bar by bar, NaN while it warms up. */
export interface Indicator<V> {
  /** The same on another resolution, which the strategy declares in `series`. */
  on(resolution: Resolution): Indicator<V>;
  readonly $reading?: V;
}
export type Readings<I> = { readonly [K in keyof I]: I[K] extends Indicator<infer V> ? V : never };

/** Mean of the last `length` closes. */
export declare function sma(length: number): Indicator<number>;
/** Exponential mean of the closes. */
export declare function ema(length: number): Indicator<number>;
/** Relative strength index, 0 to 100. */
export declare function rsi(length: number): Indicator<number>;
/** Average true range. */
export declare function atr(length: number): Indicator<number>;
/** Bollinger bands: mean and `multiplier` deviations around it. */
export declare function bollinger(
  length: number,
  multiplier: number,
): Indicator<{ readonly middle: number; readonly upper: number; readonly lower: number }>;
/** Highest high and lowest low of the `length` bars before the newest one. */
export declare function donchian(
  length: number,
): Indicator<{ readonly upper: number; readonly middle: number; readonly lower: number }>;
/** Any indicator of the app by its name, its readings by the names of its lines. */
export declare function indicator(
  name: string,
  params?: Readonly<Record<string, number>>,
): Indicator<Readonly<Record<string, number>>>;
/** One of your own: takes each bar as it closes and gives its reading. `make` is called once for each instrument. */
export declare function custom<V>(make: () => (bar: Bar) => V): Indicator<V>;

/**
 * What a handler gets. `state` is plain data (numbers, texts, true and false, arrays and objects of them): a run that was
 * stopped goes on from it, and from nothing else that a file keeps in variables of its own.
 */
export interface Context<P, I, S> {
  readonly params: P;
  /** The first instrument; of a strategy on one instrument the only one. */
  readonly desk: Desk<I>;
  /** Its newest closed bar. */
  readonly bar: SeriesBar;
  /** Readings of its indicators. */
  readonly indicators: I;
  readonly market: Market<I>;
  readonly state: S;
}

export type Category = "trend" | "reversion" | "breakout" | "momentum" | "pairs" | "other";

export interface Declaration<P extends Parameters, I, S> {
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly description: string;
  readonly category: Category;
  /** Where the idea comes from. */
  readonly source?: string;
  readonly parameters: P;
  /** Faults between parameters, each with what would pass; each by itself is checked already. */
  check?(params: Values<P>): readonly { readonly path: keyof P & string; readonly message: string }[];
  /** How many instruments it trades, both inside; without it, one. */
  readonly instruments?: { readonly minimum: number; readonly maximum: number };
  /** Resolutions it decides on besides its base, longer than it. */
  readonly series?: readonly Resolution[];
  /** Bars it watches before it can decide anything. */
  warmUpBars(params: Values<P>): number;
  indicators?(params: Values<P>): I;
  state?(params: Values<P>): S;
  /** Called at each close, oldest first. */
  onBar(context: Context<Values<P>, Readings<I>, S>): void;
  /** Called for each fill, before the bar in which it happened is seen. */
  onFill?(fill: Fill, context: Context<Values<P>, Readings<I>, S>): void;
  /**
   * Called at the first bar of a session of the first instrument, before `onBar`: on bars shorter than a session, of an
   * instrument with a calendar.
   */
  onSessionOpen?(context: Context<Values<P>, Readings<I>, S>): void;
  /** Called at the last bar of a session, after `onBar`; an order given here is live from the next bar on. */
  onSessionClose?(context: Context<Values<P>, Readings<I>, S>): void;
}

/** A strategy. Nothing of it is yours to use but as the default export. */
export interface Strategy {
  readonly $strategy: true;
}

export declare function defineStrategy<const P extends Parameters, I = object, S = undefined>(
  declaration: Declaration<P, I, S>,
): Strategy;

/** Units whose loss from `entry` to `stop` is `riskFraction` of the equity, at most what cash pays for. */
export declare function unitsForRisk(risk: {
  readonly equity: number;
  readonly riskFraction: number;
  readonly entry: number;
  readonly stop: number;
  readonly multiplier?: number;
}): number;
/** Share of the equity whose volatility is the target, at most `weightMax`. */
export declare function weightForVolatility(volatility: number, target: number, weightMax?: number): number;
/** Kelly's share of the equity. */
export declare function kellyFraction(winRate: number, payoff: number): number;
/** The largest whole multiple of `step` that is not above `quantity`. */
export declare function wholeUnits(quantity: number, step?: number): number;

/** Fits the newest value of `y` against `x` over their whole window (Engle and Granger); null where there is no line. */
export declare function fitPair(
  x: readonly number[],
  y: readonly number[],
): {
  readonly slope: number;
  readonly intercept: number;
  readonly zscore: number;
  readonly dickeyFuller: number;
} | null;
/** Below this the distances of a pair come back, at 5 %. */
export declare const ENGLE_GRANGER_5_PERCENT: number;

/** A line of the decision trace, kept with the bar it is about. The first lines are kept; too many end the run. */
export declare function note(text: string): void;
/** A number from 0 up to and without 1, the same in each run. */
export declare function random(): number;

declare global {
  /** As {@link note}. */
  const console: { log(...values: unknown[]): void };
}
