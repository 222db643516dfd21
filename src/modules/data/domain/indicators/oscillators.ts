import type { RangeIndicator } from "./atr";
import { assertLength, type SeriesIndicator } from "./indicator";
import { Scratch } from "./scratch";
import { makeSma } from "./sma";
import { fillWindow, type SlidingIndicator } from "./window-fill";
import { WindowSum } from "./window-sum";
import type { ColumnIndicator } from "./wma";

/** Lambert's constant: makes most values fall between -100 and 100. */
const CCI_SCALE = 0.015;

class Cci implements RangeIndicator {
  private readonly length: number;
  private readonly window: Float64Array;
  private readonly average: SeriesIndicator;
  private at = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
    this.average = makeSma(length);
  }

  next(high: number, low: number, close: number): number {
    const typical = (high + low + close) / 3;
    this.window[this.at] = typical;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    const average = this.average.next(typical);
    if (Number.isNaN(average)) return Number.NaN;
    const { window, length } = this;
    let deviations = 0;
    for (let i = 0; i < length; i += 1) deviations += Math.abs((window[i] ?? Number.NaN) - average);
    return deviations === 0 ? Number.NaN : (typical - average) / ((CCI_SCALE * deviations) / this.length);
  }
}

/**
 * Commodity channel index: `(typical - mean) / (0.015 · mean deviation)` of the typical price `(high + low + close) / 3` over
 * `length` bars. The mean deviation is measured from the mean of the day, so each bar costs `length` additions.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}; 20 by custom.
 * @returns NaN for the first `length - 1` bars and for a window without deviation. Formula: Lambert 1980, Skender
 * Stock.Indicators `GetCci`.
 */
export function makeCci(length: number): RangeIndicator {
  return new Cci(length);
}

class Cmo implements ColumnIndicator {
  private readonly gains: WindowSum;
  private readonly losses: WindowSum;
  private readonly risen = new Scratch();
  private readonly fallen = new Scratch();
  private readonly lost = new Scratch();
  private previous = Number.NaN;

  constructor(length: number) {
    this.gains = new WindowSum(length);
    this.losses = new WindowSum(length);
  }

  next(value: number): number {
    const change = value - this.previous;
    this.previous = value;
    if (Number.isNaN(change)) return Number.NaN;
    const gains = this.gains.next(Math.max(change, 0));
    const losses = this.losses.next(Math.max(-change, 0));
    const both = gains + losses;
    return both === 0 ? 0 : (100 * (gains - losses)) / both;
  }

  fill(values: Float64Array, from: number, to: number, line: Float64Array): void {
    const count = to - from;
    const [risen, fallen, lost] = [this.risen.of(count), this.fallen.of(count), this.lost.of(count)];
    let { previous } = this;
    const first = Number.isNaN(previous) ? 1 : 0;
    for (let i = 0; i < count; i += 1) {
      const value = values[from + i] ?? Number.NaN;
      const change = value - previous;
      previous = value;
      risen[i] = Math.max(change, 0);
      fallen[i] = Math.max(-change, 0);
    }
    this.previous = previous;
    const gained = line.subarray(from, to);
    fillWindow(this.gains, this.gains.length, risen, first, count, gained);
    fillWindow(this.losses, this.losses.length, fallen, first, count, lost);
    if (first === 1) gained[0] = Number.NaN;
    for (let i = first; i < count; i += 1) {
      const [gains, losses] = [gained[i] ?? Number.NaN, lost[i] ?? Number.NaN];
      const both = gains + losses;
      gained[i] = both === 0 ? 0 : (100 * (gains - losses)) / both;
    }
  }
}

/**
 * Chande momentum oscillator, -100 to 100: `100 · (gains - losses) / (gains + losses)`, sums of the last `length` changes.
 *
 * @param length - Bars of the sums, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length` values; 0 where nothing changed. Formula: Chande 1994, Skender Stock.Indicators
 * `GetCmo`.
 */
export function makeCmo(length: number): ColumnIndicator {
  return new Cmo(length);
}

/** Ultimate oscillator, one bar at a time, or along a stretch of columns at once, bit for bit the same. */
export interface UltimateIndicator extends RangeIndicator {
  column(prices: PriceColumns, from: number, to: number, line: Float64Array): void;
}

interface PriceColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

class UltimateOscillator implements UltimateIndicator {
  private readonly pressures: readonly [WindowSum, WindowSum, WindowSum];
  private readonly ranges: readonly [WindowSum, WindowSum, WindowSum];
  private readonly pressure = new Scratch();
  private readonly range = new Scratch();
  private readonly pressed = new Scratch();
  private readonly ranged = new Scratch();
  private previousClose = Number.NaN;

  constructor(short: number, medium: number, long: number) {
    this.pressures = [new WindowSum(short), new WindowSum(medium), new WindowSum(long)];
    this.ranges = [new WindowSum(short), new WindowSum(medium), new WindowSum(long)];
  }

