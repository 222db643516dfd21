import { assertLength } from "./indicator";
import { eachFlatStretch, equalRunBefore } from "./window-flat";
import { CANCELLATION_MAX } from "./window-moments";

/** Columns that a stretch of a regression is written to. */
interface LineColumns {
  readonly slope: Float64Array;
  readonly end: Float64Array;
  readonly r2: Float64Array;
}

/**
 * Least-squares line through the last `length` values, in the manner of `WindowMoments`. The values stand at
 * 1 (oldest) to `length` (newest).
 */
export class WindowLine {
  /** Units a bar; NaN until the window is full. */
  slope = Number.NaN;
  /** The line at the newest value. */
  end = Number.NaN;
  /** Share of the variance that the line explains, 0 to 1; NaN for a window of equal values. */
  r2 = Number.NaN;
  private readonly length: number;
  private readonly window: Float64Array;
  /** Σ(x - mean x)² of 1 to `length`. */
  private readonly spread: number;
  private at = 0;
  private seen = 0;
  private since = 0;
  private anchor = 0;
  private sum = 0;
  private squares = 0;
  private weighted = 0;
  private peak = 0;
  private last = Number.NaN;
  private equalRun = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
    this.spread = (length * (length * length - 1)) / 12;
  }

  push(value: number): void {
    const { length } = this;
    const old = this.window[this.at] ?? 0;
    this.window[this.at] = value;
    this.at = this.at + 1 === length ? 0 : this.at + 1;
    this.equalRun = value === this.last ? this.equalRun + 1 : 1;
    this.last = value;
    this.since += 1;
    if (this.seen < length) {
      this.seen += 1;
      if (this.seen === length) this.addUp();
      return;
    }
    const came = value - this.anchor;
    const went = old - this.anchor;
    // Everybody moves one place towards the past, the oldest from 1 to 0 and out.
    this.weighted += length * came - this.sum;
    this.sum += came - went;
    this.squares += (came - went) * (came + went);
    if (this.squares > this.peak) this.peak = this.squares;
    const variation = this.squares - (this.sum * this.sum) / length;
    if (this.since >= length || !(variation * CANCELLATION_MAX >= this.peak)) this.addUp();
    else this.settle(variation);
  }

  /**
   * Writes the line of bars `from` up to and without `to` as `push` leaves it, bit for bit: the same steps in the same order,
   * with the state in locals. The `length` values before `from` fill the window and are its values.
   */
  slide(values: Float64Array, from: number, to: number, columns: LineColumns): void {
    const { length } = this;
    const { slope, end, r2 } = columns;
    let i = from;
    while (i < to) {
      // The bars that are left until the window is added up anew.
      i = this.slideSteps(values, i, Math.min(to, i + length - this.since - 1), columns);
      if (i < to) {
        this.addUpColumn(values, i);
        slope[i] = this.slope;
        end[i] = this.end;
        r2[i] = this.r2;
        i += 1;
      }
    }
    eachFlatStretch(values, { from, to, length }, (start, past) => {
      slope.fill(0, start, past);
      end.fill(values[start] ?? Number.NaN, start, past);
      r2.fill(Number.NaN, start, past);
    });
    this.last = values[to - 1] ?? Number.NaN;
    this.equalRun = equalRunBefore(values, to, length);
    [this.slope, this.end, this.r2] = [slope[to - 1] ?? 0, end[to - 1] ?? 0, r2[to - 1] ?? 0];
    this.window.set(values.subarray(to - length, to));
    this.at = 0;
  }

  /** The usual step, up to a bar whose variation lost too much to be moved along. */
  private slideSteps(values: Float64Array, from: number, to: number, { slope, end, r2 }: LineColumns): number {
    const { length, spread, anchor } = this;
    let { sum, squares, weighted, peak } = this;
    let i = from;
    for (; i < to; i += 1) {
      const came = (values[i] ?? Number.NaN) - anchor;
      const went = (values[i - length] ?? Number.NaN) - anchor;
      weighted += length * came - sum;
      sum += came - went;
      squares += (came - went) * (came + went);
      if (squares > peak) peak = squares;
      const variation = squares - (sum * sum) / length;
      if (!(variation * CANCELLATION_MAX >= peak)) break;
      const together = weighted - (sum * (length + 1)) / 2;
      const rise = together / spread;
      slope[i] = rise;
      end[i] = anchor + sum / length + (rise * (length - 1)) / 2;
      r2[i] = (rise * together) / variation;
    }
    this.since += i - from;
    this.sum = sum;
    this.squares = squares;
    this.weighted = weighted;
    this.peak = peak;
    return i;
  }

  /** Adds the window that ends with bar `last` up anew, oldest first. */
  private addUpColumn(values: Float64Array, last: number): void {
    const { length, spread } = this;
    const before = last - length;
    let total = 0;
    for (let place = 1; place <= length; place += 1) total += values[before + place] ?? Number.NaN;
    const anchor = total / length;
    let sum = 0;
    let squares = 0;
    let weighted = 0;
    for (let place = 1; place <= length; place += 1) {
      const deviation = (values[before + place] ?? Number.NaN) - anchor;
      sum += deviation;
      squares += deviation * deviation;
      weighted += place * deviation;
    }
    this.anchor = anchor;
    this.sum = sum;
    this.squares = squares;
    this.weighted = weighted;
    this.peak = squares;
    this.since = 0;
    const together = weighted - (sum * (length + 1)) / 2;
    this.slope = together / spread;
    this.end = anchor + sum / length + (this.slope * (length - 1)) / 2;
    this.r2 = (this.slope * together) / (squares - (sum * sum) / length);
  }

  private settle(variation: number): void {
    const { length, sum, spread } = this;
    if (this.equalRun >= length) {
      this.slope = 0;
      this.end = this.last;
      this.r2 = Number.NaN;
      return;
    }
    const together = this.weighted - (sum * (length + 1)) / 2;
    this.slope = together / spread;
    this.end = this.anchor + sum / length + (this.slope * (length - 1)) / 2;
    this.r2 = (this.slope * together) / variation;
  }

  private addUp(): void {
    // Oldest first, which `at` points at, so that it is the same wherever in the window that is.
    let total = 0;
    for (let i = this.at; i < this.length; i += 1) total += this.window[i] ?? Number.NaN;
    for (let i = 0; i < this.at; i += 1) total += this.window[i] ?? Number.NaN;
    this.anchor = total / this.length;
    let sum = 0;
    let squares = 0;
    let weighted = 0;
    for (let place = 1; place <= this.length; place += 1) {
      const index = this.at + place - 1;
      const item = this.window[index < this.length ? index : index - this.length] ?? Number.NaN;
      const deviation = item - this.anchor;
      sum += deviation;
      squares += deviation * deviation;
      weighted += place * deviation;
    }
    this.sum = sum;
    this.squares = squares;
    this.weighted = weighted;
    this.peak = squares;
    this.since = 0;
    this.settle(squares - (sum * sum) / this.length);
  }
}
