import type { BarColumns, NamedColumns } from "@/modules/data";
import { computeMetrics, drawdownSeries } from "@/modules/risk";
import { OVERFITTING_TRIALS_MAX, probabilityOfOverfitting } from "../analysis/overfitting";
import { lastBarOfDays } from "../calendar-days";
import type { StrategyDefinition, StrategyParams } from "../strategy";
import { buyAndHold } from "../tear-sheet";
import { type Neighbourhood, neighbourhoodOf, rankScores } from "./ranking";
import { runPiece, sessionsFor, type TrialTask } from "./run-trials";
import { paramsOf, type SearchSpace } from "./space";
import { type AxisStability, parameterStability, stitchCurves } from "./walk-forward";

/** The best combination of the whole window, and how the ones around it did. In sample: it was chosen by this. */
export interface BestTrial {
  readonly point: number;
  readonly params: StrategyParams;
  readonly score: number;
  readonly neighbourhood: Neighbourhood;
}

/** One window: what was chosen on the past, and how it did on what came after. */
export interface WindowOutcome {
  readonly trainFromMs: number;
  readonly trainToMs: number;
  readonly testFromMs: number;
  readonly testToMs: number;
  /** Null: no combination had a score on the past, so nothing was traded. */
  readonly point: number | null;
  readonly params: StrategyParams | null;
  readonly trainScore: number | null;
  readonly testScore: number | null;
  readonly testReturn: number | null;
  readonly testTrades: number;
}

/** What a person would have got who had chosen anew in each window: the answer of a search. */
export interface WalkOutcome {
  readonly windows: readonly WindowOutcome[];
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number;
  readonly benchmarkReturn: number | null;
  /** Mean score out of sample as a share of the mean score in sample; null where the latter is not above 0. */
  readonly efficiency: number | null;
  readonly stability: readonly AxisStability[];
}

/** How often the best combination of one half of the time is below the middle of them in the other (CSCV). */
export interface SearchOverfitting {
  /** 0 trusts the choice, 0.5 is a coin toss, 1 is the worst. */
  readonly probability: number;
  /** Share of the splits in which the chosen one lost money in the other half. */
  readonly lossProbability: number;
  readonly splits: number;
}

export interface SearchOutcome {
  /** Combinations that ran, and those of them with a score. */
  readonly trials: number;
  readonly scored: number;
  /** Sample variance of the yearly Sharpe ratios of those that have one; null of fewer than two. Luck grows with it. */
  readonly sharpeVariance: number | null;
  readonly best: BestTrial | null;
  /** Null of fewer than two combinations, of too few returns, of more combinations than are compared, and of old searches. */
  readonly overfitting: SearchOverfitting | null;
  readonly walk: WalkOutcome | null;
}

export interface SumUpInput {
  readonly space: SearchSpace;
  readonly definition: StrategyDefinition;
  readonly bars: BarColumns;
  readonly task: TrialTask;
  /** `point`, and the columns of the trials. */
  readonly columns: NamedColumns;
  /** Returns of every trial that ran over the same periods, a row a trial. */
  readonly returns: TrialReturns;
}

export interface TrialReturns {
  readonly trials: number;
  readonly periods: number;
  readonly returns: Float32Array;
}

const EMPTY = new Float64Array(0);
const CONFIDENCE = 0.95;

/**
 * What a search found, once all that will run has run, with the curve out of sample where there is a walk-forward. What was
 * not chosen is never run out of sample: nobody can choose by it afterwards.
 */
export function sumUpSearch(input: SumUpInput): { readonly outcome: SearchOutcome; readonly series: NamedColumns } {
  const { space, columns, task } = input;
  const [points, scores] = [columns["point"] ?? EMPTY, columns["score"] ?? EMPTY];
  const scored = scores.reduce((count, score) => count + (Number.isNaN(score) ? 0 : 1), 0);
  const walked = task.windows.length === 0 ? null : walk(input, points);
  const outcome: SearchOutcome = {
    trials: points.length,
    scored,
    sharpeVariance: varianceOf(columns["sharpe"] ?? EMPTY),
    best: bestOf(space, points, scores),
    overfitting: overfittingOf(input.returns, points),
    walk: walked?.outcome ?? null,
  };
  return { outcome, series: walked?.series ?? {} };
}

/**
 * A combination that broke has no returns and was no choice. Chunks end in any order: compared by number of the point, the
 * same combinations give the same bits.
 */
function overfittingOf({ trials, periods, returns }: TrialReturns, points: Float64Array): SearchOverfitting | null {
  if (trials > OVERFITTING_TRIALS_MAX) return null;
  const places = Array.from({ length: trials }, (_, trial) => trial);
  places.sort((a, b) => (points[a] ?? 0) - (points[b] ?? 0));
  const rows = places
    .map((trial) => Float64Array.from(returns.subarray(trial * periods, (trial + 1) * periods)))
    .filter((row) => row.every((value) => Number.isFinite(value)));
  const found = probabilityOfOverfitting(rows);
  if (found === null) return null;
  const { probability, lossProbability, splits } = found;
  return { probability, lossProbability, splits };
}

