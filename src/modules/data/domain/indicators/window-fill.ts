import type { SeriesIndicator } from "./indicator";

/** An indicator over a window that can go along a column without keeping the window itself. */
export interface SlidingIndicator extends SeriesIndicator {
  /**
   * Writes bars `from` up to and without `to` of `line` as {@link SeriesIndicator.next} would, bit for bit: the same steps in
   * the same order, with the state in locals instead of fields. The values before `from` fill the window and are its values.
   *
   * @returns The first bar it did not write: `to`, or one that wants more than the usual step and so goes through `next`.
   */
  slide(values: Float64Array, from: number, to: number, line: Float64Array): number;
}

/**
 * A stretch of a column. The first `length` values, and as many after each that `slide` leaves, go through `next`: by then
 * the window lies whole in the column. So a step that is not usual costs its window once, never once a bar.
 */
export function fillWindow(
  indicator: SlidingIndicator,
  length: number,
  values: Float64Array,
  from: number,
  to: number,
  line: Float64Array,
): void {
  let next = from;
  while (next < to) {
    const end = Math.min(to, next + length);
    for (; next < end; next += 1) line[next] = indicator.next(values[next] ?? Number.NaN);
    if (next < to) next = indicator.slide(values, next, to, line);
  }
}
