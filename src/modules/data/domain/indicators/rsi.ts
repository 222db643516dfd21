import { assertLength } from "./indicator";
import type { ColumnIndicator } from "./wma";

class Rsi implements ColumnIndicator {
  private readonly length: number;
  private previous = Number.NaN;
  private changes = 0;
  private gain = 0;
  private loss = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
  }

  next(value: number): number {
    if (!Number.isFinite(value)) return this.restart();
    const change = value - this.previous;
    this.previous = value;
    if (Number.isNaN(change)) return Number.NaN; // the first value: nothing to compare with
    const gain = Math.max(change, 0);
    const loss = Math.max(-change, 0);
    if (this.changes >= this.length) {
      this.gain = (this.gain * (this.length - 1) + gain) / this.length;
      this.loss = (this.loss * (this.length - 1) + loss) / this.length;
      return this.loss > 0 ? 100 - 100 / (1 + this.gain / this.loss) : 100;
    }
    this.gain += gain;
    this.loss += loss;
    this.changes += 1;
    return this.changes < this.length ? Number.NaN : this.start();
  }

  fill(values: Float64Array, from: number, to: number, line: Float64Array): void {
    const { length } = this;
    for (let i = from; i < to; i += 1) {
      line[i] = this.next(values[i] ?? Number.NaN);
      if (this.changes < length) continue;
      // Warm: the averages in locals, until a value that is no number.
      let { previous, gain, loss } = this;
      for (i += 1; i < to; i += 1) {
        const value = values[i] ?? Number.NaN;
        const change = value - previous;
        if (change - change !== 0) break;
        previous = value;
        gain = (gain * (length - 1) + Math.max(change, 0)) / length;
        loss = (loss * (length - 1) + Math.max(-change, 0)) / length;
        line[i] = loss > 0 ? 100 - 100 / (1 + gain / loss) : 100;
      }
      this.previous = previous;
      this.gain = gain;
      this.loss = loss;
      i -= 1;
    }
  }

  private start(): number {
    this.gain /= this.length;
    this.loss /= this.length;
    if (this.loss > 0) return 100 - 100 / (1 + this.gain / this.loss);
    return this.gain > 0 ? 100 : Number.NaN;
  }

  private restart(): number {
    this.previous = Number.NaN;
    this.changes = 0;
    this.gain = 0;
    this.loss = 0;
    return Number.NaN;
  }
}

/**
 * Wilder's relative strength index, 0 to 100: `100 - 100 / (1 + averageGain / averageLoss)`.
 *
 * Averages start as the mean of the first `length` changes, then `(average · (length - 1) + change) / length`. Without a
 * loss it is 100, except at its first value when there was no change at all: 0/0 has no value there.
 *
 * @param length - Bars of the averages, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length` values; a value that is no number starts the warm-up anew. Formula: Wilder 1978, as
 * Skender Stock.Indicators `GetRsi`.
 */
export function makeRsi(length: number): ColumnIndicator {
  return new Rsi(length);
}
