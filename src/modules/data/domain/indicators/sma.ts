import type { SlidingIndicator } from "./window-fill";
import { equalRunBefore, writeFlatMeans } from "./window-flat";
import { WindowSum } from "./window-sum";

class Sma implements SlidingIndicator {
  private readonly length: number;
  private readonly sum: WindowSum;
  private last = Number.NaN;
  private equalRun = 0;

  constructor(length: number) {
    this.length = length;
    this.sum = new WindowSum(length);
  }

  next(value: number): number {
    this.equalRun = value === this.last ? this.equalRun + 1 : 1;
    this.last = value;
    const total = this.sum.next(value);
    // A flat window is its own mean, exactly: fast and slow averages of a flat price are equal and never "cross".
    return this.equalRun >= this.length && !Number.isNaN(total) ? this.last : total / this.length;
  }

  slide(values: Float64Array, from: number, to: number, line: Float64Array): number {
    const { length } = this;
    const end = this.sum.slideOver(length, values, from, to, line);
    if (end === from) return from;
    writeFlatMeans(values, { from, to: end, length }, line);
    this.last = values[end - 1] ?? Number.NaN;
    this.equalRun = equalRunBefore(values, end, length);
    return end;
  }
}

/**
 * Simple moving average: the mean of the last `length` values, from the `length`-th value on.
 *
 * The sum is exact to one rounding at any point of any series, whatever came before (no drift); a window of equal values
 * gives that value. NaN and infinities make the average NaN until they have left the window.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values. Formula: Skender Stock.Indicators `GetSma`.
 */
export function makeSma(length: number): SlidingIndicator {
  return new Sma(length);
}
