import { assertLength, type SeriesIndicator } from "./indicator";

/** How far the sum may fall below its peak before what the large values took with them is summed again: 2^40. */
const SCALE_DROP = 1_099_511_627_776;

/**
 * The sum of a sliding window is kept in two doubles (sum and what rounding took off it), so it is the exact sum rounded
 * once, like Python's `fsum` over the window, at a constant cost a bar. A plain running sum drifts; adding the window up
 * anew costs `length` additions a bar and rounds in an order of its own.
 */
class Sma implements SeriesIndicator {
  private readonly length: number;
  private readonly window: Float64Array;
  private at = 0;
  private seen = 0;
  private sum = 0;
  private rest = 0;
  private peak = 0;
  private last = Number.NaN;
  private equalRun = 0;
  /** Bars until the last value that was no number has left the window; 0 when there is none. */
  private poisoned = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
  }

  next(value: number): number {
    const window = this.window;
    const old = window[this.at] ?? 0;
    window[this.at] = value;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    if (this.seen < this.length) this.seen += 1;
    this.equalRun = value === this.last ? this.equalRun + 1 : 1;
    this.last = value;

    // Two exact steps (Knuth): change = value - old, sum = sum + change, and `rest` collects what each rounding lost.
    const change = value - old;
    const back = change - value;
    const changeLost = value - (change - back) - (old + back);
    const sum = this.sum + change;
    const part = sum - this.sum;
    const sumLost = this.sum - (sum - part) + (change - part);
    this.sum = sum;
    this.rest += changeLost + sumLost;

    const total = sum + this.rest;
    const size = Math.abs(total);
    if (size > this.peak) this.peak = size;
    if (!(size * SCALE_DROP >= this.peak && size < Number.POSITIVE_INFINITY)) return this.recover(value);
    return this.mean(total);
  }

  private mean(total: number): number {
    if (this.seen < this.length) return Number.NaN;
    // A flat window is its own mean, exactly: fast and slow averages of a flat price are equal and never "cross".
    return this.equalRun >= this.length ? this.last : total / this.length;
  }

  /** The sum is not a number, or large values that left took the small ones' digits with them: add the window up anew. */
  private recover(value: number): number {
    if (!Number.isFinite(value)) this.poisoned = this.length;
    else if (this.poisoned > 0) this.poisoned -= 1;
    if (this.poisoned > 0) {
      this.sum = Number.NaN;
      return Number.NaN;
    }
    let [sum, rest] = [0, 0];
    for (const item of this.window) {
      const next = sum + item;
      const part = next - sum;
      rest += sum - (next - part) + (item - part);
      sum = next;
    }
    const total = sum + rest;
    if (!Number.isFinite(total)) this.poisoned = this.length;
    [this.sum, this.rest, this.peak] = [sum, rest, Math.abs(total)];
    return Number.isFinite(total) ? this.mean(total) : Number.NaN;
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
export function makeSma(length: number): SeriesIndicator {
  return new Sma(length);
}
