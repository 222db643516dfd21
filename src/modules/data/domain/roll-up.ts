import { invariant } from "@/modules/_kernel";
import { type BarColumns, barCount, makeBarColumns, sliceBars } from "./bar-columns";
import { MINUTE_MS } from "./resolution";

/**
 * Bars of `minutes` from finer ones, by the clock: a bucket starts at a multiple of `minutes` counted from midnight UTC and
 * takes the first open, the highest high, the lowest low, the last close and the sum of volumes of the bars in it. Buckets
 * without a bar are left out, as no bar is made up. Only for spans below an hour: longer ones follow exchange sessions.
 *
 * @param bars - Oldest first.
 * @param minutes - Length of a bucket; divides 60.
 */
export function rollUp(bars: BarColumns, minutes: number): BarColumns {
  invariant(
    Number.isInteger(minutes) && minutes >= 1 && 60 % minutes === 0,
    `a bucket divides the hour, was ${minutes}`,
  );
  const count = barCount(bars);
  const bucketMs = minutes * MINUTE_MS;
  const rolled = makeBarColumns(count);
  let size = 0;
  for (let i = 0; i < count; i += 1) {
    const start = Math.floor((bars.time[i] ?? 0) / bucketMs) * bucketMs;
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

/** Resolutions that are rolled up from one-minute bars where they are not stored themselves, with their minutes. */
export const ROLLED_UP = { "5m": 5, "15m": 15 } as const;
