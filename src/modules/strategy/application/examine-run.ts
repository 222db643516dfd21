import { err, invariant, ok, type Result } from "@/modules/_kernel";
import { DAY_MS, type NamedColumns } from "@/modules/data";
import type { BrokerModel } from "@/modules/execution";
import { deflatedSharpe, expectedMaximumSharpe, probabilisticSharpe } from "@/modules/portfolio";
import { drawdownSeries } from "@/modules/risk";
import { analyseRun, CHECKS } from "../domain/analysis/analyst";
import { type BreakEvenCost, findBreakEvenCost, withExtraCost } from "../domain/analysis/break-even-cost";
import { detailsOf } from "../domain/analysis/details";
import { EXAMINATION_VERSION, type Examination, type Honesty } from "../domain/analysis/examination";
import { drawCuts } from "../domain/analysis/look-ahead";
import { resamplePaths, resampleTrades } from "../domain/analysis/resample";
import type { RunFacts } from "../domain/analysis/run-facts";
import { verdictOf } from "../domain/analysis/verdict";
import type { BacktestSpec } from "../domain/backtest-spec";
import { returnsOfRun } from "../domain/tear-sheet";
import type { Pacing, RunMoments, Tries } from "../ports";
import type { CodeRuns, FindStrategy } from "../ports-own";
import { catchFault } from "./catch-fault";
import { openPortfolio } from "./examined-portfolio";
import { openSingle } from "./examined-single";
import type { Again, Made, Subject } from "./examined-subject";
import type { ExecuteError } from "./execute-backtest";
import type { LoadPortfolioDeps } from "./load-portfolio";

export interface ExamineDeps extends LoadPortfolioDeps {
  readonly find: FindStrategy;
  readonly codeRuns: CodeRuns;
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
  (deps: ExamineDeps) =>
  (run: ExaminedRun, pacing: Pacing): Promise<Result<ExaminedOutcome, ExecuteError>> =>
    catchFault(run.spec.strategy, () => examine(deps, run, pacing));

async function examine(
  deps: ExamineDeps,
  run: ExaminedRun,
  pacing: Pacing,
): Promise<Result<ExaminedOutcome, ExecuteError>> {
  const opened = await open(deps, run);
  if (!opened.ok) return opened;
  const bench = makeBench(opened.value, pacing);
  const made = await bench.again({});
  const costs = made === null ? null : await tryCosts(bench, made);
  const lookAhead = made === null ? null : await tryCuts(bench, made);
  const isStopped = made === null || costs === null || lookAhead === null;
  if (isStopped || pacing.signal.aborted) return err({ kind: "backtest.canceled" });
  return ok(sumUp({ run, subject: opened.value, made, costs, lookAhead }));
}

/** The run as a subject, by what its strategy trades. */
async function open(deps: ExamineDeps, run: ExaminedRun): Promise<Result<Subject, ExecuteError>> {
  const found = await deps.find(run.spec.strategy);
  if (!found.ok) return found;
  const { trades, definition } = found.value;
  return trades === "one" ? openSingle(deps, definition, run) : openPortfolio(deps, definition, run);
}

/** Makes one run over and over, in slices, a step of progress each. */
interface Bench {
  readonly subject: Subject;
  /** Null: it was told to stop. */
  readonly again: (change: Again) => Promise<Made<unknown> | null>;
}

function makeBench(subject: Subject, pacing: Pacing): Bench {
  let steps = 0;
  const silent: Pacing = { ...pacing, progress: () => undefined };
  return {
    subject,
    async again(change) {
      const made = await subject.make(change, silent);
      steps = Math.min(STEPS - 1, steps + 1);
      pacing.progress(steps, STEPS);
      return made;
    },
  };
}

interface TriedCosts {
  readonly freeEquity: number | null;
  readonly breakEven: BreakEvenCost;
}

async function tryCosts({ subject, again }: Bench, { result }: Made<unknown>): Promise<TriedCosts | null> {
  const cash = result.cashAtStart;
  const profitOf = (equity: Float64Array) => (equity.at(-1) ?? cash) - cash;
  const free = await again({ broker: NO_COST });
  if (free === null) return null;
  const breakEven = await findBreakEvenCost(async (bps) => {
    if (bps === 0) return profitOf(result.equity);
    const made = await again({ broker: withExtraCost(subject.broker, bps) });
    return made === null ? null : profitOf(made.result.equity);
  });
  return breakEven === null ? null : { freeEquity: free.result.equity.at(-1) ?? null, breakEven };
}

async function tryCuts({ subject, again }: Bench, whole: Made<unknown>): Promise<Honesty["lookAhead"] | null> {
  const { bars, warmUpBars } = subject;
  const cuts = drawCuts(bars.time.length, { warmUp: warmUpBars, count: CUTS, seed: SEED });
  for (const cut of cuts) {
    const part = await again({ cut });
    if (part === null) return null;
    const found = subject.difference(whole, part, cut);
    if (found !== null) return { cuts: cuts.length, found };
  }
  return { cuts: cuts.length, found: null };
}

interface Examined {
  readonly run: ExaminedRun;
  readonly subject: Subject;
  readonly made: Made<unknown>;
  readonly costs: TriedCosts;
  readonly lookAhead: Honesty["lookAhead"];
}

function sumUp(examined: Examined): ExaminedOutcome {
  const { subject, made, costs } = examined;
  const { result } = made;
  const { bars, periodsPerYear, timeZone } = subject;
  const { exposure, entryMs, excursions, ...picture } = subject.picture(made);
  const { freeEquity } = costs;
  const details = detailsOf({
    result,
    bars,
    exposure,
    entryMs,
    periodsPerYear,
    timeZone,
    costs: picture.costs,
    freeEquity,
  });
  const honesty = honestyOf(examined);
  const [first, last] = [bars.time[0], bars.time.at(-1)];
  invariant(first !== undefined && last !== undefined, "a run has bars");
  const facts: RunFacts = {
    spec: subject.spec,
    fields: subject.fields,
    stats: picture.stats,
    trades: result.trades,
    bars: bars.time.length,
    warmUp: subject.warmUpBars,
    days: (last - first) / DAY_MS,
    volume: picture.volume,
    open: picture.open,
    drawdownNow: drawdownSeries(result.equity).at(-1) ?? 0,
    equityMin: result.equity.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    marginCalls: result.marginCalls.length,
    details,
    honesty,
    quality: subject.quality,
  };
  const findings = analyseRun(facts);
  const checks = CHECKS.length;
  return {
    examination: { version: EXAMINATION_VERSION, verdict: verdictOf(findings), findings, checks, details, honesty },
    series: excursions,
  };
}

function honestyOf({ run, made, subject, costs, lookAhead }: Examined): Honesty {
  const { periodsPerYear } = subject;
  const { close, time } = subject.bars;
  const { equity, trades, cashAtStart: cash } = made.result;
  const { returns } = returnsOfRun({ equity, close, time, cash });
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
    sameBits: made.resultHash === run.resultHash,
    paths: resamplePaths(returns, { periodsPerYear, seed: SEED }),
    trades: resampleTrades(trades.pnl, { cash, seed: SEED }),
  };
}
