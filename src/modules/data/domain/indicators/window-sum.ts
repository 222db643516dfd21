import { assertLength, type SeriesIndicator } from "./indicator";

/** How far the sum may fall below its peak before what the large values took with them is summed again: 2^40. */
const SCALE_DROP = 1_099_511_627_776;

/**
 * The sum of the last `length` values, NaN until there are as many.
 *
 * It is kept in two doubles (sum and what rounding took off it), so it is the exact sum rounded once, like Python's `fsum`
 * over the window, at a constant cost a value. A plain running sum drifts; adding the window up anew costs `length`
 * additions a value and rounds in an order of its own. NaN and infinities make it NaN until they have left the window.
 */
export class WindowSum implements SeriesIndicator {
  private readonly length: number;
  private readonly window: Float64Array;
  private at = 0;
  private seen = 0;
  private sum = 0;
  private rest = 0;
  private peak = 0;
  /** Values until the last one that was no number has left the window; 0 when there is none. */
  private poisoned = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
  }

  next(value: number): number {
    const window = this.window;
    const old = window[this.at] ?? 0;
    window[this.at] = value;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    if (this.seen < this.length) this.seen += 1;

    // Two exact steps (Knuth): change = value - old, sum = sum + change, and `rest` collects what each rounding lost.
    const change = value - old;
    const back = change - value;
    const changeLost = value - (change - back) - (old + back);
    const sum = this.sum + change;
    const part = sum - this.sum;
    const sumLost = this.sum - (sum - part) + (change - part);
    this.sum = sum;
    this.rest += changeLost + sumLost;

    const total = sum + this.rest;
    const size = Math.abs(total);
    if (size > this.peak) this.peak = size;
    if (!(size * SCALE_DROP >= this.peak && size < Number.POSITIVE_INFINITY)) return this.recover(value);
    return this.seen < this.length ? Number.NaN : total;
  }

  /** The sum is not a number, or large values that left took the small ones' digits with them: add the window up anew. */
  private recover(value: number): number {
    if (!Number.isFinite(value)) this.poisoned = this.length;
    else if (this.poisoned > 0) this.poisoned -= 1;
    if (this.poisoned > 0) {
      this.sum = Number.NaN;
      return Number.NaN;
    }
    let [sum, rest] = [0, 0];
    for (const item of this.window) {
      const next = sum + item;
      const part = next - sum;
      rest += sum - (next - part) + (item - part);
      sum = next;
    }
    const total = sum + rest;
    if (!Number.isFinite(total)) this.poisoned = this.length;
    [this.sum, this.rest, this.peak] = [sum, rest, Math.abs(total)];
    return Number.isFinite(total) && this.seen >= this.length ? total : Number.NaN;
  }
}
