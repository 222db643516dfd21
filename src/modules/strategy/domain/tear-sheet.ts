import { civilFromDays } from "@/modules/data";
import { ORDER_STATUSES } from "@/modules/execution";
import {
  annualReturn,
  annualVolatility,
  ratioOrNull,
  sharpeRatio,
  sortinoRatio,
  totalReturn,
} from "@/modules/portfolio";
import { computeMetrics, summarizeDrawdown } from "@/modules/risk";
import type { BacktestResult } from "./backtest";
import { dayOf, lastBarOfDays } from "./calendar-days";
import type { PortfolioStats } from "./portfolio/worth-by-instrument";

/** Return of one calendar month (UTC), a fraction. */
export interface MonthlyReturn {
  readonly year: number;
  readonly month: number;
  readonly return: number;
}

/** Statistics of one backtest. Ratios are fractions; null is undefined, never 0. Durations are in bars. */
export interface BacktestStats {
  readonly finalEquity: number;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: number | null;
  readonly maxDrawdownDuration: number | null;
  readonly var95: number | null;
  readonly cvar95: number | null;
  readonly trades: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly averageTrade: number | null;
  readonly averageBarsHeld: number | null;
  readonly exposure: number | null;
  readonly orders: number;
  readonly filled: number;
  readonly refused: number;
  readonly fees: number;
  readonly benchmarkReturn: number | null;
  readonly benchmarkCagr: number | null;
  readonly benchmarkMaxDrawdown: number | null;
  readonly beta: number | null;
  readonly alpha: number | null;
  readonly monthly: readonly MonthlyReturn[];
  /** Of a run on several instruments: what each contributed. */
  readonly portfolio?: PortfolioStats;
}

export interface TearSheetInput {
  readonly result: BacktestResult;
  /** Closes of the bars tested on. */
  readonly close: Float64Array;
  /** Starts of the bars, or null when nobody knows them: then every bar is a period and there are no months. */
  readonly time: Float64Array | null;
  readonly periodsPerYear: number;
}

const CONFIDENCE = 0.95;

/**
 * What holding the instrument with all cash from the first close on would have been worth, one value a bar, without cost.
 * NaN throughout when the first close is not above 0: nobody can buy that.
 */
export function buyAndHold(close: Float64Array, cash: number): Float64Array {
  const first = close[0] ?? Number.NaN;
  const units = first > 0 ? cash / first : Number.NaN;
  return close.map((price) => price * units);
}

/**
 * Sums up a backtest against buying and holding the same instrument.
 *
 * Returns are of one day each where bars are shorter (the last bar of each UTC day), else of one bar; the curve starts with
 * the cash. Drawdown, its duration and exposure see every bar. Each ratio is that of `computeMetrics`, riskless return 0.
 */
export function summarizeBacktest(input: TearSheetInput): BacktestStats {
  const { result, close, time, periodsPerYear } = input;
  const { cashAtStart: cash, equity } = result;
  const { ends, returns, benchmark, hold } = returnsOfRun({ equity, close, time, cash });
  const shared = { riskFree: 0, periodsPerYear, confidence: CONFIDENCE, trials: null, trialsVariance: null };
  const own = computeMetrics({ ...shared, returns, benchmark });
  const market = computeMetrics({ ...shared, returns: benchmark, benchmark: null });
  const drawdown = equity.length === 0 ? null : summarizeDrawdown(withStart(equity, cash));
  return {
    finalEquity: equity.at(-1) ?? cash,
    totalReturn: own.totalReturn,
    cagr: own.cagr,
    volatility: own.volatility,
    sharpe: own.sharpe,
    sortino: own.sortino,
    calmar: drawdown === null ? null : ratioOrNull(own.cagr, Math.abs(drawdown.maximum)),
    maxDrawdown: drawdown?.maximum ?? null,
    maxDrawdownDuration: drawdown?.longestPeriods ?? null,
    var95: own.var,
    cvar95: own.cvar,
    ...tradeStats(result),
    benchmarkReturn: market.totalReturn,
    benchmarkCagr: market.cagr,
    benchmarkMaxDrawdown: market.totalReturn === null ? null : summarizeDrawdown(hold).maximum,
    beta: own.beta,
    alpha: own.alpha,
    monthly: time === null ? [] : monthlyReturns(equity, time, ends, cash),
  };
}

/** A run as the returns that statistics are made of. */
export interface RunReturns {
  /** Last bar of each period: of each UTC day, or every bar. */
  readonly ends: Int32Array;
  /** Bar at whose close each return ends; as many as there are returns. */
  readonly bars: Int32Array;
  readonly returns: Float64Array;
  /** Of holding the instrument over the same periods. */
  readonly benchmark: Float64Array;
  /** What holding it was worth, one value a bar. */
  readonly hold: Float64Array;
}

/** The returns of a run and of holding its instrument, one a day where bars are shorter. The curve starts with the cash. */
export function returnsOfRun({ equity, close, time, cash }: RunCurve): RunReturns {
  const ends = time === null ? Int32Array.from(equity, (_, index) => index) : lastBarOfDays(time);
  const hold = buyAndHold(close, cash);
  const startsWithCash = ends[0] === 0 && equity[0] === cash;
  const returnsOf = (curve: Float64Array) => sampleReturns(curve, ends, startsWithCash ? null : cash);
  return {
    ends,
    bars: startsWithCash ? ends.subarray(1) : ends,
    returns: returnsOf(equity),
    benchmark: returnsOf(hold),
    hold,
  };
}

