import type { DecisionNote } from "../../domain/strategy";
import type { Layout } from "./layout";

/**
 * A strategy file that is asked and run, in an engine of its own. Each method breaks with a `StrategyFault` when the strategy
 * does, and frees everything then.
 */
export interface CodeVm {
  /** Bar that the strategy is shown, for its log and its faults. */
  bar: number;
  readonly notes: readonly DecisionNote[];
  /** Numbers that the strategy is shown. Ask anew after each call: growing memory moves them. */
  readonly input: Float64Array;
  /** Orders that it gave. */
  readonly output: Float64Array;
  /** What the file says of itself, as JSON. */
  describe(): string;
  /** Faults of parameters, warm-up and declared indicators, as JSON. */
  prepare(params: unknown): string;
  /** Makes the shared memory and the strategy's state. */
  start(layout: Layout): void;
  /** Calls the strategy once, for what `input` says. Returns how many orders it gave. */
  step(): number;
  /** Tells the strategy of a fill. Returns how many orders it gave. */
  fill(lane: number, order: number, quantity: number, price: number): number;
  /** What the run goes on from once it is shown the bars again, as JSON. */
  save(): string;
  /** Frees everything; twice is once. */
  end(): void;
}

/** Begins a compiled file. */
export type OpenVm = (compiled: string) => CodeVm;

/** What a strategy may use. Time is what passes on the clock of this machine; a machine under load is slower. */
export interface CodeLimits {
  /** Of one call: a bar, a fill. */
  readonly callMs: number;
  /** Of the file's own top level, and of what it says of itself. */
  readonly bootMs: number;
  /** Of all calls of a run together. */
  readonly runMs: number;
  /** Lines of log; the next one ends the run. */
  readonly lines: number;
  /** Orders of a run in all: each is kept for its result. */
  readonly orders: number;
}

export const CODE_LIMITS: CodeLimits = {
  callMs: 5_000,
  bootMs: 5_000,
  runMs: 120_000,
  lines: 10_000,
  orders: 2_000_000,
};
/** Lines that are kept, and characters of each. */
export const LINES_KEPT = 1_000;
export const LINE_LENGTH_MAX = 300;
