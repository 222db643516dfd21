import { type Clock, EpochMs, err, invariant, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, barCount, calendarOf, type NamedColumns } from "@/modules/data";
import type { FillColumns, OrderColumns } from "@/modules/execution";
import type { RoundTripColumns } from "@/modules/portfolio";
import { type BacktestResult, ENGINE_VERSION } from "../domain/backtest";
import { type BacktestSpec, type CheckedSpec, checkSpecFor, type SpecError } from "../domain/backtest-spec";
import { periodsPerYearOf } from "../domain/calendar-days";
import { closesOf } from "../domain/portfolio/bar-closes";
import type { DecisionNote, SessionCloses, StrategyDefinition } from "../domain/strategy";
import { buyAndHold, summarizeBacktest } from "../domain/tear-sheet";
import type { BacktestOutcome, BarsError, HashColumns, LoadedBars, Pacing, RunBars, RunMoments } from "../ports";
import type { CodeRuns, Traced } from "../ports-own";
import { calendarFacts } from "./card-parts";
import type { FaultedStrategy } from "./catch-fault";
import { type Benchmark, loadBenchmark } from "./load-benchmark";
import { walkBars } from "./walk-bars";

export type ExecuteError =
  | FaultedStrategy
  | SpecError
  | BarsError
  | { readonly kind: "backtest.window_short"; readonly bars: number; readonly needed: number }
  | { readonly kind: "backtest.canceled" };

export interface ExecuteDeps {
  readonly loadBars: RunBars;
  readonly hashColumns: HashColumns;
  readonly codeRuns: CodeRuns;
  readonly clock: Clock;
  /** Commit of the code that runs. */
  readonly code: string;
}

/** What a run is asked for. */
export interface RunRequest {
  readonly spec: BacktestSpec;
  /** Bars and corporate actions as known then; null takes what is known now and says in the card when that was. */
  readonly asOf: RunMoments | null;
}

/** No built-in strategy draws random numbers; the card names the seed all the same, so that one may. */
const SEED = 0;

/**
 * Runs a backtest on stored bars from request to outcome: checks, loads, walks in slices, sums up, hashes. Nothing is
 * written, so it may be called any number of times: the same request as of the same moment gives the same result hash.
 *
 * Refuses what is wrong with the request, a window without bars or with fewer than the strategy warms up on, and a cancel.
 */
export const makeExecuteBacktest =
  ({ loadBars, hashColumns, codeRuns, clock, code }: ExecuteDeps) =>
  async (
    definition: StrategyDefinition,
    { spec, asOf }: RunRequest,
    pacing: Pacing,
  ): Promise<Result<BacktestOutcome, ExecuteError>> => {
    const startedMs = clock.nowMs();
    const checked = checkSpecFor(definition, spec);
    if (!checked.ok) return checked;
    const loaded = await loadBars(checked.value.spec, asOf);
    if (!loaded.ok) return loaded;
    const { bars } = loaded.value;
    const needed = checked.value.strategy.warmUpBars;
    if (barCount(bars) < needed) return err({ kind: "backtest.window_short", bars: barCount(bars), needed });
    const sessions = sessionsOf(checked.value, loaded.value);
    const traced = await walk({ ...checked.value, sessions, codeRuns }, bars, pacing);
    if (traced === null) return err({ kind: "backtest.canceled" });
    const benchmark = await loadBenchmark({ loadBars, hashColumns }, checked.value.spec, {
      times: bars.time,
      asOf,
      trades: "one",
    });
    if (!benchmark.ok) return benchmark;
    const run = { checked: checked.value, loaded: loaded.value, ...traced, benchmark: benchmark.value };
    const outcome = sumUp({ ...run, hashColumns });
    const { card } = outcome;
    return ok({ ...outcome, card: { ...card, code, tookMs: clock.nowMs() - startedMs } });
  };

