import { invariant } from "@/modules/_kernel";
import { type BarColumns, barCount, calendarOf, type NamedColumns, type Resolution, sliceBars } from "@/modules/data";
import { type BrokerModel, DEFAULT_TERMS } from "@/modules/execution";
import { type BacktestResult, runBacktest } from "../backtest";
import { lastBarOfDays } from "../calendar-days";
import { findStrategy } from "../catalog";
import { definitionOf } from "../own/definition-of";
import type { OwnVersion } from "../own/own-version";
import { closesOf } from "../portfolio/bar-closes";
import type { PreparedStrategy, SessionCloses, StrategyDefinition, StrategyParams } from "../strategy";
import { summarizeTrial } from "../tear-sheet";
import { type Judgement, scoreOf, TRIAL_STATS } from "./objective";
import type { WalkWindow } from "./walk-forward";

/** What all trials of a search share; plain data, so that it may travel to another thread. */
export interface TrialTask extends Judgement {
  readonly strategy: string;
  /** Where somebody here wrote it; null: built in. */
  readonly own: OwnVersion | null;
  readonly broker: BrokerModel;
  readonly periodsPerYear: number;
  /** Where parameters are chosen; empty without a walk-forward. */
  readonly windows: readonly WalkWindow[];
  /** Every how many days one return is kept of each trial; see {@link returnEnds}. */
  readonly returnEveryDays: number;
  /** What says where sessions of the bars end, for strategies that ask; a calendar's id, null where none is known. */
  readonly sessions: { readonly resolution: Resolution; readonly calendar: string | null } | null;
}

/** What a thread that runs trials does besides. */
export interface TrialHost {
  /** A strategy that somebody here wrote; null for one whose kind this thread cannot run. */
  open(own: OwnVersion): StrategyDefinition | null;
  /** Called before each trial with its place. */
  begin(place: number): void;
}

/** A thread that has nothing but the domain: it runs strategies built in and those of rules. */
export const PLAIN_HOST: TrialHost = { open: definitionOf, begin: () => undefined };

/** A trial whose strategy broke: it has no statistics, the others go on. */
export interface TrialFault {
  /** Place in the list of parameters. */
  readonly place: number;
  readonly message: string;
}

export interface TrialOutcome {
  /** {@link TRIAL_STATS}, `score`, and `trainScore0`, `trainScore1`, … one for each window; one value a trial. */
  readonly columns: NamedColumns;
  /** Returns of each trial between {@link returnEnds}, trial by trial: a matrix whose rows are trials. */
  readonly returns: Float32Array;
  readonly faults: readonly TrialFault[];
}

/** Characters of a fault's message that are kept. */
const MESSAGE_MAX = 300;

/** Indexes of the bars between which returns of trials are kept: the last of every `everyDays` days, and the last bar. */
export function returnEnds(time: Float64Array, everyDays: number): Int32Array {
  const days = lastBarOfDays(time);
  return days.filter((_, index) => (days.length - 1 - index) % everyDays === 0);
}

/** Names of the columns of a {@link TrialOutcome}. */
export function trialColumns(windows: number): readonly string[] {
  return [...TRIAL_STATS, "score", ...Array.from({ length: windows }, (_, window) => `trainScore${window}`)];
}

/**
 * Runs each combination on the whole window, and on what each window of the walk-forward chooses on. A pure function of its
 * input: it does not matter which thread runs which combination.
 */
