import { invariant } from "@/modules/_kernel";
import {
  annualReturn,
  annualVolatility,
  ascending,
  type BenchmarkComparison,
  compareWithBenchmark,
  deflatedSharpe,
  excessKurtosis,
  excessOf,
  growth,
  omegaRatio,
  probabilisticSharpe,
  ratioOrNull,
  sharpeRatio,
  skewness,
  sortinoRatio,
  stability,
  tailRatio,
  totalReturn,
  winRate,
} from "@/modules/portfolio";
import { summarizeDrawdown } from "./drawdown";
import { historicalCvar, historicalVar, parametricCvar, parametricVar } from "./tail-risk";

export interface MetricsInput {
  /** Simple returns, fractions, oldest first. NaN is missing: the period is removed, with its benchmark value. */
  readonly returns: Float64Array;
  /** The benchmark's returns over the same periods, or null. NaN there leaves the period out of the comparison alone. */
  readonly benchmark: Float64Array | null;
  /** Return of a riskless asset per period, a fraction. */
  readonly riskFree: number;
  /** Periods in a year, above 0: 252 for daily equities. */
  readonly periodsPerYear: number;
  /** Of value at risk and shortfall, above 0 and below 1. */
  readonly confidence: number;
  /** How many variants were tried to find this one, or null when nobody counted. */
  readonly trials: number | null;
  /** Variance of the tries' Sharpe ratios, per period. */
  readonly trialsVariance: number | null;
}

/** Each is null where it is undefined. Ratios are fractions; names without a unit are per period, annualized where said. */
export interface ReturnMetrics extends BenchmarkComparison {
  readonly periods: number;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: number | null;
  readonly maxDrawdownDuration: number | null;
  readonly omega: number | null;
  readonly tailRatio: number | null;
  readonly var: number | null;
  readonly cvar: number | null;
  readonly varParametric: number | null;
  readonly cvarParametric: number | null;
  readonly skew: number | null;
  readonly kurtosis: number | null;
  readonly stability: number | null;
  readonly ulcerIndex: number | null;
  readonly winRate: number | null;
  readonly best: number | null;
  readonly worst: number | null;
  readonly probabilisticSharpe: number | null;
  readonly deflatedSharpe: number | null;
}

const NO_COMPARISON: BenchmarkComparison = {
  beta: null,
  alpha: null,
  informationRatio: null,
  correlation: null,
  upCapture: null,
  downCapture: null,
};

/**
 * All statistics of a series of returns at once. Each formula and its source stands at its own function; here they are
 * only put together: calmar = cagr / |maxDrawdown|, null without a drawdown (Young 1991; empyrical `calmar_ratio`), and the
 * drawdown counts the value before the first return as a peak. Cost is that of sorting the returns once.
 *
 * Breaks an invariant when the benchmark has another length, and on periodsPerYear and confidence out of bounds.
 */
export function computeMetrics(input: MetricsInput): ReturnMetrics {
  const { riskFree, periodsPerYear, confidence } = input;
  invariant(periodsPerYear > 0, `periodsPerYear is above 0, was ${periodsPerYear}`);
  invariant(confidence > 0 && confidence < 1, `confidence is above 0 and below 1, was ${confidence}`);
  const returns = input.returns.filter((each) => !Number.isNaN(each));
  const excess = excessOf(returns, riskFree);
  const sorted = ascending(returns);
  const cagr = annualReturn(returns, periodsPerYear);
  const drawdown = returns.length === 0 ? null : summarizeDrawdown(curveOf(returns));
  return {
    periods: returns.length,
    totalReturn: totalReturn(returns),
    cagr,
    volatility: annualVolatility(returns, periodsPerYear),
    sharpe: sharpeRatio(excess, periodsPerYear),
    sortino: sortinoRatio(excess, periodsPerYear),
    calmar: drawdown === null ? null : ratioOrNull(cagr, Math.abs(drawdown.maximum)),
    maxDrawdown: drawdown?.maximum ?? null,
    maxDrawdownDuration: drawdown?.longestPeriods ?? null,
    omega: omegaRatio(excess),
    tailRatio: tailRatio(returns),
    var: historicalVar(sorted, confidence),
    cvar: historicalCvar(sorted, confidence),
    varParametric: parametricVar(returns, confidence),
    cvarParametric: parametricCvar(returns, confidence),
    skew: skewness(returns),
    kurtosis: excessKurtosis(returns),
    stability: stability(returns),
    ulcerIndex: drawdown?.rootMeanSquare ?? null,
    winRate: winRate(returns),
    best: sorted.at(-1) ?? null,
    worst: sorted[0] ?? null,
    probabilisticSharpe: probabilisticSharpe(excess, 0),
    deflatedSharpe: deflated(excess, input),
    ...comparison(input),
  };
}

/** Growth of 1, with the 1 itself in front. */
function curveOf(returns: Float64Array): Float64Array {
  const curve = new Float64Array(returns.length + 1);
  curve[0] = 1;
  curve.set(growth(returns), 1);
  return curve;
}

/** Null until the tries were counted; the variance matters from the second try on. */
function deflated(excess: Float64Array, { trials, trialsVariance }: MetricsInput): number | null {
  if (trials === null || (trials > 1 && trialsVariance === null)) return null;
  return deflatedSharpe(excess, trials, trialsVariance ?? 0);
}

function comparison({ returns, benchmark, riskFree, periodsPerYear }: MetricsInput): BenchmarkComparison {
  if (benchmark === null) return NO_COMPARISON;
  invariant(benchmark.length === returns.length, `a benchmark has ${returns.length} returns, was ${benchmark.length}`);
  const known = (_: number, index: number) =>
    !Number.isNaN(returns[index] ?? Number.NaN) && !Number.isNaN(benchmark[index] ?? Number.NaN);
  return compareWithBenchmark(returns.filter(known), benchmark.filter(known), { riskFree, periodsPerYear });
}
