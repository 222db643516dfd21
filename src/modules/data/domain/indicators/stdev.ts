import { assertLength, type SeriesIndicator } from "./indicator";
import { makeSma } from "./sma";

class Stdev implements SeriesIndicator {
  private readonly length: number;
  private readonly window: Float64Array;
  private at = 0;
  private seen = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
  }

  next(value: number): number {
    this.window[this.at] = value;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    if (this.seen < this.length) this.seen += 1;
    if (this.seen < this.length) return Number.NaN;
    let sum = 0;
    for (const item of this.window) sum += item;
    const mean = sum / this.length;
    let squares = 0;
    for (const item of this.window) squares += (item - mean) * (item - mean);
    return Math.sqrt(squares / this.length);
  }
}

/**
 * Standard deviation of the last `length` values as a population: `sqrt(Σ(value - mean)² / length)`.
 *
 * Two passes over the window, because the one-pass formula loses all its digits when the deviation is small against the
 * price. Costs `2 · length` additions a bar.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values. Formula: Skender Stock.Indicators `GetStdDev`.
 */
export function makeStdev(length: number): SeriesIndicator {
  return new Stdev(length);
}

/** The bands at the current bar. One object, again and again: read it before the next bar. */
interface BollingerLines {
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
}

export interface BollingerIndicator extends BollingerLines {
  next(value: number): BollingerLines;
}

class Bollinger implements BollingerIndicator {
  middle = Number.NaN;
  upper = Number.NaN;
  lower = Number.NaN;
  private readonly multiplier: number;
  private readonly average: SeriesIndicator;
  private readonly deviation: SeriesIndicator;

  constructor(length: number, multiplier: number) {
    this.multiplier = multiplier;
    this.average = makeSma(length);
    this.deviation = makeStdev(length);
  }

  next(value: number): BollingerLines {
    const width = this.deviation.next(value) * this.multiplier;
    this.middle = this.average.next(value);
    this.upper = this.middle + width;
    this.lower = this.middle - width;
    return this;
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
