import { err, invariant, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, barCount, DAY_MS, isSessionResolution, type NamedColumns, sliceBars } from "@/modules/data";
import { type BrokerModel, DEFAULT_TERMS } from "@/modules/execution";
import { deflatedSharpe, expectedMaximumSharpe, probabilisticSharpe, tradeExcursions } from "@/modules/portfolio";
import { drawdownSeries } from "@/modules/risk";
import { analyseRun, CHECKS } from "../domain/analysis/analyst";
import { type BreakEvenCost, findBreakEvenCost, withExtraCost } from "../domain/analysis/break-even-cost";
import { breakDownCosts } from "../domain/analysis/cost-breakdown";
import { detailsOf } from "../domain/analysis/details";
import { EXAMINATION_VERSION, type Examination, type Honesty } from "../domain/analysis/examination";
import { drawCuts, findDifference } from "../domain/analysis/look-ahead";
import { resamplePaths, resampleTrades } from "../domain/analysis/resample";
import { type RunFacts, volumeFacts } from "../domain/analysis/run-facts";
import { verdictOf } from "../domain/analysis/verdict";
import type { BacktestResult } from "../domain/backtest";
import { type BacktestSpec, type CheckedSpec, checkSpec } from "../domain/backtest-spec";
import { periodsPerYearOf } from "../domain/calendar-days";
import { returnsOfRun, summarizeBacktest } from "../domain/tear-sheet";
import type { HashColumns, LoadedBars, Pacing, RunBars, RunMoments, Tries } from "../ports";
import { type ExecuteError, resultHashOf, walk } from "./execute-backtest";

export interface ExamineDeps {
  readonly loadBars: RunBars;
  readonly hashColumns: HashColumns;
}

/** The run to examine, as it was stored. */
export interface ExaminedRun {
  readonly spec: BacktestSpec;
  readonly moments: RunMoments;
  readonly resultHash: string;
  readonly tries: Tries;
}

export interface ExaminedOutcome {
  readonly examination: Examination;
  /** Columns of the trades that are kept beside theirs. */
  readonly series: NamedColumns;
}

/** Random points at which the data are cut: enough that a strategy that peeks now and then is caught. */
const CUTS = 5;
/** Everything random in an examination comes from this, so that it can be made again to the same bits. */
const SEED = 20_140_401;
/** Runs that an examination makes at most, for the progress bar. */
const STEPS = 28;
/** A broker that charges nothing. */
const NO_COST: Pick<BrokerModel, "commission" | "slippage" | "spreadBps"> = {
  commission: { kind: "percent", rate: 0 },
  slippage: { kind: "bps", bps: 0 },
  spreadBps: 0,
};

/**
 * Examines a finished run: runs it again as it was (same bits?), without any cost, with more and more cost until it dies, and
 * on data cut at random points; resamples its returns and trades; and says what a careful person would say about it all.
 * Nothing is written. Same run, same number of tries: same examination.
 *
 * Refuses what the bars refuse, and a cancel.
 */
export const makeExamineRun =
  ({ loadBars, hashColumns }: ExamineDeps) =>
  async (run: ExaminedRun, pacing: Pacing): Promise<Result<ExaminedOutcome, ExecuteError>> => {
    const checked = checkSpec(run.spec);
    if (!checked.ok) return checked;
    const loaded = await loadBars(checked.value.spec, run.moments);
    if (!loaded.ok) return loaded;
    const bench = makeBench(checked.value, loaded.value.bars, pacing);
    const result = await bench.runAgain({});
    const costs = result === null ? null : await tryCosts(bench, result);
    const lookAhead = result === null ? null : await tryCuts(bench, result);
    const isStopped = result === null || costs === null || lookAhead === null;
    if (isStopped || pacing.signal.aborted) return err({ kind: "backtest.canceled" });
    const sameBits = resultHashOf(result, hashColumns) === run.resultHash;
    const examined = { run, bench, loaded: loaded.value, result, costs, lookAhead, sameBits };
    return ok(sumUp(examined));
  };

/** Runs one request over and over, in slices, a step of progress each. */
interface Bench {
  readonly checked: CheckedSpec;
  readonly bars: BarColumns;
  /** Null: it was told to stop. */
  readonly runAgain: (change: {
    readonly broker?: Partial<BrokerModel>;
    readonly bars?: BarColumns;
  }) => Promise<BacktestResult | null>;
}

function makeBench(checked: CheckedSpec, bars: BarColumns, pacing: Pacing): Bench {
  let steps = 0;
  const silent: Pacing = { ...pacing, progress: () => undefined };
  return {
    checked,
    bars,
    async runAgain(change) {
      const broker = { ...checked.broker, ...change.broker };
      const result = await walk({ strategy: checked.strategy, broker }, change.bars ?? bars, silent);
      steps = Math.min(STEPS - 1, steps + 1);
      pacing.progress(steps, STEPS);
      return result;
    },
  };
}

interface TriedCosts {
  readonly freeEquity: number | null;
  readonly breakEven: BreakEvenCost;
}

