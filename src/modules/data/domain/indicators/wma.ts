import { assertLength, type SeriesIndicator } from "./indicator";

/** How far the weighted sum may fall below its peak before what rounding took off large values is summed again: 2^20. */
const SCALE_DROP = 1_048_576;

/**
 * The weighted sum moves along with the window (every weight falls by one: take the plain sum off, add the new value at full
 * weight) and is added up anew every `length` values, so that rounding never grows past one window's worth.
 */
class Wma implements SeriesIndicator {
  private readonly length: number;
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

class Hma implements SeriesIndicator {
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
}

/**
 * Weighted moving average: weights 1 (oldest) to `length` (newest), divided by `length · (length + 1) / 2`. A constant
 * number of steps a value, whatever the length; a window of equal values gives that value.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values. Formula: Skender Stock.Indicators `GetWma`.
 */
export function makeWma(length: number): SeriesIndicator {
  return new Wma(length);
}

/**
 * Hull moving average: the WMA over `floor(√length)` of `2 · WMA(floor(length / 2)) - WMA(length)`.
 *
 * @param length - Window in bars, 2 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length + floor(√length) - 2` values. Formula: Hull 2005, Skender Stock.Indicators `GetHma`.
 */
export function makeHma(length: number): SeriesIndicator {
  return new Hma(length);
}
