import { assertLength } from "./indicator";
import type { SlidingIndicator } from "./window-fill";

/** How far the sum may fall below its peak before what the large values took with them is summed again: 2^40. */
const SCALE_DROP = 1_099_511_627_776;
/** Bars that are summed the careful way once a sum has passed its peak. */
const PEAK_STRETCH_BARS = 32;

/**
 * The sum of the last `length` values, NaN until there are as many.
 *
 * It is kept in two doubles (sum and what rounding took off it), so it is the exact sum rounded once, like Python's `fsum`
 * over the window, at a constant cost a value. A plain running sum drifts; adding the window up anew costs `length`
 * additions a value and rounds in an order of its own. NaN and infinities make it NaN until they have left the window.
 */
export class WindowSum implements SlidingIndicator {
  readonly length: number;
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

  slide(values: Float64Array, from: number, to: number, line: Float64Array): number {
    return this.slideOver(1, values, from, to, line);
  }

  /** As {@link slide}, each sum divided by `divisor`: a mean costs no second way along the column. */
  slideOver(divisor: number, values: Float64Array, from: number, to: number, line: Float64Array): number {
    if (this.seen < this.length || this.poisoned > 0) return from;
    let i = from;
    while (i < to) {
      i = this.slideBelowPeak(divisor, values, i, to, line);
      // A new peak: the next ones are likely to be higher still.
      const end = Math.min(to, i + PEAK_STRETCH_BARS);
      const next = this.slideOverPeak(divisor, values, i, end, line);
      i = next;
      if (next < end) break;
    }
    this.hold(values, i);
    return i;
  }

  /** The usual step while sums are below the peak: two comparisons with numbers that stay, so the processor runs ahead. */
  private slideBelowPeak(divisor: number, values: Float64Array, from: number, to: number, line: Float64Array): number {
    const { length, peak } = this;
    // Rounded only where it is next to nothing; what equals it goes the careful way.
    const floor = peak / SCALE_DROP;
    let { sum, rest } = this;
    let i = from;
    for (; i < to; i += 1) {
      const value = values[i] ?? Number.NaN;
      const old = values[i - length] ?? Number.NaN;
      const change = value - old;
      const back = change - value;
      const changeLost = value - (change - back) - (old + back);
      const moved = sum + change;
      const part = moved - sum;
      const sumLost = sum - (moved - part) + (change - part);
      const movedRest = rest + (changeLost + sumLost);
      const total = moved + movedRest;
      const size = Math.abs(total);
      if (!(size <= peak && size > floor)) break;
      sum = moved;
      rest = movedRest;
      line[i] = total / divisor;
    }
    [this.sum, this.rest] = [sum, rest];
    return i;
  }

  /** The usual step with its peak. Stops before a sum that has to be added up anew. */
  private slideOverPeak(divisor: number, values: Float64Array, from: number, to: number, line: Float64Array): number {
    const { length } = this;
    let { sum, rest, peak } = this;
    let i = from;
    for (; i < to; i += 1) {
      const value = values[i] ?? Number.NaN;
      const old = values[i - length] ?? Number.NaN;
      const change = value - old;
      const back = change - value;
      const changeLost = value - (change - back) - (old + back);
      const moved = sum + change;
      const part = moved - sum;
      const sumLost = sum - (moved - part) + (change - part);
      const movedRest = rest + (changeLost + sumLost);
      const total = moved + movedRest;
      const size = Math.abs(total);
      const top = Math.max(size, peak);
      if (!(size * SCALE_DROP >= top && size < Number.POSITIVE_INFINITY)) break;
      sum = moved;
      rest = movedRest;
      peak = top;
      line[i] = total / divisor;
    }
    [this.sum, this.rest, this.peak] = [sum, rest, peak];
    return i;
  }

  /** Takes the values before bar `end` into the window. */
  private hold(values: Float64Array, end: number): void {
    this.window.set(values.subarray(end - this.length, end));
    this.at = 0;
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
    for (let place = 0; place < this.length; place += 1) {
      // Oldest first, which `at` points at: the same sum wherever in the window that is.
      const index = this.at + place;
      const item = this.window[index < this.length ? index : index - this.length] ?? Number.NaN;
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
