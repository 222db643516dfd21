/** Spans that a chart offers on a button. */
export const CHART_RANGES = ["1M", "3M", "YTD", "1Y", "5Y", "All"] as const;
export type ChartRange = (typeof CHART_RANGES)[number];

export function isChartRange(value: unknown): value is ChartRange {
  return CHART_RANGES.some((range) => range === value);
}

/** What a chart shows before anybody chose: a few hundred to a few thousand bars, whatever their length. */
export function usualRange(barMs: number): ChartRange {
  if (barMs < QUARTER_DAY_MS) return "1M";
  return barMs < WEEK_MS ? "1Y" : "5Y";
}

const QUARTER_DAY_MS = 21_600_000;
const WEEK_MS = 604_800_000;

const MONTHS: Readonly<Record<Exclude<ChartRange, "YTD" | "All">, number>> = { "1M": 1, "3M": 3, "1Y": 12, "5Y": 60 };

/**
 * The moment a range begins when its last bar is at `lastMs`: calendar months back in UTC, the day held back to the
 * month's last where there is no such day; YTD is January 1 of the last bar's year; null is "from the first bar".
 */
export function rangeStartMs(range: ChartRange, lastMs: number): number | null {
  if (range === "All") return null;
  const last = new Date(lastMs);
  const [year, month, day] = [last.getUTCFullYear(), last.getUTCMonth(), last.getUTCDate()];
  if (range === "YTD") return Date.UTC(year, 0, 1);
  const target = month - MONTHS[range];
  const daysInTarget = new Date(Date.UTC(year, target + 1, 0)).getUTCDate();
  const timeOfDay = lastMs - Date.UTC(year, month, day);
  return Date.UTC(year, target, Math.min(day, daysInTarget)) + timeOfDay;
}

/** More bars than this at once are no bars that just closed: a page of a fetch, or an import. */
const CLOSED_AT_ONCE_MAX = 3;

/** What a chart held of a series. */
export interface HeldSpan {
  readonly firstMs: number;
  readonly lastMs: number;
  /** The first bar held was the first there was. */
  readonly atStart: boolean;
}

/** Whether a view of a range must be shown again: bars have come many at a time, behind what was held or before all of it. */
export function hasGrown(times: Float64Array, before: HeldSpan): boolean {
  const hasOlder = before.atStart && (times[0] ?? before.firstMs) < before.firstMs;
  return hasOlder || hasJumped(times, before.lastMs);
}

/** Whether so many bars have come behind the one that was the last that a view of the newest must move along. */
function hasJumped(times: Float64Array, lastSeenMs: number): boolean {
  return (times.at(-1 - CLOSED_AT_ONCE_MAX) ?? Number.NEGATIVE_INFINITY) > lastSeenMs;
}
