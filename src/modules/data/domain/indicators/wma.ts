import { assertLength, type SeriesIndicator } from "./indicator";
import { fillWindow, type SlidingIndicator } from "./window-fill";
import { equalRunBefore, writeFlatMeans } from "./window-flat";

/** How far the weighted sum may fall below its peak before what rounding took off large values is summed again: 2^20. */
const SCALE_DROP = 1_048_576;

/**
 * The weighted sum moves along with the window (every weight falls by one: take the plain sum off, add the new value at full
 * weight) and is added up anew every `length` values, so that rounding never grows past one window's worth.
 */
class Wma implements SlidingIndicator {
  readonly length: number;
  private readonly window: Float64Array;
  private readonly divisor: number;
  private at = 0;
  private seen = 0;
  private since = 0;
  private sum = 0;
  private weighted = 0;
  private peak = 0;
  private last = Number.NaN;
  private equalRun = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
    this.divisor = (length * (length + 1)) / 2;
  }

  next(value: number): number {
    const { length } = this;
    const old = this.window[this.at] ?? 0;
    this.window[this.at] = value;
    this.at = this.at + 1 === length ? 0 : this.at + 1;
    this.equalRun = value === this.last ? this.equalRun + 1 : 1;
    this.last = value;
    this.since += 1;
    if (this.seen < length) {
      this.seen += 1;
      if (this.seen < length) return Number.NaN;
      return this.addUp();
    }
    this.weighted += length * value - this.sum;
    this.sum += value - old;
    const size = Math.abs(this.weighted);
    if (size > this.peak) this.peak = size;
    if (this.since >= length || !(size * SCALE_DROP >= this.peak)) return this.addUp();
    return this.equalRun >= length ? value : this.weighted / this.divisor;
  }

  slide(values: Float64Array, from: number, to: number, line: Float64Array): number {
    const { length } = this;
    if (this.seen < length) return from;
    let i = from;
    while (i < to) {
      // The bars that are left until the window is added up anew.
      i = this.slideSteps(values, i, Math.min(to, i + length - this.since - 1), line);
      if (i < to) {
        line[i] = this.addUpColumn(values, i);
        i += 1;
      }
    }
    writeFlatMeans(values, { from, to, length }, line);
    this.last = values[to - 1] ?? Number.NaN;
    this.equalRun = equalRunBefore(values, to, length);
    this.window.set(values.subarray(to - length, to));
    this.at = 0;
    return to;
  }

  /** The usual step, up to a bar whose sum lost too much to be moved along. */
  private slideSteps(values: Float64Array, from: number, to: number, line: Float64Array): number {
    const { length, divisor } = this;
    let { sum, weighted, peak } = this;
    let i = from;
    for (; i < to; i += 1) {
      const value = values[i] ?? Number.NaN;
      weighted += length * value - sum;
      sum += value - (values[i - length] ?? Number.NaN);
      const size = Math.abs(weighted);
      if (size > peak) peak = size;
      if (!(size * SCALE_DROP >= peak)) break;
      line[i] = weighted / divisor;
    }
    this.since += i - from;
    this.sum = sum;
    this.weighted = weighted;
    this.peak = peak;
    return i;
  }

  /** Adds the window that ends with bar `last` up anew, oldest first. */
  private addUpColumn(values: Float64Array, last: number): number {
    const { length } = this;
    const before = last - length;
    let sum = 0;
    let weighted = 0;
    for (let weight = 1; weight <= length; weight += 1) {
      const item = values[before + weight] ?? Number.NaN;
      sum += item;
      weighted += item * weight;
    }
    this.sum = sum;
    this.weighted = weighted;
    this.peak = Math.abs(weighted);
    this.since = 0;
    return weighted / this.divisor;
  }

  private addUp(): number {
    let sum = 0;
    let weighted = 0;
    for (let weight = 1; weight <= this.length; weight += 1) {
      // Oldest first: `at` points at the oldest value, which has weight 1.
      const index = this.at + weight - 1;
      const item = this.window[index < this.length ? index : index - this.length] ?? Number.NaN;
      sum += item;
      weighted += item * weight;
    }
    this.sum = sum;
    this.weighted = weighted;
    this.peak = Math.abs(weighted);
    this.since = 0;
    return this.equalRun >= this.length ? this.last : weighted / this.divisor;
  }
}

/** An indicator that goes along a stretch of a column at once. */
export interface ColumnIndicator extends SeriesIndicator {
  /** Writes bars `from` up to and without `to` of `line` as `next` would, bit for bit. */
  fill(values: Float64Array, from: number, to: number, line: Float64Array): void;
}

class Hma implements ColumnIndicator {
  private readonly whole: Wma;
  private readonly half: Wma;
  private readonly smooth: Wma;

  constructor(length: number) {
    this.whole = new Wma(length);
    this.half = new Wma(Math.floor(length / 2));
    this.smooth = new Wma(Math.floor(Math.sqrt(length)));
  }

  next(value: number): number {
    const raw = 2 * this.half.next(value) - this.whole.next(value);
    return Number.isNaN(raw) ? Number.NaN : this.smooth.next(raw);
  }

  fill(values: Float64Array, from: number, to: number, line: Float64Array): void {
    const count = to - from;
    const [raw, whole] = [new Float64Array(count), line.subarray(from, to)];
    const stretch = values.subarray(from, to);
    fillWindow(this.half, this.half.length, stretch, 0, count, raw);
    fillWindow(this.whole, this.whole.length, stretch, 0, count, whole);
    for (let i = 0; i < count; i += 1) raw[i] = 2 * (raw[i] ?? Number.NaN) - (whole[i] ?? Number.NaN);
    // What is no number is not smoothed: it stays.
    for (let next = 0; next < count; next += 1) {
      const start = next;
      while (next < count && !Number.isNaN(raw[next])) next += 1;
      fillWindow(this.smooth, this.smooth.length, raw, start, next, whole);
      if (next < count) whole[next] = Number.NaN;
    }
  }
}

/**
 * Weighted moving average: weights 1 (oldest) to `length` (newest), divided by `length · (length + 1) / 2`. A constant
 * number of steps a value, whatever the length; a window of equal values gives that value.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values. Formula: Skender Stock.Indicators `GetWma`.
 */
export function makeWma(length: number): SlidingIndicator {
  return new Wma(length);
}

/**
 * Hull moving average: the WMA over `floor(√length)` of `2 · WMA(floor(length / 2)) - WMA(length)`.
 *
 * @param length - Window in bars, 2 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length + floor(√length) - 2` values. Formula: Hull 2005, Skender Stock.Indicators `GetHma`.
 */
export function makeHma(length: number): ColumnIndicator {
  return new Hma(length);
}
