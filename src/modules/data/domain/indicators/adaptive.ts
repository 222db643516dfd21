import { assertLength, type SeriesIndicator } from "./indicator";
import { Delay } from "./momentum";
import { WindowSum } from "./window-sum";

class Kama implements SeriesIndicator {
  private readonly length: number;
  private readonly fast: number;
  private readonly slow: number;
  private readonly past: Delay;
  private readonly path: WindowSum;
  private previous = Number.NaN;
  private seen = 0;
  private average = Number.NaN;

  constructor(length: number, fast: number, slow: number) {
    assertLength("fast", fast);
    assertLength("slow", slow);
    this.length = length;
    this.fast = 2 / (fast + 1);
    this.slow = 2 / (slow + 1);
    this.past = new Delay(length);
    this.path = new WindowSum(length);
  }

  next(value: number): number {
    const old = this.past.next(value);
    const path = this.seen === 0 ? Number.NaN : this.path.next(Math.abs(value - this.previous));
    this.previous = value;
    this.seen += 1;
    if (this.seen < this.length) return Number.NaN;
    // The first value, and a price that did not move at all: the average is the price.
    if (this.seen === this.length || path === 0) {
      this.average = value;
      return value;
    }
    const pace = (Math.abs(value - old) / path) * (this.fast - this.slow) + this.slow;
    this.average += pace * pace * (value - this.average);
    return this.average;
  }
}

/**
 * Kaufman's adaptive moving average: an EMA whose weight lies between that of `slow` and that of `fast` bars, squared, by how
 * straight the price moved: `|value - value length bars ago| / Σ|changes|`.
 *
 * @param length - Bars over which straightness is measured, 1 to {@link INDICATOR_LENGTH_MAX}; 10 by custom.
 * @param fast - Bars of the quickest average, below `slow`; 2 by custom.
 * @param slow - Bars of the slowest average; 30 by custom.
 * @returns NaN for the first `length - 1` values, then the price, from where it goes on. Formula: Kaufman 1995, Skender
 * Stock.Indicators `GetKama`.
 */
export function makeKama(length: number, fast: number, slow: number): SeriesIndicator {
  return new Kama(length, fast, slow);
}

class Alma implements SeriesIndicator {
  private readonly length: number;
  private readonly window: Float64Array;
  /** Oldest first, together 1. */
  private readonly weights: Float64Array;
  private at = 0;
  private seen = 0;

  constructor(length: number, offset: number, sigma: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
    const [peak, width] = [offset * (length - 1), length / sigma];
    const raw = Float64Array.from({ length }, (_, i) => Math.exp(-((i - peak) ** 2) / (2 * width * width)));
    const norm = raw.reduce((sum, weight) => sum + weight, 0);
    this.weights = raw.map((weight) => weight / norm);
  }

  next(value: number): number {
    const { window, weights, length } = this;
    window[this.at] = value;
    this.at = this.at + 1 === length ? 0 : this.at + 1;
    if (this.seen < length) this.seen += 1;
    if (this.seen < length) return Number.NaN;
    let sum = 0;
    const turn = length - this.at;
    for (let i = 0; i < turn; i += 1) sum += (weights[i] ?? 0) * (window[this.at + i] ?? 0);
    for (let i = turn; i < length; i += 1) sum += (weights[i] ?? 0) * (window[i - turn] ?? 0);
    return sum;
  }
}

/**
 * Arnaud Legoux moving average: weights are a bell, `exp(-(i - offset · (length - 1))² / (2 · (length / sigma)²))` for
 * i = 0 (oldest) to `length - 1`, divided by their sum. Costs `length` multiplications a bar.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}; 9 by custom.
 * @param offset - Where the bell stands, 0 (oldest) to 1 (newest); 0.85 by custom.
 * @param sigma - How narrow the bell is, above 0; 6 by custom.
 * @returns NaN for the first `length - 1` values. Formula: Legoux 2009, Skender Stock.Indicators `GetAlma`.
 */
export function makeAlma(length: number, offset: number, sigma: number): SeriesIndicator {
  return new Alma(length, offset, sigma);
}
