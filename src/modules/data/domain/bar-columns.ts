import { invariant } from "@/modules/_kernel";

/**
 * Bars of one series as columns of equal length, oldest first, times strictly increasing.
 *
 * `time` is the start of the bar in epoch milliseconds (a session bar: its date at 00:00 UTC). Prices are in the quote
 * currency per unit, unadjusted; volume is in units. Columns, never rows: this is what the database reader fills, what the
 * wire carries and what the engine walks.
 */
export interface BarColumns {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Column names in the order in which the wire and the database carry them. */
export const BAR_COLUMN_NAMES = ["time", "open", "high", "low", "close", "volume"] as const;
export type BarColumnName = (typeof BAR_COLUMN_NAMES)[number];

/** One bar as a row: for previews, tests and tables, never for bulk. */
export interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Columns of `count` bars, all zero, on one buffer. */
export function makeBarColumns(count: number): BarColumns {
  invariant(Number.isInteger(count) && count >= 0, `a count of bars is a whole number from 0, was ${count}`);
  const buffer = new ArrayBuffer(count * BAR_COLUMN_NAMES.length * Float64Array.BYTES_PER_ELEMENT);
  return barColumnsOn(buffer, 0, count);
}

/** Six columns of `count` values, one after another in `buffer` from `byteOffset`, which must be a multiple of 8. */
export function barColumnsOn(buffer: ArrayBuffer, byteOffset: number, count: number): BarColumns {
  const column = (index: number) =>
    new Float64Array(buffer, byteOffset + index * count * Float64Array.BYTES_PER_ELEMENT, count);
  return { time: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5) };
}

/** Number of bars. Breaks an invariant when the columns differ in length. */
export function barCount(bars: BarColumns): number {
  const count = bars.time.length;
  for (const name of BAR_COLUMN_NAMES) {
    invariant(bars[name].length === count, `columns share one length: ${name} has ${bars[name].length} of ${count}`);
  }
  return count;
}

/** The bars from index `start` up to and without `end`, as views on the same memory. */
export function sliceBars(bars: BarColumns, start: number, end: number): BarColumns {
  return {
    time: bars.time.subarray(start, end),
    open: bars.open.subarray(start, end),
    high: bars.high.subarray(start, end),
    low: bars.low.subarray(start, end),
    close: bars.close.subarray(start, end),
    volume: bars.volume.subarray(start, end),
  };
}

/** The bars that start in `[fromMs, toMs)`, as views on the same memory; times rise. */
export function barsWithin(bars: BarColumns, fromMs: number, toMs: number): BarColumns {
  return sliceBars(bars, firstFrom(bars.time, fromMs), firstFrom(bars.time, toMs));
}

/** Index of the first time at `atMs` or later: the length where there is none. Times rise. */
function firstFrom(time: Float64Array, atMs: number): number {
  let [low, high] = [0, time.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bars of `left` and then those of `right`, which start later. Copies nothing where one side is empty. */
export function joinBars(left: BarColumns, right: BarColumns): BarColumns {
  const [before, after] = [barCount(left), barCount(right)];
  if (after === 0) return left;
  if (before === 0) return right;
  const joined = makeBarColumns(before + after);
  for (const name of BAR_COLUMN_NAMES) {
    joined[name].set(left[name]);
    joined[name].set(right[name], before);
  }
  return joined;
}

/** Columns from rows, in the order given. */
/** Any number of them as one, copied once. */
export function concatBars(parts: readonly BarColumns[]): BarColumns {
  const whole = makeBarColumns(parts.reduce((sum, part) => sum + barCount(part), 0));
  let at = 0;
  for (const part of parts) {
    for (const name of BAR_COLUMN_NAMES) whole[name].set(part[name], at);
    at += barCount(part);
  }
  return whole;
}

/** Those at the given places, in that order. */
export function pickBars(bars: BarColumns, places: readonly number[]): BarColumns {
  const picked = makeBarColumns(places.length);
  for (const name of BAR_COLUMN_NAMES) {
    for (const [to, from] of places.entries()) picked[name][to] = bars[name][from] ?? Number.NaN;
  }
  return picked;
}

export function barColumnsOf(rows: readonly Bar[]): BarColumns {
  const bars = makeBarColumns(rows.length);
  rows.forEach((row, index) => {
    for (const name of BAR_COLUMN_NAMES) bars[name][index] = row[name];
  });
  return bars;
}

/** The bar at `index` as a row, or null outside the columns. */
export function barAt(bars: BarColumns, index: number): Bar | null {
  const [time, open, high, low, close, volume] = [
    bars.time[index],
    bars.open[index],
    bars.high[index],
    bars.low[index],
    bars.close[index],
    bars.volume[index],
  ];
  if (time === undefined || open === undefined || high === undefined) return null;
  if (low === undefined || close === undefined || volume === undefined) return null;
  return { time, open, high, low, close, volume };
}