async function tryCosts({ checked, runAgain }: Bench, result: BacktestResult): Promise<TriedCosts | null> {
  const cash = result.cashAtStart;
  const profitOf = (made: BacktestResult) => (made.equity.at(-1) ?? cash) - cash;
  const free = await runAgain({ broker: NO_COST });
  if (free === null) return null;
  const breakEven = await findBreakEvenCost(async (bps) => {
    if (bps === 0) return profitOf(result);
    const made = await runAgain({ broker: withExtraCost(checked.broker, bps) });
    return made === null ? null : profitOf(made);
  });
  return breakEven === null ? null : { freeEquity: free.equity.at(-1) ?? null, breakEven };
}

async function tryCuts(
  { checked, bars, runAgain }: Bench,
  whole: BacktestResult,
): Promise<Honesty["lookAhead"] | null> {
  const cuts = drawCuts(barCount(bars), { warmUp: checked.strategy.warmUpBars, count: CUTS, seed: SEED });
  for (const cut of cuts) {
    const part = await runAgain({ bars: sliceBars(bars, 0, cut) });
    if (part === null) return null;
    const found = findDifference(whole, part, cut);
    if (found !== null) return { cuts: cuts.length, found };
  }
  return { cuts: cuts.length, found: null };
}

interface Examined {
  readonly run: ExaminedRun;
  readonly bench: Bench;
  readonly loaded: LoadedBars;
  readonly result: BacktestResult;
  readonly costs: TriedCosts;
  readonly lookAhead: Honesty["lookAhead"];
  readonly sameBits: boolean;
}

function sumUp(examined: Examined): ExaminedOutcome {
  const { bench, loaded, result, costs } = examined;
  const { spec, broker, definition, strategy } = bench.checked;
  const { bars, tradesAtWeekends, timeZone, quality } = loaded;
  const periodsPerYear = periodsPerYearOf(spec.resolution, tradesAtWeekends);
  const stats = summarizeBacktest({ result, close: bars.close, time: bars.time, periodsPerYear });
  const details = detailsOf({
    result,
    bars,
    periodsPerYear,
    timeZone: isSessionResolution(spec.resolution) ? null : timeZone,
    costs: breakDownCosts(result.fills, bars, { broker, multiplier: DEFAULT_TERMS.multiplier }),
    freeEquity: costs.freeEquity,
  });
  const honesty = honestyOf(examined, periodsPerYear);
  const [first, last] = [bars.time[0], bars.time.at(-1)];
  invariant(first !== undefined && last !== undefined, "a run has bars");
  const facts: RunFacts = {
    spec,
    fields: definition.fields,
    stats,
    trades: result.trades,
    bars: barCount(bars),
    warmUp: strategy.warmUpBars,
    days: (last - first) / DAY_MS,
    volume: volumeFacts(result, bars),
    open: openOf(result, bars),
    drawdownNow: drawdownSeries(result.equity).at(-1) ?? 0,
    equityMin: result.equity.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    marginCalls: result.marginCalls.length,
    details,
    honesty,
    quality,
  };
  const findings = analyseRun(facts);
  const { adverse, favourable } = tradeExcursions(result.trades, bars);
  return {
    examination: {
      version: EXAMINATION_VERSION,
      verdict: verdictOf(findings),
      findings,
      checks: CHECKS.length,
      details,
      honesty,
    },
    series: { tradeAdverse: adverse, tradeFavourable: favourable },
  };
}

function honestyOf({ run, result, bench, costs, lookAhead, sameBits }: Examined, periodsPerYear: number): Honesty {
  const { close, time } = bench.bars;
  const cash = result.cashAtStart;
  const { returns } = returnsOfRun({ equity: result.equity, close, time, cash });
  const known = returns.filter((each) => !Number.isNaN(each));
  const { count, sharpeVariance } = run.tries;
  const perPeriod = (sharpeVariance ?? 0) / periodsPerYear;
  return {
    trials: count,
    deflatedSharpe: deflatedSharpe(known, count, perPeriod),
    probabilisticSharpe: probabilisticSharpe(known, 0),
    luckSharpe: expectedMaximumSharpe(count, perPeriod) * Math.sqrt(periodsPerYear),
    breakEven: costs.breakEven,
    lookAhead,
    sameBits,
    paths: resamplePaths(returns, { periodsPerYear, seed: SEED }),
    trades: resampleTrades(result.trades.pnl, { cash, seed: SEED }),
  };
}

/** What is held after the last bar: its share of equity, and the part of the profit that no closed trade explains. */
function openOf({ fills, equity, trades, cashAtStart }: BacktestResult, { close }: BarColumns): RunFacts["open"] {
  const position = fills.positionAfter.at(-1) ?? 0;
  const end = equity.at(-1) ?? cashAtStart;
  if (position === 0) return null;
  const closed = trades.pnl.reduce((sum, pnl) => sum + pnl, 0);
  return { share: Math.abs(position * (close.at(-1) ?? Number.NaN)) / end, profit: end - cashAtStart - closed };
}