/** Where sessions of the bars end, for a strategy that asks: those of a cut are the first of the whole. */
export function sessionsOf(
  { strategy, spec }: Pick<CheckedSpec, "strategy" | "spec">,
  { bars, calendar }: Pick<LoadedBars, "bars" | "calendar">,
): SessionCloses | undefined {
  if (strategy.usesSessions !== true) return undefined;
  return closesOf(bars.time, spec.resolution, calendar === null ? null : calendarOf(calendar));
}

interface Walked extends Pick<CheckedSpec, "definition" | "strategy" | "broker"> {
  readonly sessions: SessionCloses | undefined;
  readonly codeRuns: CodeRuns;
}

/** Walks all bars, those of a strategy in code where it can be ended; null when it was told to stop. */
export function walk(
  { definition: { own }, strategy, broker, sessions, codeRuns }: Walked,
  bars: BarColumns,
  pacing: Pacing,
): Promise<Traced<BacktestResult> | null> {
  return own?.kind === "code"
    ? codeRuns.onOne({ own, params: strategy.params, bars, broker, sessions: sessions ?? null }, pacing)
    : walkBars({ run: strategy.start(sessions), bars, broker }, pacing);
}

interface Finished {
  readonly checked: CheckedSpec;
  readonly loaded: LoadedBars;
  readonly result: BacktestResult;
  readonly notes: readonly DecisionNote[];
  readonly benchmark: Benchmark | null;
  readonly hashColumns: HashColumns;
}

function sumUp({ checked, loaded, result, notes, benchmark, hashColumns }: Finished): BacktestOutcome {
  const { bars, asOfMs, actions, actionsAsOfMs, tradesAtWeekends, quality } = loaded;
  const { spec, definition, broker } = checked;
  const { time } = bars;
  const hold = benchmark?.close ?? bars.close;
  const [first, last] = [time[0], time.at(-1)];
  invariant(first !== undefined && last !== undefined, "a window has bars");
  const periodsPerYear = periodsPerYearOf(spec.resolution, tradesAtWeekends);
  return {
    card: {
      code: "",
      engineVersion: ENGINE_VERSION,
      strategyVersion: definition.version,
      dataHash: hashColumns({ ...bars }),
      bars: barCount(bars),
      firstMs: EpochMs.of(first),
      lastMs: EpochMs.of(last),
      asOfMs,
      adjustment: spec.adjustment,
      actions,
      actionsAsOfMs,
      seed: SEED,
      tookMs: 0,
      quality,
      calendars: calendarFacts([loaded.calendar], hashColumns),
      series: [],
      benchmark: benchmark?.card ?? null,
    },
    stats: summarizeBacktest({ result, close: hold, time, periodsPerYear }),
    resultHash: resultHashOf(result, hashColumns),
    series: keptColumns(result, bars, buyAndHold(hold, broker.cash)),
    notes,
  };
}

/** Two results with one hash are the same bits. */
export function resultHashOf(result: BacktestResult, hashColumns: HashColumns): string {
  return hashColumns(resultColumns(result));
}

/** Everything that the engine decided, under names that say where it belongs. */
function resultColumns({ equity, orders, fills, trades }: BacktestResult): NamedColumns {
  return { equity, ...named("order", orders), ...named("fill", fills), ...named("trade", trades) };
}

function named(prefix: string, columns: OrderColumns | FillColumns | RoundTripColumns): NamedColumns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]: [string, Float64Array]) => [
      `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      column,
    ]),
  );
}

/** What the tear sheet draws and lists. Times are kept beside bar numbers, so that a page of trades needs no bars. */
function keptColumns(result: BacktestResult, bars: BarColumns, benchmark: Float64Array): NamedColumns {
  const timesOf = (indexes: Float64Array) => indexes.map((bar) => bars.time[bar] ?? Number.NaN);
  const { equity, fills, trades } = result;
  return {
    time: bars.time,
    equity,
    benchmark,
    ...named("fill", fills),
    fillTime: timesOf(fills.bar),
    ...named("trade", trades),
    tradeEntryTime: timesOf(trades.entryBar),
    tradeExitTime: timesOf(trades.exitBar),
  };
}