export function runTrials(
  bars: BarColumns,
  task: TrialTask,
  trials: readonly StrategyParams[],
  host: TrialHost = PLAIN_HOST,
): TrialOutcome {
  const definition = definitionOfTask(task, host);
  const sessions = sessionsFor(bars, task);
  const columns: Record<string, Float64Array> = {};
  for (const name of trialColumns(task.windows.length))
    columns[name] = new Float64Array(trials.length).fill(Number.NaN);
  const days = lastBarOfDays(bars.time);
  const ends = returnEnds(bars.time, task.returnEveryDays);
  const returns = new Float32Array(trials.length * ends.length).fill(Number.NaN);
  const faults: TrialFault[] = [];
  trials.forEach((params, place) => {
    const write = (name: string, value: number | null) => {
      const column = columns[name];
      if (column !== undefined) column[place] = value ?? Number.NaN;
    };
    try {
      host.begin(place);
      const prepared = definition.prepare(params);
      invariant(prepared.ok, `a trial has parameters that its strategy takes`);
      const result = runWhole(bars, task, { strategy: prepared.value, sessions });
      const stats = summarizeTrial(result, days, task.periodsPerYear);
      for (const name of TRIAL_STATS) write(name, stats[name]);
      write("score", scoreOf(stats, task));
      writeReturns(result, ends, returns.subarray(place * ends.length, (place + 1) * ends.length));
      task.windows.forEach(({ trainFrom, trainTo }, window) => {
        const piece = runPiece(bars, task, { strategy: prepared.value, sessions }, { from: trainFrom, to: trainTo });
        write(`trainScore${window}`, scoreOf(piece.stats, task));
      });
    } catch (error) {
      // A boundary: one combination that breaks its strategy is told, and does not take the others along.
      faults.push({ place, message: (error instanceof Error ? error.message : String(error)).slice(0, MESSAGE_MAX) });
    }
  });
  return { columns, returns, faults };
}

/** The strategy that a task names, as this thread runs it. */
export function definitionOfTask({ strategy, own }: TrialTask, host: Pick<TrialHost, "open">): StrategyDefinition {
  const found = findStrategy(strategy);
  const definition = own === null ? (found.ok ? found.value : null) : host.open(own);
  invariant(definition !== null, `a search names a strategy there is, was ${strategy}`);
  return definition;
}

type SessionsOfBars = () => SessionCloses | undefined;

/** Where the sessions of the bars end, reckoned when a strategy first asks. */
export function sessionsFor({ time }: Pick<BarColumns, "time">, { sessions }: TrialTask): SessionsOfBars {
  let known: SessionCloses | undefined;
  return () => {
    if (sessions === null) return undefined;
    const { resolution, calendar } = sessions;
    known ??= closesOf(time, resolution, calendar === null ? null : calendarOf(calendar));
    return known;
  };
}

/** A strategy with the sessions of the bars it will be shown. */
interface Started {
  readonly strategy: PreparedStrategy;
  readonly sessions: SessionsOfBars;
}

function startOn({ strategy, sessions }: Started, from: number, to: number) {
  const all = strategy.usesSessions === true ? sessions() : undefined;
  if (all === undefined) return strategy.start();
  return strategy.start({
    closeMs: all.closeMs.subarray(from, to),
    sessionCloseMs: all.sessionCloseMs.subarray(from, to),
  });
}

function runWhole(bars: BarColumns, { broker }: TrialTask, started: Started): BacktestResult {
  return runBacktest({ run: startOn(started, 0, barCount(bars)), bars, broker, terms: DEFAULT_TERMS });
}

function writeReturns({ equity, cashAtStart }: BacktestResult, ends: Int32Array, row: Float32Array): void {
  let before = cashAtStart;
  ends.forEach((end, index) => {
    const value = equity[end] ?? Number.NaN;
    row[index] = value / before - 1;
    before = value;
  });
}

/**
 * A part of the bars traded by itself: flat and with the cash at its start, flat at its end, its costs paid. The strategy
 * watches what it warms up on before the part, where there are bars, so that it can decide from the first bar on.
 */
export function runPiece(
  bars: BarColumns,
  { broker, periodsPerYear }: Pick<TrialTask, "broker" | "periodsPerYear">,
  started: Started,
  { from, to }: { readonly from: number; readonly to: number },
) {
  invariant(from >= 0 && from < to && to <= barCount(bars), "a piece lies inside the bars");
  const lead = Math.min(from, started.strategy.warmUpBars);
  const seen = sliceBars(bars, from - lead, to);
  const whole = runBacktest({
    run: startOn(started, from - lead, to),
    bars: seen,
    broker: { ...broker, closeAtEnd: true },
    terms: DEFAULT_TERMS,
  });
  const result: BacktestResult = {
    ...whole,
    equity: whole.equity.subarray(lead),
    fills: { ...whole.fills, bar: whole.fills.bar.map((bar) => bar - lead) },
  };
  const days = lastBarOfDays(bars.time.subarray(from, to));
  return { result, stats: summarizeTrial(result, days, periodsPerYear) };
}
