import { assertLength, type SeriesIndicator } from "./indicator";
import type { SlidingIndicator } from "./window-fill";

/** The value `length` values ago; NaN until there is one. */
export class Delay implements SeriesIndicator {
  private readonly window: Float64Array;
  private at = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.window = new Float64Array(length).fill(Number.NaN);
  }

  next(value: number): number {
    const old = this.window[this.at] ?? Number.NaN;
    this.window[this.at] = value;
    this.at = this.at + 1 === this.window.length ? 0 : this.at + 1;
    return old;
  }

  /** Writes the value `length` values ago at each of the first `count` values, as {@link next} gives it. */
  fill(values: Float64Array, count: number, line: Float64Array): void {
    const { length } = this.window;
    const early = Math.min(count, length);
    for (let i = 0; i < early; i += 1) line[i] = this.next(values[i] ?? Number.NaN);
    if (early === count) return;
    line.set(values.subarray(0, count - length), length);
    this.hold(values, count);
  }

  /** Takes the values before bar `end` into the window. */
  hold(values: Float64Array, end: number): void {
    this.window.set(values.subarray(end - this.window.length, end));
    this.at = 0;
  }
}

class Momentum implements SeriesIndicator {
  private readonly delay: Delay;

  constructor(length: number) {
    this.delay = new Delay(length);
  }

  next(value: number): number {
    return value - this.delay.next(value);
  }
}

class Roc implements SlidingIndicator {
  private readonly length: number;
  private readonly delay: Delay;

  constructor(length: number) {
    this.length = length;
    this.delay = new Delay(length);
  }

  next(value: number): number {
    const old = this.delay.next(value);
    return old === 0 ? Number.NaN : (100 * (value - old)) / old;
  }

  slide(values: Float64Array, from: number, to: number, line: Float64Array): number {
    const { length } = this;
    for (let i = from; i < to; i += 1) {
      const old = values[i - length] ?? Number.NaN;
      line[i] = old === 0 ? Number.NaN : (100 * ((values[i] ?? Number.NaN) - old)) / old;
    }
    this.delay.hold(values, to);
    return to;
  }
}

/**
 * Momentum: the value minus the value `length` bars before, in the units of the series.
 *
 * @param length - Bars between the two, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length` values. Formula: Skender Stock.Indicators `GetRoc`, line `Momentum`.
 */
export function makeMomentum(length: number): SeriesIndicator {
  return new Momentum(length);
}

/**
 * Rate of change in percent: `100 · (value - old) / old`, `old` being `length` bars before.
 *
 * @param length - Bars between the two, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length` values and where the old value is 0. Formula: Skender Stock.Indicators `GetRoc`.
 */
export function makeRoc(length: number): SlidingIndicator {
  return new Roc(length);
}
