import { assertNever, invariant } from "@/modules/_kernel";
import { type BarColumns, barCount, makeBarColumns, sliceBars } from "./bar-columns";
import { civilFromDays, daysFromCivil } from "./civil";
import { DAY_MS, MINUTE_MS, type Resolution, resolutionMs } from "./resolution";
import type { SessionRule } from "./session-rule";

/**
 * Where a bar's bucket starts, and the end of the stretch of time for which that holds: bars before it need not be asked
 * about again. A null start leaves the bar out.
 */
interface Bucket {
  readonly startMs: number | null;
  readonly untilMs: number;
}

/**
 * Takes bars together by bucket: the first open, the highest high, the lowest low, the last close and the sum of volumes.
 * Buckets without a bar are left out, as no bar is made up.
 */
function collect(bars: BarColumns, bucketAt: (timeMs: number) => Bucket): BarColumns {
  const count = barCount(bars);
  const rolled = makeBarColumns(count);
  let size = 0;
  let bucket: Bucket = { startMs: null, untilMs: Number.NEGATIVE_INFINITY };
  for (let i = 0; i < count; i += 1) {
    const time = bars.time[i] ?? 0;
    if (time >= bucket.untilMs) bucket = bucketAt(time);
    const start = bucket.startMs;
    if (start === null) continue;
    if (size === 0 || rolled.time[size - 1] !== start) {
      rolled.time[size] = start;
      rolled.open[size] = bars.open[i] ?? 0;
      rolled.high[size] = bars.high[i] ?? 0;
      rolled.low[size] = bars.low[i] ?? 0;
      size += 1;
    }
    const at = size - 1;
    rolled.high[at] = Math.max(rolled.high[at] ?? 0, bars.high[i] ?? 0);
    rolled.low[at] = Math.min(rolled.low[at] ?? 0, bars.low[i] ?? 0);
    rolled.close[at] = bars.close[i] ?? 0;
    rolled.volume[at] = (rolled.volume[at] ?? 0) + (bars.volume[i] ?? 0);
  }
  return sliceBars(rolled, 0, size);
}

/**
 * Bars of `minutes` from finer ones, by the clock: a bucket starts at a multiple of `minutes` counted from midnight UTC.
 * Only for spans below an hour: longer ones follow exchange sessions, see {@link rollUpTo}.
 *
 * @param bars - Oldest first.
 * @param minutes - Length of a bucket; divides 60.
 */
export function rollUp(bars: BarColumns, minutes: number): BarColumns {
  invariant(
    Number.isInteger(minutes) && minutes >= 1 && 60 % minutes === 0,
    `a bucket divides the hour, was ${minutes}`,
  );
  const bucketMs = minutes * MINUTE_MS;
  return collect(bars, (timeMs) => {
    const startMs = Math.floor(timeMs / bucketMs) * bucketMs;
    return { startMs, untilMs: startMs + bucketMs };
  });
}

/** What bars of a resolution are made of where they are not stored themselves; null: nothing is finer. */
export const FINER: Readonly<Record<Resolution, Resolution | null>> = {
  "1m": null,
  "5m": "1m",
  "15m": "5m",
  "1h": "15m",
  "4h": "1h",
  "1d": "1h",
  "1w": "1d",
  "1mo": "1d",
};

/**
 * Bars of a resolution from those of {@link FINER} (for 1h, 4h and 1d: of anything shorter than a session).
 *
 * 5m and 15m go by the clock in UTC. 1h and 4h are counted from the open of the session, so the last one of a session may
 * be short; 1d is the session and carries its date; 1w and 1mo carry the Monday and the first of the month. Bars outside of
 * trading are left out of 1h and longer. The last bucket may be unfinished: it holds what there is of it.
 *
 * Rolling up in steps gives what rolling up at once does, bit for bit but for volumes: sums of fractions depend on the order
 * in which they are added. So there is one order, the ladder of {@link FINER}.
 *
 * @param bars - Oldest first.
 */
