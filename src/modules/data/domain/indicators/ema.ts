import { assertLength, type SeriesIndicator } from "./indicator";

/** An average that goes along a stretch of a column at once, bit for bit as `next` does. */
export interface ColumnEma extends SeriesIndicator {
  fill(values: Float64Array, from: number, to: number, line: Float64Array): void;
}

class Ema implements ColumnEma {
  private readonly length: number;
  private readonly weight: number;
  private seen = 0;
  private sum = 0;
  private average = Number.NaN;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.weight = 2 / (length + 1);
  }

  next(value: number): number {
    if (!Number.isFinite(value)) return this.restart();
    if (this.seen >= this.length) {
      this.average += this.weight * (value - this.average);
      return this.average;
    }
    this.sum += value;
    this.seen += 1;
    if (this.seen < this.length) return Number.NaN;
    this.average = this.sum / this.length;
    return this.average;
  }

  fill(values: Float64Array, from: number, to: number, line: Float64Array): void {
    const { weight } = this;
    for (let i = from; i < to; i += 1) {
      line[i] = this.next(values[i] ?? Number.NaN);
      if (this.seen < this.length) continue;
      // Warm: the average in a local, until a value that is no number.
      let { average } = this;
      for (i += 1; i < to; i += 1) {
        const value = values[i] ?? Number.NaN;
        if (value - value !== 0) break;
        average += weight * (value - average);
        line[i] = average;
      }
      this.average = average;
      i -= 1;
    }
  }

  private restart(): number {
    this.seen = 0;
    this.sum = 0;
    return Number.NaN;
  }
}

/**
 * Exponential moving average: starts as the mean of the first `length` values, then `ema + 2/(length+1) · (value - ema)`.
 *
 * @param length - Bars of the seed and of the weight, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values; a value that is no number starts the warm-up anew. Formula: Skender
 * Stock.Indicators `GetEma`.
 */
export function makeEma(length: number): ColumnEma {
  return new Ema(length);
}
