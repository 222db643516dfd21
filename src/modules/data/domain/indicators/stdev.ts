import type { SeriesIndicator } from "./indicator";
import { Scratch } from "./scratch";
import { makeSma } from "./sma";
import { fillWindow, type SlidingIndicator } from "./window-fill";
import { WindowMoments } from "./window-moments";
import type { ColumnIndicator } from "./wma";

class Stdev implements ColumnIndicator {
  private readonly length: number;
  private readonly moments: WindowMoments;
  private readonly means = new Scratch();

  constructor(length: number) {
    this.length = length;
    this.moments = new WindowMoments(length);
  }

  next(value: number): number {
    this.moments.push(value);
    return Math.sqrt(this.moments.variance);
  }

  fill(values: Float64Array, from: number, to: number, line: Float64Array): void {
    const [count, stretch, deviations] = [to - from, values.subarray(from, to), line.subarray(from, to)];
    const warm = Math.min(count, this.length);
    for (let i = 0; i < warm; i += 1) deviations[i] = this.next(stretch[i] ?? Number.NaN);
    if (warm === count) return;
    this.moments.slide(stretch, warm, count, this.means.of(count), deviations);
    for (let i = warm; i < count; i += 1) deviations[i] = Math.sqrt(deviations[i] ?? Number.NaN);
  }
}

class Zscore implements SeriesIndicator {
  private readonly moments: WindowMoments;

  constructor(length: number) {
    this.moments = new WindowMoments(length);
  }

  next(value: number): number {
    this.moments.push(value);
    const { mean, variance } = this.moments;
    return variance > 0 ? (value - mean) / Math.sqrt(variance) : Number.NaN;
  }
}

/**
 * Standard deviation of the last `length` values as a population: `sqrt(Σ(value - mean)² / length)`. Also exact when it is
 * small against the price; 0 for a window of equal values.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values. Formula: Skender Stock.Indicators `GetStdDev`.
 */
export function makeStdev(length: number): ColumnIndicator {
  return new Stdev(length);
}

/**
 * Z-score: how many standard deviations (population) the value is from the mean of the last `length` values, itself included:
 * `(value - mean) / stdev`.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values and for a window of equal values. Formula: Skender Stock.Indicators
 * `GetStdDev`, line `ZScore`.
 */
export function makeZscore(length: number): SeriesIndicator {
  return new Zscore(length);
}

/** The bands at the current bar. One object, again and again: read it before the next bar. */
interface BollingerLines {
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
}

type ThreeLines = readonly [Float64Array, Float64Array, Float64Array];

export interface BollingerIndicator extends BollingerLines {
  next(value: number): BollingerLines;
  /** Middle, upper and lower of bars `from` up to and without `to`, as `next` gives them, bit for bit. */
  fill(values: Float64Array, from: number, to: number, lines: ThreeLines): void;
}

class Bollinger implements BollingerIndicator {
  middle = Number.NaN;
  upper = Number.NaN;
  lower = Number.NaN;
  private readonly length: number;
  private readonly multiplier: number;
  private readonly average: SlidingIndicator;
  private readonly moments: WindowMoments;

  constructor(length: number, multiplier: number) {
    this.length = length;
    this.multiplier = multiplier;
    this.average = makeSma(length);
    this.moments = new WindowMoments(length);
  }

  next(value: number): BollingerLines {
    this.moments.push(value);
    const width = Math.sqrt(this.moments.variance) * this.multiplier;
    this.middle = this.average.next(value);
    this.upper = this.middle + width;
    this.lower = this.middle - width;
    return this;
  }

  fill(values: Float64Array, from: number, to: number, [middle, upper, lower]: ThreeLines): void {
    const { multiplier, moments } = this;
    const warm = Math.min(to, from + this.length);
    for (let i = from; i < warm; i += 1) {
      moments.push(values[i] ?? Number.NaN);
      upper[i] = moments.variance;
    }
    if (warm < to) moments.slide(values, warm, to, lower, upper);
    fillWindow(this.average, this.length, values, from, to, middle);
    for (let i = from; i < to; i += 1) {
      const width = Math.sqrt(upper[i] ?? Number.NaN) * multiplier;
      const center = middle[i] ?? Number.NaN;
      upper[i] = center + width;
      lower[i] = center - width;
    }
  }
}

/**
 * Bollinger bands: the simple moving average, and that plus and minus `multiplier` population standard deviations.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}; 20 by custom.
 * @param multiplier - Deviations between the middle and a band, above 0; 2 by custom.
 * @returns Lines that are NaN for the first `length - 1` values. Formula: Skender Stock.Indicators `GetBollingerBands`.
 */
export function makeBollinger(length: number, multiplier: number): BollingerIndicator {
  return new Bollinger(length, multiplier);
}
