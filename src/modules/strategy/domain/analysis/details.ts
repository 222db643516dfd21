import { type BarColumns, civilFromDays, type TimeZone } from "@/modules/data";
import { groupTrades, histogram, type RoundTripColumns, rollingBeta, rollingSharpe } from "@/modules/portfolio";
import { worstDrawdowns } from "@/modules/risk";
import type { BacktestResult } from "../backtest";
import { dayOf } from "../calendar-days";
import { type RunReturns, returnsOfRun } from "../tear-sheet";
import type { CostBreakdown } from "./cost-breakdown";
import type { ExaminationDetails } from "./examination";

export interface DetailsInput {
  readonly result: Pick<BacktestResult, "cashAtStart" | "equity" | "trades">;
  /** Times of the values of the curve, and what was held for comparison. */
  readonly bars: Pick<BarColumns, "time" | "close">;
  /** Share of equity at work, one value a bar. */
  readonly exposure: Float64Array;
  /** When each trade was entered: the start of its bar. */
  readonly entryMs: Float64Array;
  readonly periodsPerYear: number;
  /** Clocks of the exchange; null where bars are of a day or more, which carry a date and no hour. */
  readonly timeZone: TimeZone | null;
  readonly costs: CostBreakdown;
  /** Where the run ends without any cost. */
  readonly freeEquity: number | null;
}

const DRAWDOWNS_SHOWN = 10;
/** Points of a rolling curve that a screen can tell apart. */
const POINTS_MAX = 300;
/** A rolling window is half a year, but never more than a third of what there is, nor less than this many returns. */
const WINDOW_MIN = 20;
const [DAYS_A_WEEK, HOURS_A_DAY, HOUR_MS] = [7, 24, 3_600_000];
/** 1970-01-01 was a Thursday; the week begins on Monday. */
const EPOCH_WEEKDAY = 3;

/** What the tear sheet shows beside the statistics: when it earned, how deep it fell, how trades spread, what it cost. */
export function detailsOf(input: DetailsInput): ExaminationDetails {
  const { result, bars, costs, freeEquity } = input;
  const { cashAtStart: cash, equity, trades } = result;
  const series = returnsOfRun({ equity, close: bars.close, time: bars.time, cash });
  const keys = entryTimes(input);
  return {
    years: yearsOf(series, bars, { equity, cash }),
    rolling: rollingOf(input, series),
    drawdowns: drawdownsOf(equity, bars.time, cash),
    dailyReturns: histogram(series.returns),
    tradeReturns: histogram(tradeReturns(trades)),
    hours: input.timeZone === null ? null : groupTrades(trades.pnl, keys.map(hourOf), HOURS_A_DAY),
    weekdays: groupTrades(trades.pnl, keys.map(weekdayOf), DAYS_A_WEEK),
    costs: { ...costs, freeEquity },
  };
}

/** Return of each trade on the price it was entered at, before costs; NaN at no price. */
export function tradeReturns({ side, entryPrice, exitPrice }: RoundTripColumns): Float64Array {
  return side.map((direction, trip) => {
    const [entry, exit] = [entryPrice[trip] ?? Number.NaN, exitPrice[trip] ?? Number.NaN];
    return entry > 0 ? (direction * (exit - entry)) / entry : Number.NaN;
  });
}

/** When each trade was entered, on the clocks of its exchange written as if they were UTC. */
function entryTimes({ entryMs, timeZone }: DetailsInput): Float64Array {
  return timeZone === null ? entryMs : entryMs.map((at) => at + timeZone.offsetAt(at));
}

const weekdayOf = (localMs: number) => (((dayOf(localMs) + EPOCH_WEEKDAY) % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK;
const hourOf = (localMs: number) => Math.floor(localMs / HOUR_MS) - dayOf(localMs) * HOURS_A_DAY;

interface Curve {
  readonly equity: Float64Array;
  readonly cash: number;
}

/** Return of each calendar year (UTC) beside that of holding the instrument. */
function yearsOf(
  { ends, hold }: RunReturns,
  { time }: DetailsInput["bars"],
  { equity, cash }: Curve,
): ExaminationDetails["years"] {
  const years: ExaminationDetails["years"][number][] = [];
  let [before, heldBefore] = [cash, hold[0] ?? Number.NaN];
  ends.forEach((end, index) => {
    const { year } = civilFromDays(dayOf(time[end] ?? Number.NaN));
    const next = ends[index + 1];
    if (next !== undefined && civilFromDays(dayOf(time[next] ?? Number.NaN)).year === year) return;
    const [value, held] = [equity[end] ?? Number.NaN, hold[end] ?? Number.NaN];
    const benchmark = held / heldBefore - 1;
    const change = value / before - 1;
    if (Number.isFinite(change)) {
      years.push({ year, return: change, benchmark: Number.isFinite(benchmark) ? benchmark : null });
    }
    [before, heldBefore] = [value, held];
  });
  return years;
}

function rollingOf(
  { exposure, bars, periodsPerYear }: DetailsInput,
  series: RunReturns,
): ExaminationDetails["rolling"] {
  const count = series.returns.length;
  const window = Math.max(WINDOW_MIN, Math.min(Math.round(periodsPerYear / 2), Math.floor(count / 3)));
  const terms = { window, periodsPerYear };
  const atWork = Float64Array.from(series.bars, (bar) => exposure[bar] ?? Number.NaN);
  const places = spread(count, POINTS_MAX);
  const pick = (column: Float64Array) => places.map((place) => numberOrNull(column[place]));
  return {
    window,
    timeMs: places.map((place) => bars.time[series.bars[place] ?? 0] ?? 0),
    sharpe: pick(rollingSharpe(series.returns, terms)),
    beta: pick(rollingBeta(series.returns, series.benchmark, terms)),
    exposure: pick(atWork),
  };
}

/** At most `most` places of `count`, evenly spread, the first and the last among them. */
export function spread(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, place) => place);
  return Array.from({ length: most }, (_, place) => Math.round((place * (count - 1)) / (most - 1)));
}

const numberOrNull = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);

/** The cash at the start is a peak too; it has the moment of the first bar. */
function drawdownsOf(equity: Float64Array, time: Float64Array, cash: number): ExaminationDetails["drawdowns"] {
  const curve = new Float64Array(equity.length + 1).fill(cash, 0, 1);
  curve.set(equity, 1);
  const momentOf = (place: number) => time[Math.max(0, place - 1)] ?? 0;
  return worstDrawdowns(curve, DRAWDOWNS_SHOWN).map(({ peak, trough, recovery, depth }) => ({
    peakMs: momentOf(peak),
    troughMs: momentOf(trough),
    recoveryMs: recovery === null ? null : momentOf(recovery),
    depth,
    bars: (recovery ?? equity.length) - peak,
  }));
}