export function rollUpTo(bars: BarColumns, resolution: Resolution, rule: SessionRule): BarColumns {
  switch (resolution) {
    case "1m":
      return bars;
    case "5m":
      return rollUp(bars, 5);
    case "15m":
      return rollUp(bars, 15);
    case "1h":
    case "4h": {
      const lengthMs = resolutionMs(resolution);
      return collect(bars, (timeMs) => {
        const session = rule.sessionAt(timeMs);
        if (session === null) return { startMs: null, untilMs: timeMs };
        const startMs = session.openMs + Math.floor((timeMs - session.openMs) / lengthMs) * lengthMs;
        return { startMs, untilMs: Math.min(startMs + lengthMs, session.closeMs) };
      });
    }
    case "1d":
      return collect(bars, (timeMs) => {
        const session = rule.sessionAt(timeMs);
        return session === null
          ? { startMs: null, untilMs: timeMs }
          : { startMs: session.dateMs, untilMs: session.closeMs };
      });
    case "1w":
    case "1mo":
      return collect(bars, (timeMs) => {
        const startMs = periodStart(timeMs, resolution);
        return { startMs, untilMs: nextPeriod(startMs, resolution) };
      });
    default:
      return assertNever(resolution, "rollUpTo");
  }
}

/** 1970-01-05 was a Monday. */
const MONDAY_MS = 4 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;

/** The Monday of a date's week, or the first of its month. */
function periodStart(dateMs: number, resolution: "1w" | "1mo"): number {
  if (resolution === "1w") return Math.floor((dateMs - MONDAY_MS) / WEEK_MS) * WEEK_MS + MONDAY_MS;
  const { year, month } = civilFromDays(Math.floor(dateMs / DAY_MS));
  return daysFromCivil({ year, month, day: 1 }) * DAY_MS;
}

/** The start of the week or month in which a bar lies; of shorter resolutions the bar's own time. */
export function periodOf(timeMs: number, resolution: Resolution): number {
  return resolution === "1w" || resolution === "1mo" ? periodStart(timeMs, resolution) : timeMs;
}

function nextPeriod(startMs: number, resolution: "1w" | "1mo"): number {
  if (resolution === "1w") return startMs + WEEK_MS;
  const { year, month } = civilFromDays(Math.floor(startMs / DAY_MS));
  return (
    daysFromCivil(month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 }) * DAY_MS
  );
}

/**
 * The least range of {@link FINER} bars that all bars of a resolution which start in `[fromMs, toMs)` are made of. Infinite
 * ends stay infinite.
 */
export function finerRange(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  resolution: Resolution,
  rule: SessionRule,
): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: bucketFrom(fromMs, resolution, rule), toMs: bucketFrom(toMs, resolution, rule) };
}

/** Times past what dates can say are the ends of everything. */
const FAR_MS = 8.64e15;

/** The first moment, as finer bars carry it, of the first bucket that starts at `atMs` or later. */
function bucketFrom(atMs: number, resolution: Resolution, rule: SessionRule): number {
  if (Math.abs(atMs) >= FAR_MS) return atMs;
  switch (resolution) {
    case "1m":
      return atMs;
    case "5m":
    case "15m": {
      const lengthMs = resolutionMs(resolution);
      return Math.ceil(atMs / lengthMs) * lengthMs;
    }
    case "1h":
    case "4h": {
      const lengthMs = resolutionMs(resolution);
      const session = rule.sessionAt(atMs);
      if (session === null) return atMs;
      return Math.min(session.openMs + Math.ceil((atMs - session.openMs) / lengthMs) * lengthMs, session.closeMs);
    }
    case "1d":
      return rule.startOfDate(Math.ceil(atMs / DAY_MS) * DAY_MS);
    case "1w":
    case "1mo": {
      const startMs = periodStart(atMs, resolution);
      return startMs === atMs ? startMs : nextPeriod(startMs, resolution);
    }
    default:
      return assertNever(resolution, "bucketFrom");
  }
}

/** Bars of {@link FINER} that one bar is made of at most. */
export function finerBarsMax(resolution: Resolution, rule: SessionRule): number {
  const most: Readonly<Record<Resolution, number>> = {
    "1m": 1,
    "5m": 5,
    "15m": 3,
    // Five where a session opens off the quarter.
    "1h": 5,
    "4h": 4,
    "1d": rule.hoursMax,
    "1w": 7,
    "1mo": 31,
  };
  return most[resolution];
}

/** The start of the first bucket after the one a stored bar of that time fills: what is made of finer bars begins there. */
export function afterBucket(startMs: number, resolution: Resolution): number {
  if (resolution === "1w" || resolution === "1mo") return nextPeriod(periodStart(startMs, resolution), resolution);
  return startMs + resolutionMs(resolution);
}
