import { assertLength } from "./indicator";
import { eachFlatStretch, equalRunBefore } from "./window-flat";

/**
 * Sums over a window are moved along with it and added up anew every `length` values, so that rounding has no time to grow;
 * and at once when what is left of a sum is this much smaller than the parts it is the difference of.
 */
export const CANCELLATION_MAX = 64;

/**
 * Mean and variance (of a population) of the last `length` values at a constant cost a value.
 *
 * Deviations are taken from an anchor, the mean of the window where it was last added up, not from 0: the textbook formula
 * without one loses all its digits when the deviation is small against the price. A window of equal values has variance 0.
 * Values are finite: whoever feeds it restarts it after a gap.
 */
export class WindowMoments {
  /** Of the window; NaN until it is full. */
  mean = Number.NaN;
  variance = Number.NaN;
  private readonly length: number;
  private readonly window: Float64Array;
  private at = 0;
  private seen = 0;
  private since = 0;
  private anchor = 0;
  private sum = 0;
  private squares = 0;
  private peak = 0;
  private last = Number.NaN;
  private equalRun = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
  }

  push(value: number): void {
    const old = this.window[this.at] ?? 0;
    this.window[this.at] = value;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    this.equalRun = value === this.last ? this.equalRun + 1 : 1;
    this.last = value;
    this.since += 1;
    if (this.seen < this.length) {
      this.seen += 1;
      if (this.seen === this.length) this.addUp();
      return;
    }
    const came = value - this.anchor;
    const went = old - this.anchor;
    this.sum += came - went;
    this.squares += (came - went) * (came + went);
    if (this.squares > this.peak) this.peak = this.squares;
    const shift = this.sum / this.length;
    const variance = this.squares / this.length - shift * shift;
    // Written so that a NaN also counts as lost.
    if (this.since >= this.length || !(variance * this.length * CANCELLATION_MAX >= this.peak)) {
      this.addUp();
      return;
    }
    this.mean = this.anchor + shift;
    this.variance = this.equalRun >= this.length ? 0 : variance;
  }

  /**
   * Writes mean and variance of bars `from` up to and without `to` as `push` leaves them, bit for bit: the same steps in the
   * same order, with the state in locals. The `length` values before `from` fill the window and are its values.
   */
  slide(values: Float64Array, from: number, to: number, mean: Float64Array, variance: Float64Array): void {
    const { length } = this;
    let i = from;
    while (i < to) {
      // The bars that are left until the window is added up anew.
      i = this.slideSteps(values, i, Math.min(to, i + length - this.since - 1), mean, variance);
      if (i < to) {
        this.addUpColumn(values, i);
        mean[i] = this.mean;
        variance[i] = this.variance;
        i += 1;
      }
    }
    eachFlatStretch(values, { from, to, length }, (start, end) => {
      variance.fill(0, start, end);
    });
    this.last = values[to - 1] ?? Number.NaN;
    this.equalRun = equalRunBefore(values, to, length);
    this.mean = mean[to - 1] ?? Number.NaN;
    this.variance = variance[to - 1] ?? Number.NaN;
    this.window.set(values.subarray(to - length, to));
    this.at = 0;
  }

  /** The usual step, up to a bar whose variance lost too much to be moved along. */
  private slideSteps(
    values: Float64Array,
    from: number,
    to: number,
    mean: Float64Array,
    variance: Float64Array,
  ): number {
    const { length, anchor } = this;
    let { sum, squares, peak } = this;
    let i = from;
    for (; i < to; i += 1) {
      const came = (values[i] ?? Number.NaN) - anchor;
      const went = (values[i - length] ?? Number.NaN) - anchor;
      sum += came - went;
      squares += (came - went) * (came + went);
      if (squares > peak) peak = squares;
      const shift = sum / length;
      const spread = squares / length - shift * shift;
      if (!(spread * length * CANCELLATION_MAX >= peak)) break;
      mean[i] = anchor + shift;
      variance[i] = spread;
    }
    this.since += i - from;
    this.sum = sum;
    this.squares = squares;
    this.peak = peak;
    return i;
  }

  /** Adds the window that ends with bar `last` up anew, oldest first. */
  private addUpColumn(values: Float64Array, last: number): void {
    const { length } = this;
    const first = last - length + 1;
    let total = 0;
    for (let i = first; i <= last; i += 1) total += values[i] ?? Number.NaN;
    const anchor = total / length;
    let sum = 0;
    let squares = 0;
    for (let i = first; i <= last; i += 1) {
      const deviation = (values[i] ?? Number.NaN) - anchor;
      sum += deviation;
      squares += deviation * deviation;
    }
    this.anchor = anchor;
    this.sum = sum;
    this.squares = squares;
    this.peak = squares;
    this.since = 0;
    const shift = sum / length;
    this.mean = anchor + shift;
    this.variance = Math.max(0, squares / length - shift * shift);
  }

  private addUp(): void {
    // Oldest first, which `at` points at, so that it is the same wherever in the window that is.
    const { window, length, at } = this;
    let total = 0;
    for (let i = at; i < length; i += 1) total += window[i] ?? Number.NaN;
    for (let i = 0; i < at; i += 1) total += window[i] ?? Number.NaN;
    this.anchor = total / length;
    let sum = 0;
    let squares = 0;
    for (let place = 0; place < length; place += 1) {
      const index = at + place;
      const deviation = (window[index < length ? index : index - length] ?? Number.NaN) - this.anchor;
      sum += deviation;
      squares += deviation * deviation;
    }
    this.sum = sum;
    this.squares = squares;
    this.peak = squares;
    this.since = 0;
    const shift = sum / this.length;
    this.mean = this.anchor + shift;
    this.variance = this.equalRun >= this.length ? 0 : Math.max(0, squares / this.length - shift * shift);
  }
}
