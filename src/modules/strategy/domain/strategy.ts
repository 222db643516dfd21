import type { z } from "zod";
import type { Result } from "@/modules/_kernel";
import type { BarOrderRequest, ClosedBar } from "@/modules/execution";
import type { OwnVersion } from "./own/own-version";

/** The bar that just closed. A strategy can see no other: what it needs of the past it keeps itself. */
export type BarView = ClosedBar;

/** What a strategy may know of its account and do with it. Orders are decided at the close of the bar. */
export interface Desk {
  /** Units held; below 0 is short. */
  readonly position: number;
  /** Quote currency. */
  readonly cash: number;
  /** How many orders were ever placed here: the number of the next one. */
  readonly orderCount: number;
  /** Orders `quantity` units at market, above 0. `expiresAtMs` is the last bar time at which the order may fill. */
  buy(quantity: number, expiresAtMs?: number): void;
  sell(quantity: number, expiresAtMs?: number): void;
  /** Places an order of any type, live from the next bar on. Returns its number, counted from 0. */
  submit(order: BarOrderRequest): number;
  /** Cancels an order at this close; one that has ended stays as it is. */
  cancel(order: number): void;
}

/** A fill, as the strategy whose order it was is told of it. */
export interface FillFacts {
  /** Number of the order. */
  readonly order: number;
  /** Units, above 0 bought. */
  readonly quantity: number;
  readonly price: number;
}

/** When each bar was over, and the close of its session; epoch milliseconds, NaN where no session is known. */
export interface SessionCloses {
  readonly closeMs: Float64Array;
  readonly sessionCloseMs: Float64Array;
}

/** One line that a strategy wrote about a decision, with the bar (of several instruments the moment) it was shown, from 0. */
export interface DecisionNote {
  /** -1: before the first. */
  readonly bar: number;
  /** Time that the strategy was shown, epoch milliseconds: a bar's start, of several instruments the moment. Null before any. */
  readonly atMs: number | null;
  readonly text: string;
}

/** A strategy at work: called once at the close of each bar, oldest first. Deterministic: same bars, same orders. */
export interface StrategyRun {
  onBar(bar: BarView, desk: Desk): void;
  /** Called for each fill of the bar that is over, oldest first, before {@link onBar} shows it. */
  onFill?(fill: FillFacts, desk: Desk): void;
  /** Called once after the last bar: frees what the run holds outside of its own memory. */
  end?(): void;
  /** What it wrote, oldest first; also after its end. */
  readonly notes?: readonly DecisionNote[];
  /** What it goes on from after the bar at hand: see {@link PreparedStrategy.resume}. Breaks where its state is no plain data. */
  save?(): string;
}

/** A run that goes on from where it was saved. First it is shown the bars it had seen then, and decides nothing on them. */
export interface ResumedRun extends StrategyRun {
  catchUp(bar: BarView): void;
}

/** Values of a strategy's parameters, as they stand in its run card. */
export type StrategyParams = Readonly<Record<string, number | boolean | string>>;

/** One parameter as a generated form needs it, read off the schema that checks what the form sends. */
export interface ParameterField {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: "integer" | "number" | "boolean" | "choice";
  readonly unit: string;
  readonly default: number | boolean | string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number;
  readonly choices?: readonly string[];
}

export interface ParamIssue {
  /** Name of the parameter. */
  readonly path: string;
  /** What would pass, in words. */
  readonly message: string;
}

/** Nobody has a strategy of that name. */
export interface StrategyUnknown {
  readonly kind: "strategy.not_found";
  readonly name: string;
  readonly known: readonly string[];
}

export type StrategyError =
  | StrategyUnknown
  | { readonly kind: "strategy.params_invalid"; readonly name: string; readonly issues: readonly ParamIssue[] };

/** A strategy ready to start: its parameters are checked and complete. */
export interface PreparedStrategy {
  /** With defaults filled in: what the run card keeps. */
  readonly params: StrategyParams;
  /** Bars it watches before it can decide anything. A shorter window cannot trade. */
  readonly warmUpBars: number;
  /** Whether it asks to be told where sessions begin and end. */
  readonly usesSessions?: boolean;
  /** `sessions` of the bars it is about to be shown, where they are known. */
  start(sessions?: SessionCloses): StrategyRun;
  /** Goes on with what {@link StrategyRun.save} gave, to the same bits; only what keeps its state as plain data can. */
  resume?(saved: string, sessions?: SessionCloses): ResumedRun;
}

export interface StrategyDefinition {
  /** Name in `calc`, run cards and forms. Stable. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Where the idea comes from. */
  readonly source: string;
  /** Raised whenever the same parameters and bars may give other orders. */
  readonly version: string;
  readonly schema: z.ZodType<StrategyParams>;
  readonly fields: readonly ParameterField[];
  /** What it was made of, where somebody here wrote it; null: built in. */
  readonly own: OwnVersion | null;
  /** Checks parameters from outside; every bad one is named with what would pass. */
  prepare(params: unknown): Result<PreparedStrategy, StrategyError>;
  /**
   * Asks beforehand what {@link prepare} needs to be told about these parameters, so that it holds nobody up. Breaks with a
   * `StrategyFault` where the strategy does. Only what somebody wrote has to be asked.
   */
  ahead?(params: unknown): Promise<void>;
}
