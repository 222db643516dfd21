import { type BarColumns, barCount } from "@/modules/data";
import { type BrokerModel, DEFAULT_TERMS, type InstrumentTerms } from "@/modules/execution";
import { Backtest, type BacktestResult } from "../domain/backtest";
import type { WatchPlan } from "../domain/deployment/watch-plan";
import { WatchedPortfolioRun } from "../domain/deployment/watched-portfolio";
import { WatchedRun } from "../domain/deployment/watched-run";
import {
  PortfolioBacktest,
  type PortfolioBacktestInput,
  type PortfolioBacktestResult,
} from "../domain/portfolio/portfolio-backtest";
import type { StrategyRun } from "../domain/strategy";
import type { Pacing } from "../ports";
import type { Traced } from "../ports-own";

/** Bars between two looks at the abort signal: some milliseconds of work. */
const SLICE_BARS = 50_000;
/** The same in moments, at which several instruments are looked at. */
const SLICE_MOMENTS = 20_000;

interface OnOne {
  readonly run: StrategyRun;
  readonly bars: BarColumns;
  readonly broker: BrokerModel;
  /** Not given: as backtests have it. */
  readonly terms?: InstrumentTerms;
}

/** Walks all bars of one instrument in slices: what it came to, or null when it was told to stop. */
export async function walkBars(
  { run, bars, broker, terms = DEFAULT_TERMS }: OnOne,
  pacing: Pacing,
): Promise<Traced<BacktestResult> | null> {
  const total = barCount(bars);
  const backtest = new Backtest({ run, bars, broker, terms });
  for (let done = false; !done; ) {
    if (pacing.signal.aborted) return null;
    done = backtest.advance(SLICE_BARS);
    pacing.progress(backtest.barsDone, total);
    await pacing.yieldTurn();
  }
  return pacing.signal.aborted ? null : { result: backtest.result(), notes: run.notes ?? [] };
}

/** Walks all moments of several instruments in slices: what it came to, or null when it was told to stop. */
export async function walkMoments(
  input: PortfolioBacktestInput,
  pacing: Pacing,
): Promise<Traced<PortfolioBacktestResult> | null> {
  const backtest = new PortfolioBacktest(input);
  for (let done = false; !done; ) {
    if (pacing.signal.aborted) return null;
    done = backtest.advance(SLICE_MOMENTS);
    const { done: bars, total } = backtest.progress;
    pacing.progress(bars, total);
    await pacing.yieldTurn();
  }
  return pacing.signal.aborted ? null : { result: backtest.result(), notes: input.run.notes ?? [] };
}

interface Watching {
  readonly watch?: WatchPlan | undefined;
}

/** The same, and what the strategy decided on its way where somebody watches. */
export async function walkWatchedBars(
  { watch, ...walk }: OnOne & Watching,
  pacing: Pacing,
): Promise<Traced<BacktestResult> | null> {
  if (watch === undefined) return walkBars(walk, pacing);
  const run = new WatchedRun(walk.run, watch);
  const traced = await walkBars({ ...walk, run }, pacing);
  return traced === null ? null : { ...traced, decided: run.decided };
}

export async function walkWatchedMoments(
  { watch, ...walk }: PortfolioBacktestInput & Watching,
  pacing: Pacing,
): Promise<Traced<PortfolioBacktestResult> | null> {
  if (watch === undefined) return walkMoments(walk, pacing);
  const run = new WatchedPortfolioRun(walk.run, watch);
  const traced = await walkMoments({ ...walk, run }, pacing);
  return traced === null ? null : { ...traced, decided: run.decided };
}