  next(high: number, low: number, close: number): number {
    const before = this.previousClose;
    this.previousClose = close;
    if (Number.isNaN(before)) return Number.NaN;
    const bottom = Math.min(low, before);
    const pressure = close - bottom;
    const range = Math.max(high, before) - bottom;
    const short = this.pressures[0].next(pressure) / this.ranges[0].next(range);
    const medium = this.pressures[1].next(pressure) / this.ranges[1].next(range);
    const long = this.pressures[2].next(pressure) / this.ranges[2].next(range);
    return (100 * (4 * short + 2 * medium + long)) / 7;
  }

  column({ high, low, close }: PriceColumns, from: number, to: number, line: Float64Array): void {
    const count = to - from;
    const [pressure, range] = [this.pressure.of(count), this.range.of(count)];
    let before = this.previousClose;
    const first = Number.isNaN(before) ? 1 : 0;
    for (let i = 0; i < count; i += 1) {
      const value = close[from + i] ?? Number.NaN;
      const bottom = Math.min(low[from + i] ?? Number.NaN, before);
      pressure[i] = value - bottom;
      range[i] = Math.max(high[from + i] ?? Number.NaN, before) - bottom;
      before = value;
    }
    this.previousClose = before;
    const whole = line.subarray(from, to).fill(0);
    const [pressed, ranged] = [this.pressed.of(count), this.ranged.of(count)];
    for (const [index, weight] of ULTIMATE_WEIGHTS.entries()) {
      const [up, all] = [this.pressures[index] ?? this.pressures[0], this.ranges[index] ?? this.ranges[0]];
      fillWindow(up, up.length, pressure, first, count, pressed);
      fillWindow(all, all.length, range, first, count, ranged);
      for (let i = 0; i < count; i += 1)
        whole[i] = (whole[i] ?? 0) + weight * ((pressed[i] ?? Number.NaN) / (ranged[i] ?? Number.NaN));
    }
    for (let i = 0; i < count; i += 1) whole[i] = (100 * (whole[i] ?? Number.NaN)) / 7;
    if (first === 1) whole[0] = Number.NaN;
  }
}

/** How the three windows count, the shortest first. */
const ULTIMATE_WEIGHTS = [4, 2, 1] as const;

/**
 * Ultimate oscillator, 0 to 100: buying pressure `close - min(low, previous close)` over true range, summed over three
 * windows and weighed 4, 2 and 1.
 *
 * @param short - Bars of the first window, below `medium`; 7 by custom.
 * @param medium - Bars of the second, below `long`; 14 by custom.
 * @param long - Bars of the third; 28 by custom.
 * @returns NaN for the first `long` bars and where a window has no range. Formula: Williams 1976, Skender Stock.Indicators
 * `GetUltimate`.
 */
export function makeUltimateOscillator(short: number, medium: number, long: number): UltimateIndicator {
  return new UltimateOscillator(short, medium, long);
}

/** Awesome oscillator, one bar at a time, or along a stretch of columns at once, bit for bit the same. */
export interface AwesomeIndicator {
  next(high: number, low: number): number;
  fill(high: Float64Array, low: Float64Array, from: number, to: number, line: Float64Array): void;
}

class AwesomeOscillator implements AwesomeIndicator {
  private readonly fastLength: number;
  private readonly slowLength: number;
  private readonly fast: SlidingIndicator;
  private readonly slow: SlidingIndicator;
  private readonly middle = new Scratch();
  private readonly slowLine = new Scratch();

  constructor(fast: number, slow: number) {
    this.fastLength = fast;
    this.slowLength = slow;
    this.fast = makeSma(fast);
    this.slow = makeSma(slow);
  }

  next(high: number, low: number): number {
    const middle = (high + low) / 2;
    return this.fast.next(middle) - this.slow.next(middle);
  }

  fill(high: Float64Array, low: Float64Array, from: number, to: number, line: Float64Array): void {
    const count = to - from;
    const [middle, slow, fast] = [this.middle.of(count), this.slowLine.of(count), line.subarray(from, to)];
    for (let i = 0; i < count; i += 1) middle[i] = ((high[from + i] ?? Number.NaN) + (low[from + i] ?? Number.NaN)) / 2;
    fillWindow(this.fast, this.fastLength, middle, 0, count, fast);
    fillWindow(this.slow, this.slowLength, middle, 0, count, slow);
    for (let i = 0; i < count; i += 1) fast[i] = (fast[i] ?? Number.NaN) - (slow[i] ?? Number.NaN);
  }
}

/**
 * Awesome oscillator: fast minus slow simple average of the middle `(high + low) / 2`, in the quote currency.
 *
 * @param fast - Bars of the fast average, below `slow`; 5 by custom.
 * @param slow - Bars of the slow average; 34 by custom.
 * @returns NaN for the first `slow - 1` bars. Formula: Williams 1998, Skender Stock.Indicators `GetAwesome`.
 */
export function makeAwesomeOscillator(fast: number, slow: number): AwesomeIndicator {
  return new AwesomeOscillator(fast, slow);
}
