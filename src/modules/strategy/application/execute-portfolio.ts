import { type Clock, EpochMs, err, invariant, ok, type Result } from "@/modules/_kernel";
import type { NamedColumns } from "@/modules/data";
import { spread } from "../domain/analysis/details";
import { ENGINE_VERSION } from "../domain/backtest";
import { periodsPerYearOf } from "../domain/calendar-days";
import type { PortfolioStrategyDefinition } from "../domain/portfolio/define-portfolio-strategy";
import { joinedOrder, type Place } from "../domain/portfolio/join-on-moments";
import type { TradedInstrument } from "../domain/portfolio/market";
import type { InstrumentResult, PortfolioBacktestResult } from "../domain/portfolio/portfolio-backtest";
import { type CheckedPortfolioSpec, checkPortfolioSpecFor } from "../domain/portfolio/portfolio-spec";
import { closingTimes, equalWeightHold, summarizePortfolio } from "../domain/portfolio/portfolio-stats";
import { worthByInstrument } from "../domain/portfolio/worth-by-instrument";
import type { DecisionNote } from "../domain/strategy";
import { buyAndHold } from "../domain/tear-sheet";
import type { BacktestOutcome, HashColumns, Pacing, RunCard } from "../ports";
import type { CodeRuns, Traced } from "../ports-own";
import { calendarFacts } from "./card-parts";
import type { RunRequest } from "./execute-backtest";
import { type Benchmark, loadBenchmark } from "./load-benchmark";
import { type LoadedPortfolio, type LoadPortfolioDeps, loadPortfolio, type PortfolioRefusal } from "./load-portfolio";
import { walkMoments } from "./walk-bars";

export type ExecutePortfolioError = PortfolioRefusal | { readonly kind: "backtest.canceled" };

export interface ExecutePortfolioDeps extends LoadPortfolioDeps {
  readonly codeRuns: CodeRuns;
  readonly clock: Clock;
  /** Commit of the code that runs. */
  readonly code: string;
}

/** Points of the curves of each instrument that are kept: as many as a screen can tell apart. */
const POSITION_POINTS_MAX = 2_000;
/** No built-in strategy draws random numbers; the card names the seed all the same, so that one may. */
const SEED = 0;

/**
 * Runs a strategy on stored bars of several instruments from request to outcome, as `makeExecuteBacktest` does on one.
 * Nothing is written. Refuses what is wrong with the request, what {@link loadPortfolio} refuses, and a cancel.
 */
export const makeExecutePortfolio =
  (deps: ExecutePortfolioDeps) =>
  async (
    definition: PortfolioStrategyDefinition,
    { spec, asOf }: RunRequest,
    pacing: Pacing,
  ): Promise<Result<BacktestOutcome, ExecutePortfolioError>> => {
    const { clock, code, hashColumns } = deps;
    const startedMs = clock.nowMs();
    const checked = checkPortfolioSpecFor(definition, spec);
    if (!checked.ok) return checked;
    const loaded = await loadPortfolio(deps, checked.value, asOf);
    if (!loaded.ok) return loaded;
    const traced = await walkPortfolio({ ...checked.value, ...loaded.value, codeRuns: deps.codeRuns }, pacing);
    if (traced === null) return err({ kind: "backtest.canceled" });
    const times = closingTimes(traced.result.moments);
    const benchmark = await loadBenchmark(deps, checked.value.spec, { times, asOf, trades: "several" });
    if (!benchmark.ok) return benchmark;
    const run = { checked: checked.value, loaded: loaded.value, ...traced, benchmark: benchmark.value };
    const outcome = sumUp(run, hashColumns);
    return ok({ ...outcome, card: { ...outcome.card, code, tookMs: clock.nowMs() - startedMs } });
  };

interface Walked extends Pick<CheckedPortfolioSpec, "definition" | "strategy" | "symbols" | "broker" | "financing"> {
  readonly traded: readonly TradedInstrument[];
  readonly codeRuns: CodeRuns;
}

/** Walks all moments, those of a strategy in code where it can be ended; null when it was told to stop. */
export function walkPortfolio(
  { definition: { own }, strategy, symbols, traded: instruments, broker, financing, codeRuns }: Walked,
  pacing: Pacing,
): Promise<Traced<PortfolioBacktestResult> | null> {
  return own?.kind === "code"
    ? codeRuns.onSeveral({ own, params: strategy.params, instruments, broker, financing }, pacing)
    : walkMoments({ run: strategy.start(symbols), instruments, broker, financing }, pacing);
}

interface Finished {
  readonly checked: CheckedPortfolioSpec;
  readonly loaded: LoadedPortfolio;
  readonly result: PortfolioBacktestResult;
  readonly notes: readonly DecisionNote[];
  readonly benchmark: Benchmark | null;
}

function sumUp(run: Finished, hashColumns: HashColumns): BacktestOutcome {
  const { checked, loaded, result, notes, benchmark } = run;
  const { traded, tradesAtWeekends } = loaded;
  const periodsPerYear = periodsPerYearOf(checked.spec.resolution, tradesAtWeekends);
  const hold = benchmark?.close ?? equalWeightHold(traded, result.moments);
  return {
    card: cardOf(run, hashColumns),
    stats: summarizePortfolio(result, traded, { periodsPerYear, hold }),
    resultHash: portfolioHashOf(result, hashColumns),
    series: keptColumns(result, traded, buyAndHold(hold, result.cashAtStart)),
    notes,
  };
}