/** Chunks end in any order: added up by size, the same values give the same bits. */
function varianceOf(values: Float64Array): number | null {
  const known = values.filter((value) => Number.isFinite(value)).toSorted();
  if (known.length < 2) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1);
}

function bestOf(space: SearchSpace, points: Float64Array, scores: Float64Array): BestTrial | null {
  const place = rankScores(scores)[0] ?? -1;
  const [point, score] = [points[place], scores[place]];
  if (point === undefined || score === undefined || Number.isNaN(score)) return null;
  const known = new Map(Array.from(points, (each, index) => [each, scores[index] ?? Number.NaN]));
  return { point, params: paramsOf(space, point), score, neighbourhood: neighbourhoodOf(space, point, known) };
}

function walk(input: SumUpInput, points: Float64Array) {
  const { task, bars, space, definition, columns } = input;
  const cash = task.broker.cash;
  const sessions = sessionsFor(bars, task);
  const pieces: { readonly start: number; readonly equity: Float64Array }[] = [];
  const windows = task.windows.map((window, number): WindowOutcome => {
    const scores = columns[`trainScore${number}`] ?? EMPTY;
    const place = rankScores(scores)[0] ?? -1;
    const [point, trainScore] = [points[place] ?? null, finite(scores[place])];
    const { trainFrom, trainTo, testFrom, testTo } = window;
    const at = (bar: number) => bars.time[bar] ?? Number.NaN;
    const times = {
      trainFromMs: at(trainFrom),
      trainToMs: at(trainTo - 1),
      testFromMs: at(testFrom),
      testToMs: at(testTo - 1),
    };
    const prepared = point === null || trainScore === null ? null : definition.prepare(paramsOf(space, point));
    if (point === null || prepared === null || !prepared.ok) {
      pieces.push({ start: cash, equity: new Float64Array(testTo - testFrom).fill(cash) });
      const nothing = { point: null, params: null, trainScore: null, testScore: null, testReturn: 0, testTrades: 0 };
      return { ...times, ...nothing };
    }
    const piece = runPiece(bars, task, { strategy: prepared.value, sessions }, { from: testFrom, to: testTo });
    pieces.push({ start: cash, equity: piece.result.equity });
    return {
      ...times,
      point,
      params: prepared.value.params,
      trainScore,
      // Few trades in a short test are no reason to hide how it did.
      testScore: finite(piece.stats[task.objective]),
      testReturn: piece.stats.totalReturn,
      testTrades: piece.stats.trades,
    };
  });
  const first = task.windows[0]?.testFrom ?? 0;
  const equity = stitchCurves(pieces, cash);
  const [time, benchmark] = [bars.time.slice(first), buyAndHold(bars.close.subarray(first), cash)];
  const series = { time, equity, benchmark, drawdown: drawdownSeries(equity) };
  return { series, outcome: { windows, ...figures(series, task, windows), ...steadiness(space, windows) } };
}

interface Curves {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly benchmark: Float64Array;
  readonly drawdown: Float64Array;
}

/** Statistics of the stitched curve, one return a day where bars are shorter. */
function figures(
  { time, equity, benchmark, drawdown }: Curves,
  { periodsPerYear, broker }: TrialTask,
  windows: readonly WindowOutcome[],
) {
  const ends = lastBarOfDays(time);
  let before = broker.cash;
  const returns = Float64Array.from(ends, (end) => {
    const value = equity[end] ?? Number.NaN;
    const change = value / before - 1;
    before = value;
    return change;
  });
  const shared = { riskFree: 0, periodsPerYear, confidence: CONFIDENCE, trials: null, trialsVariance: null };
  const { totalReturn, cagr, sharpe } = computeMetrics({ ...shared, returns, benchmark: null });
  return {
    totalReturn,
    cagr,
    sharpe,
    maxDrawdown: drawdown.reduce((lowest, value) => Math.min(lowest, value), 0),
    trades: windows.reduce((sum, { testTrades }) => sum + testTrades, 0),
    benchmarkReturn: finite((benchmark.at(-1) ?? Number.NaN) / broker.cash - 1),
  };
}

function steadiness(space: SearchSpace, windows: readonly WindowOutcome[]) {
  const known = windows.filter(({ trainScore, testScore }) => trainScore !== null && testScore !== null);
  const sum = (pick: (window: WindowOutcome) => number | null) =>
    known.reduce((total, window) => total + (pick(window) ?? 0), 0);
  const [inside, outside] = [sum(({ trainScore }) => trainScore), sum(({ testScore }) => testScore)];
  return {
    efficiency: known.length === 0 || !(inside > 0) ? null : finite(outside / inside),
    stability: parameterStability(
      space,
      windows.map(({ point }) => point),
    ),
  };
}

function finite(value: number | null | undefined): number | null {
  return value !== undefined && value !== null && Number.isFinite(value) ? value : null;
}
