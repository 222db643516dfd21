import type { BarOrderRequest } from "@/modules/execution";

/** A fill as a strategy that runs by itself was told of it. */
export interface RecordedFill {
  /** Moment of the decision before which it was told, epoch milliseconds. */
  readonly toldAtMs: number;
  readonly symbol: string;
  /** Number of the strategy's order; null: none of its own (a person closed the position). */
  readonly number: number | null;
  /** Units, above 0 bought. */
  readonly quantity: number;
  readonly price: number;
  /** What it did to the cash, fees included. */
  readonly cash: number;
}

/** An account as it stood where the strategy began, and everything that happened to it since. */
export interface RecordedAccount {
  readonly cash: number;
  /** Units by symbol, below 0 short. */
  readonly positions: Readonly<Record<string, number>>;
  /** In the order in which they were told. */
  readonly fills: readonly RecordedFill[];
}

/** How a strategy is watched while the engine walks it over bars. Plain data, which any thread can take. */
export interface WatchPlan {
  /** As the run takes them. */
  readonly symbols: readonly string[];
  /** Of a strategy on one instrument when each of its bars was over; a strategy on several is told by the engine. */
  readonly closeMs: Float64Array | null;
  /** What it orders before this moment is dropped: it only warms up. */
  readonly liveFromMs: number;
  /** Decisions from this moment on are kept. */
  readonly keepFromMs: number;
  /** What it holds and is told; null: the engine's own simulated account. */
  readonly account: RecordedAccount | null;
  /** Of the engine's account: orders that a gate refused when it ran, which the engine does not get either. */
  readonly refused?: readonly { readonly symbol: string; readonly number: number }[];
  /** Of the engine's account: cash that it has and the strategy is not shown, so that gates alone say what it can pay. */
  readonly hiddenCash?: number;
}

/** Something a strategy wanted: an order of its own number at its instrument, or the cancel of one. */
export type Wish =
  | {
      readonly action: "order";
      readonly symbol: string;
      readonly number: number;
      readonly request: BarOrderRequest;
    }
  | { readonly action: "cancel"; readonly symbol: string; readonly number: number };

/** What a strategy saw and wanted at one moment. */
export interface DecidedMoment {
  /** When the bar was over, and when it began; of several instruments the first that is new. */
  readonly momentMs: number;
  readonly barMs: number;
  readonly seen: readonly { readonly symbol: string; readonly close: number; readonly position: number }[];
  readonly wishes: readonly Wish[];
}
