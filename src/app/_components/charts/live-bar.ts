import {
  BAR_COLUMN_NAMES,
  type Bar,
  type BarColumns,
  barAt,
  isResolution,
  isSessionResolution,
  MINUTE_MS,
  resolutionMs,
} from "@/modules/data";

/** Whether the bar in the making can be drawn at this resolution: slices of the clock can, sessions need their calendar. */
export function isLiveResolution(resolution: string): boolean {
  return isResolution(resolution) && !isSessionResolution(resolution) && resolutionMs(resolution) <= 15 * MINUTE_MS;
}

/**
 * The bar that is being made, from the bars that are over and the minute that is not: null when that minute is in the bars
 * already, when nothing is known of it, or when the resolution follows sessions.
 *
 * @param held - Bars of the resolution, oldest first; of the last one only the minutes that are over.
 * @param minute - The minute that is not over, as the quote has it.
 */
export function liveBar(held: BarColumns, minute: Bar | null, resolution: string): Bar | null {
  if (minute === null || !isLiveResolution(resolution) || !isResolution(resolution)) return null;
  const lengthMs = resolutionMs(resolution);
  const time = Math.floor(minute.time / lengthMs) * lengthMs;
  const last = barAt(held, held.time.length - 1);
  if (last === null || time > last.time) return { ...minute, time };
  // At one minute a bar of that time is the whole minute; and news of an older one came late.
  if (time < last.time || lengthMs === MINUTE_MS) return null;
  return {
    time,
    open: last.open,
    high: Math.max(last.high, minute.high),
    low: Math.min(last.low, minute.low),
    close: minute.close,
    volume: last.volume + minute.volume,
  };
}

/**
 * Where `next` goes on from `before`: the index of the first bar to draw, when drawing the bars from there on, one after
 * another, shows it; null when everything must be drawn anew.
 *
 * @param liveMs - Time of the bar in the making that is drawn behind `before`; no older bar can be drawn any more.
 */
export function grownFrom(before: BarColumns | null, next: BarColumns, liveMs: number | null): number | null {
  if (before === null) return null;
  const [had, has] = [before.time.length, next.time.length];
  if (had === 0 || has < had || has - had > GROWN_MAX) return null;
  if ([0, had >> 1, had - 1].some((at) => before.time[at] !== next.time[at])) return null;
  // All but the last bar must be what they were: a repaired bar further back needs a full drawing.
  for (let at = Math.max(0, had - CHECKED); at < had - 1; at += 1) if (!isSameBar(before, next, at)) return null;
  const first = isSameBar(before, next, had - 1) ? had : had - 1;
  const isLate = first < has && liveMs !== null && (next.time[first] ?? 0) < liveMs;
  return isLate ? null : first;
}

function isSameBar(left: BarColumns, right: BarColumns, at: number): boolean {
  return BAR_COLUMN_NAMES.every((name) => left[name][at] === right[name][at]);
}

/** More new bars than this are drawn anew. */
const GROWN_MAX = 5;
const CHECKED = 30;
