import { assertLength, type SeriesIndicator } from "./indicator";

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

class Roc implements SeriesIndicator {
  private readonly delay: Delay;

  constructor(length: number) {
    this.delay = new Delay(length);
  }

  next(value: number): number {
    const old = this.delay.next(value);
    return old === 0 ? Number.NaN : (100 * (value - old)) / old;
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
export function makeRoc(length: number): SeriesIndicator {
  return new Roc(length);
}
