import { type BarColumns, barCount, sliceBars } from "../bar-columns";
import { DAY_MS, isSessionResolution, type Resolution, resolutionMs } from "../resolution";
import { afterBucket, periodOf } from "../roll-up";
import type { SessionRule } from "../session-rule";

/**
 * The bars that have closed by `nowMs`. The one that is still made of what comes in is left out: what it says now is not what
 * it will have said, and a hit on it could be found and lost within a minute.
 */
export function closedBars(bars: BarColumns, resolution: Resolution, rule: SessionRule, nowMs: number): BarColumns {
  let count = barCount(bars);
  while (count > 0 && closeOf(bars.time[count - 1] ?? 0, resolution, rule) > nowMs) count -= 1;
  return count === barCount(bars) ? bars : sliceBars(bars, 0, count);
}

/** When the bar that starts at `startMs` closes: at its length, or with its session where that ends earlier. */
export function closeOf(startMs: number, resolution: Resolution, rule: SessionRule): number {
  if (isSessionResolution(resolution)) return closeOfPeriod(startMs, resolution, rule);
  const endMs = startMs + resolutionMs(resolution);
  return Math.min(endMs, rule.sessionAt(startMs)?.closeMs ?? endMs);
}

/** The close of the last session of a day, week or month; where it has none, when the next one could begin. */
function closeOfPeriod(startMs: number, resolution: Resolution, rule: SessionRule): number {
  const firstMs = periodOf(startMs, resolution);
  const nextMs = resolution === "1d" ? startMs + DAY_MS : afterBucket(firstMs, resolution);
  for (let dateMs = nextMs - DAY_MS; dateMs >= firstMs; dateMs -= DAY_MS) {
    const session = rule.sessionAt(rule.startOfDate(dateMs));
    if (session !== null && session.dateMs === dateMs) return session.closeMs;
  }
  return rule.startOfDate(nextMs);
}
