import type { BarColumns } from "@/modules/data";
import type { BarOrderRequest, InstrumentTerms } from "@/modules/execution";
import type { BarView, DecisionNote, Desk } from "../strategy";

/** Bars of one resolution, oldest first, with the moment at which each was over and so could be known. */
export interface TimedBars {
  readonly bars: BarColumns;
  /** Epoch milliseconds, one a bar, rising. Of a daily bar it is the close of its session, not midnight. */
  readonly closeMs: Float64Array;
  /** Close of the session of each bar, known beforehand from the calendar; without it no bar has a session. */
  readonly sessionCloseMs?: Float64Array;
}

/** What happens to the instrument itself. It happens before the first bar that begins at `atMs` or later. */
export type InstrumentAction =
  /** One unit becomes `ratio` units, above 0: 4 for a 4-for-1 split, 0.1 for a 1-for-10 consolidation. */
  | { readonly type: "split"; readonly atMs: number; readonly ratio: number }
  /** `amount` quote currency for each unit held; who is short pays it. */
  | { readonly type: "dividend"; readonly atMs: number; readonly amount: number };

/** One instrument of a run: raw prices, and what happened to it meanwhile. */
export interface TradedInstrument {
  readonly symbol: string;
  /** The bars that orders fill on, and at whose closes the strategy is called. */
  readonly base: TimedBars;
  /** Other resolutions by name, to decide on only. A bar is seen once it is over. */
  readonly series?: Readonly<Record<string, TimedBars>>;
  readonly terms: InstrumentTerms;
  /** Oldest first. */
  readonly actions?: readonly InstrumentAction[];
}

/** The newest closed bar of a series; numbers are NaN and `index` is -1 before there is one. */
export interface SeriesView extends BarView {
  /** Whether it closed since the strategy was last called. Only then an indicator takes it. */
  readonly isNew: boolean;
  /** Close of the bar's session, epoch milliseconds; NaN where no session is known. */
  readonly sessionCloseMs: number;
}

/** A fill that a strategy is told of, before it sees the bar in which it happened. */
export interface FillNotice {
  readonly symbol: string;
  /** Number of the order at its instrument. */
  readonly order: number;
  /** Units, above 0 bought. */
  readonly quantity: number;
  readonly price: number;
}

/** Entry with its two exits, which are live once it is filled and cancel each other. */
export interface BracketRequest {
  /** Units, above 0 buys. */
  readonly quantity: number;
  /** Limit or stop of the entry; without both it is a market order. One at most. */
  readonly entryLimit?: number;
  readonly entryStop?: number;
  /** Where the loss is taken, on the other side of the entry from the target. */
  readonly stopPrice: number;
  readonly targetPrice: number;
}

/** One instrument as a strategy sees it: what closed, what it holds, and its orders. */
export interface InstrumentDesk extends Desk {
  readonly symbol: string;
  /** Newest closed bar of the base resolution. */
  readonly bar: SeriesView;
  /** Worth of the position at its last close, quote currency; below 0 when short. */
  readonly value: number;
  /** Another resolution by the name it was declared under. Breaks an invariant on a name nobody declared. */
  series(name: string): SeriesView;
  /** Entry, stop and target. Returns their order numbers. */
  bracket(request: BracketRequest): { readonly entry: number; readonly stop: number; readonly target: number };
  /** Two orders or more of which one fill cancels the rest. Returns their numbers. */
  oneCancelsOther(orders: readonly Omit<BarOrderRequest, "group">[]): readonly number[];
  /** Orders the difference to a position of `quantity` units at market; nothing when it is there. */
  target(quantity: number): void;
  /** Orders the difference to a position worth `weight` of the equity at the last close: 0.25 is a quarter, below 0 short. */
  targetWeight(weight: number): void;
}

/** Everything a strategy may know at one moment: what closed by then, and its account. */
export interface Market {
  /** The moment, epoch milliseconds: the close of every bar that is new. */
  readonly time: number;
  /** Quote currency that all instruments share. */
  readonly cash: number;
  /** Cash and positions at their last closes. */
  readonly equity: number;
  readonly instruments: readonly InstrumentDesk[];
  /** Breaks an invariant on a symbol that the run does not have. */
  of(symbol: string): InstrumentDesk;
}

/** A run that goes on from where it was saved, once it was shown the moments it had seen; it decides nothing on them. */
export interface ResumedPortfolioRun extends PortfolioRun {
  catchUp(market: Market): void;
}

/** A strategy at work on several instruments or resolutions. Deterministic: same bars, same orders. */
export interface PortfolioRun {
  /**
   * Called once at each moment at which a bar of any instrument and resolution closed, none is left out. Those without a
   * new bar have `isNew` false; before the first base bar of an instrument nothing can be ordered on it.
   */
  onBars(market: Market): void;
  /** Called for each fill since the last moment, oldest first, before {@link onBars}. */
  onFill?(fill: FillNotice, market: Market): void;
  /** Called once after the last moment: frees what the run holds outside of its own memory. */
  end?(): void;
  /** What it wrote, oldest first; also after its end. */
  readonly notes?: readonly DecisionNote[];
  /** What it goes on from after the moment at hand. */
  save?(): string;
}