function cardOf({ checked, loaded, benchmark }: Finished, hashColumns: HashColumns): RunCard {
  const { traded, series, quality, calendars } = loaded;
  const { spec, definition } = checked;
  const ofBase = series.filter(({ resolution }) => resolution === spec.resolution);
  invariant(ofBase.length === traded.length, "each instrument has its base bars");
  const moments = series.map(({ actionsAsOfMs }) => actionsAsOfMs).filter((moment) => moment !== null);
  return {
    code: "",
    engineVersion: ENGINE_VERSION,
    strategyVersion: definition.version,
    dataHash: hashColumns(allBars(traded)),
    bars: ofBase.reduce((sum, { bars }) => sum + bars, 0),
    firstMs: EpochMs.of(Math.min(...ofBase.map(({ firstMs }) => firstMs))),
    lastMs: EpochMs.of(Math.max(...ofBase.map(({ lastMs }) => lastMs))),
    asOfMs: EpochMs.of(Math.max(...series.map(({ asOfMs }) => asOfMs))),
    adjustment: spec.adjustment,
    actions: ofBase.reduce((sum, { actions }) => sum + actions, 0),
    actionsAsOfMs: moments.length === 0 ? null : EpochMs.of(Math.max(...moments)),
    seed: SEED,
    tookMs: 0,
    quality,
    calendars: calendarFacts(calendars, hashColumns),
    series,
    benchmark: benchmark?.card ?? null,
  };
}

/** Every column that the engine is given, corporate actions among them, under names that say where it belongs. */
export function allBars(traded: readonly TradedInstrument[]): NamedColumns {
  const named = traded.flatMap(({ symbol, base, series = {}, actions = [] }) => [
    ...Object.entries({ base, ...series }).flatMap(([of, { bars, closeMs }]) =>
      Object.entries({ ...bars, closeMs }).map(
        ([name, column]: [string, Float64Array]) => [`${symbol} ${of} ${name}`, column] as const,
      ),
    ),
    [`${symbol} actions`, Float64Array.from(actions.flatMap(actionNumbers))] as const,
  ]);
  return Object.fromEntries(named);
}

function actionNumbers(action: NonNullable<TradedInstrument["actions"]>[number]): readonly number[] {
  return action.type === "split" ? [action.atMs, action.ratio, 0] : [action.atMs, 0, action.amount];
}

/** Two results with one hash are the same bits. */
export function portfolioHashOf(result: PortfolioBacktestResult, hashColumns: HashColumns): string {
  const { moments, equity, instruments, cashFlows } = result;
  const named = instruments.flatMap(({ fills, orders, trades }, i) =>
    Object.entries({ fills, orders, trades }).flatMap(([kind, columns]) =>
      Object.entries(columns).map(
        ([name, column]: [string, Float64Array]) => [`${i} ${kind} ${name}`, column] as const,
      ),
    ),
  );
  const flows = Object.entries(cashFlows).map(
    ([name, column]: [string, Float64Array]) => [`cash ${name}`, column] as const,
  );
  return hashColumns({ moments, equity, ...Object.fromEntries([...named, ...flows]) });
}

/**
 * What the tear sheet draws and lists: fills and trades of all instruments in one order with the place of their instrument,
 * and of each instrument `worth<place>` and `profit<place>` at some moments. Times are those at which bars begin, as charts
 * have them; of the curves those at which they were over.
 */
function keptColumns(
  result: PortfolioBacktestResult,
  traded: readonly TradedInstrument[],
  benchmark: Float64Array,
): NamedColumns {
  const { fills, trades } = joinedOrder(result, traded);
  const places = spread(result.moments.length, POSITION_POINTS_MAX);
  const worths = worthByInstrument(result, traded, places);
  const pick = (from: readonly Place[], of: (one: InstrumentResult) => Float64Array) =>
    Float64Array.from(from, ({ instrument, row }) => {
      const one = result.instruments[instrument];
      return one === undefined ? Number.NaN : (of(one)[row] ?? Number.NaN);
    });
  const startOf = (from: readonly Place[], of: (one: InstrumentResult) => Float64Array) =>
    Float64Array.from(from, ({ instrument, row }) => {
      const one = result.instruments[instrument];
      const bar = one === undefined ? -1 : (of(one)[row] ?? -1);
      return traded[instrument]?.base.bars.time[bar] ?? Number.NaN;
    });
  return {
    time: closingTimes(result.moments),
    equity: result.equity,
    benchmark,
    fillInstrument: Float64Array.from(fills, ({ instrument }) => instrument),
    fillTime: startOf(fills, (one) => one.fills.bar),
    fillQuantity: pick(fills, (one) => one.fills.quantity),
    fillPrice: pick(fills, (one) => one.fills.price),
    fillCommission: pick(fills, (one) => one.fills.commission),
    tradeInstrument: Float64Array.from(trades, ({ instrument }) => instrument),
    tradeEntryTime: startOf(trades, (one) => one.trades.entryBar),
    tradeExitTime: startOf(trades, (one) => one.trades.exitBar),
    ...Object.fromEntries(
      TRADE_COLUMNS.map((name) => [
        `trade${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        pick(trades, (one) => one.trades[name]),
      ]),
    ),
    positionTime: Float64Array.from(places, (place) => (result.moments[place] ?? Number.NaN) - 1),
    ...Object.fromEntries(
      worths.flatMap(({ worth, profit }, at) => [
        [`worth${at}`, worth],
        [`profit${at}`, profit],
      ]),
    ),
  };
}

const TRADE_COLUMNS = [
  "side",
  "quantity",
  "entryBar",
  "exitBar",
  "entryPrice",
  "exitPrice",
  "pnl",
  "commission",
] as const;