interface RunCurve {
  readonly equity: Float64Array;
  readonly close: Float64Array;
  readonly time: Float64Array | null;
  readonly cash: number;
}

/** By what combinations of parameters are compared. */
export type TrialStats = Omit<
  BacktestStats,
  | "maxDrawdownDuration"
  | "var95"
  | "cvar95"
  | "benchmarkReturn"
  | "benchmarkCagr"
  | "benchmarkMaxDrawdown"
  | "beta"
  | "alpha"
  | "monthly"
  | "portfolio"
>;

/**
 * A part of {@link summarizeBacktest}, number for number: what needs no sorting of returns and no look at the market, which
 * on daily bars takes several times as long as the backtest itself.
 *
 * @param ends - Last bar of each day, see `lastBarOfDays`: the same for all combinations on the same bars.
 */
export function summarizeTrial(result: BacktestResult, ends: Int32Array, periodsPerYear: number): TrialStats {
  const { cashAtStart: cash, equity } = result;
  const startsWithCash = ends[0] === 0 && equity[0] === cash;
  const sampled = sampleReturns(equity, ends, startsWithCash ? null : cash);
  // Copied only where something is missing, which is rare: a search makes hundreds of thousands of these.
  const returns = sampled.includes(Number.NaN) ? sampled.filter((each) => !Number.isNaN(each)) : sampled;
  const cagr = annualReturn(returns, periodsPerYear);
  const maxDrawdown = equity.length === 0 ? null : deepestDrawdown(equity, cash);
  return {
    finalEquity: equity.at(-1) ?? cash,
    totalReturn: totalReturn(returns),
    cagr,
    volatility: annualVolatility(returns, periodsPerYear),
    sharpe: sharpeRatio(returns, periodsPerYear),
    sortino: sortinoRatio(returns, periodsPerYear),
    calmar: maxDrawdown === null ? null : ratioOrNull(cagr, Math.abs(maxDrawdown)),
    maxDrawdown,
    ...tradeStats(result),
  };
}

/** The lowest value against the highest before it, as a fraction at or below 0; the cash at the start is the first peak. */
function deepestDrawdown(equity: Float64Array, cash: number): number {
  let [peak, deepest] = [cash, 0];
  for (const value of equity) {
    if (value > peak) peak = value;
    const depth = value / peak - 1;
    if (depth < deepest) deepest = depth;
  }
  return deepest;
}

/** The curve with the cash in front, unless it begins with it. */
function withStart(equity: Float64Array, cash: number): Float64Array {
  if (equity[0] === cash) return equity;
  const curve = new Float64Array(equity.length + 1);
  curve[0] = cash;
  curve.set(equity, 1);
  return curve;
}

/** Simple returns between the values at `ends`, the first one from `start` where there is one. Undefined is NaN: missing. */
function sampleReturns(curve: Float64Array, ends: Int32Array, start: number | null): Float64Array {
  const first = start === null ? 1 : 0;
  const returns = new Float64Array(Math.max(0, ends.length - first));
  let previous = start ?? curve[ends[0] ?? -1] ?? Number.NaN;
  for (let i = first; i < ends.length; i += 1) {
    const value = curve[ends[i] ?? -1] ?? Number.NaN;
    const change = value / previous - 1;
    returns[i - first] = Number.isFinite(change) ? change : Number.NaN;
    previous = value;
  }
  return returns;
}

function tradeStats({ trades, fills, orders, equity }: BacktestResult) {
  const count = trades.pnl.length;
  let [gains, losses, wins, held] = [0, 0, 0, 0];
  trades.pnl.forEach((pnl, index) => {
    if (pnl > 0) {
      gains += pnl;
      wins += 1;
    } else losses -= pnl;
    held += (trades.exitBar[index] ?? Number.NaN) - (trades.entryBar[index] ?? Number.NaN);
  });
  const [filled, refused] = [ORDER_STATUSES.indexOf("filled"), ORDER_STATUSES.indexOf("rejected")];
  return {
    trades: count,
    winRate: ratioOrNull(wins, count),
    profitFactor: ratioOrNull(gains, losses),
    averageTrade: ratioOrNull(gains - losses, count),
    averageBarsHeld: ratioOrNull(held, count),
    exposure: ratioOrNull(barsInMarket(fills, equity.length), equity.length),
    orders: orders.status.length,
    filled: orders.status.filter((status) => status === filled).length,
    refused: orders.status.filter((status) => status === refused).length,
    fees: fills.commission.reduce((sum, commission) => sum + commission, 0),
  };
}

/** Bars at whose close something was held. */
function barsInMarket({ bar, positionAfter }: BacktestResult["fills"], count: number): number {
  let inside = 0;
  for (let i = 0; i < bar.length; i += 1) {
    if (positionAfter[i] !== 0) inside += (bar[i + 1] ?? count) - (bar[i] ?? Number.NaN);
  }
  return inside;
}

function monthlyReturns(
  equity: Float64Array,
  time: Float64Array,
  ends: Int32Array,
  cash: number,
): readonly MonthlyReturn[] {
  const months: MonthlyReturn[] = [];
  let before = cash;
  ends.forEach((end, index) => {
    const { year, month } = civilFromDays(dayOf(time[end] ?? Number.NaN));
    const next = ends[index + 1];
    const following = next === undefined ? null : civilFromDays(dayOf(time[next] ?? Number.NaN));
    if (following !== null && following.month === month && following.year === year) return;
    const value = equity[end] ?? Number.NaN;
    const change = value / before - 1;
    if (Number.isFinite(change)) months.push({ year, month, return: change });
    before = value;
  });
  return months;
}
