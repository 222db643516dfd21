import { assertLength, type SeriesIndicator } from "./indicator";
import { Delay } from "./momentum";
import { Scratch } from "./scratch";
import { fillWindow } from "./window-fill";
import { WindowSum } from "./window-sum";
import type { ColumnIndicator } from "./wma";

class Kama implements ColumnIndicator {
  private readonly length: number;
  private readonly fast: number;
  private readonly slow: number;
  private readonly past: Delay;
  private readonly path: WindowSum;
  private previous = Number.NaN;
  private seen = 0;
  private average = Number.NaN;
  private readonly olds = new Scratch();
  private readonly moves = new Scratch();
  private readonly paths = new Scratch();

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

  fill(column: Float64Array, from: number, to: number, line: Float64Array): void {
    const [count, values] = [to - from, column.subarray(from, to)];
    const [olds, moves, paths] = [this.olds.of(count), this.moves.of(count), this.paths.of(count)];
    this.past.fill(values, count, olds);
    let { previous, average } = this;
    const first = this.seen === 0 ? 1 : 0;
    for (let i = 0; i < count; i += 1) {
      const value = values[i] ?? Number.NaN;
      moves[i] = Math.abs(value - previous);
      previous = value;
    }
    fillWindow(this.path, this.length, moves, first, count, paths);
    const [{ fast, slow }, start] = [this, this.length - this.seen - 1];
    line.fill(Number.NaN, from, Math.min(to, Math.max(from, from + start)));
    for (let i = Math.max(0, start); i < count; i += 1) {
      const [value, path] = [values[i] ?? Number.NaN, paths[i] ?? Number.NaN];
      if (i === start || path === 0) {
        average = value;
      } else {
        const pace = (Math.abs(value - (olds[i] ?? Number.NaN)) / path) * (fast - slow) + slow;
        average += pace * pace * (value - average);
      }
      line[from + i] = average;
    }
    this.previous = previous;
    this.average = average;
    this.seen += count;
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
export function makeKama(length: number, fast: number, slow: number): ColumnIndicator {
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
