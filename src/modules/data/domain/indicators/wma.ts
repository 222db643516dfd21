import { assertLength, type SeriesIndicator } from "./indicator";

class Wma implements SeriesIndicator {
  private readonly length: number;
  private readonly window: Float64Array;
  private readonly divisor: number;
  private at = 0;
  private seen = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
    this.divisor = (length * (length + 1)) / 2;
  }

  next(value: number): number {
    this.window[this.at] = value;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    if (this.seen < this.length) this.seen += 1;
    if (this.seen < this.length) return Number.NaN;
    // Oldest first: `at` now points at the oldest value, which has weight 1.
    let sum = 0;
    for (let weight = 1; weight <= this.length; weight += 1) {
      const index = this.at + weight - 1;
      sum += (this.window[index < this.length ? index : index - this.length] ?? Number.NaN) * weight;
    }
    return sum / this.divisor;
  }
}

/**
 * Weighted moving average: weights 1 (oldest) to `length` (newest), divided by `length · (length + 1) / 2`.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}. Costs `length` multiplications a bar.
 * @returns NaN for the first `length - 1` values. Formula: Skender Stock.Indicators `GetWma`.
 */
export function makeWma(length: number): SeriesIndicator {
  return new Wma(length);
}
