import { WindowLine } from "./window-line";
import { WindowPairs } from "./window-pairs";

/** The line at the current bar. One object, again and again: read it before the next bar. */
interface RegressionLines {
  readonly slope: number;
  readonly intercept: number;
  readonly r2: number;
  readonly line: number;
}

export interface RegressionIndicator extends RegressionLines {
  /** `x` is the bar's place, 1 for the first bar: the intercept is the line's value at 0. */
  next(value: number, x: number): RegressionLines;
  /** The lines of bars `from` up to and without `to`, as `next` gives them, bit for bit. */
  fill(values: Float64Array, from: number, to: number, columns: RegressionColumns): void;
}

interface RegressionColumns {
  readonly slope: Float64Array;
  readonly intercept: Float64Array;
  readonly r2: Float64Array;
  readonly line: Float64Array;
}

class LinearRegression implements RegressionIndicator {
  slope = Number.NaN;
  intercept = Number.NaN;
  r2 = Number.NaN;
  line = Number.NaN;
  private readonly length: number;
  private readonly window: WindowLine;

  constructor(length: number) {
    this.length = length;
    this.window = new WindowLine(length);
  }

  next(value: number, x: number): RegressionLines {
    this.window.push(value);
    this.slope = this.window.slope;
    this.line = this.window.end;
    this.r2 = this.window.r2;
    this.intercept = this.line - this.slope * x;
    return this;
  }

  fill(values: Float64Array, from: number, to: number, { slope, intercept, r2, line }: RegressionColumns): void {
    const warm = Math.min(to, from + this.length);
    for (let i = from; i < warm; i += 1) {
      this.next(values[i] ?? Number.NaN, i + 1);
      slope[i] = this.slope;
      r2[i] = this.r2;
      line[i] = this.line;
    }
    if (warm < to) this.window.slide(values, warm, to, { slope, end: line, r2 });
    for (let i = from; i < to; i += 1) intercept[i] = (line[i] ?? Number.NaN) - (slope[i] ?? Number.NaN) * (i + 1);
  }
}

/**
 * Least-squares line through the last `length` values: `slope` a bar, `intercept` at x = 0 where the first bar has x = 1,
 * `r2` the share of variance it explains, `line` its value at the current bar (the endpoint moving average).
 *
 * @param length - Window in bars, 2 to {@link INDICATOR_LENGTH_MAX}.
 * @returns Lines that are NaN for the first `length - 1` values; r2 also for a window of equal values. Formula: Skender
 * Stock.Indicators `GetSlope` and `GetEpma`.
 */
export function makeLinearRegression(length: number): RegressionIndicator {
  return new LinearRegression(length);
}

/** An indicator of two series, one value of each at a time. */
export interface PairIndicator {
  next(value: number, other: number): number;
}

class Correlation implements PairIndicator {
  private readonly pairs: WindowPairs;

  constructor(length: number) {
    this.pairs = new WindowPairs(length);
  }

  next(value: number, other: number): number {
    this.pairs.push(value, other);
    const { varianceX, varianceY, covariance } = this.pairs;
    const both = Math.sqrt(varianceX * varianceY);
    // Rounding may leave a perfect correlation a bit outside of what one can be.
    return both > 0 ? Math.min(1, Math.max(-1, covariance / both)) : Number.NaN;
  }
}

/**
 * Pearson's correlation of the last `length` values of two series, -1 to 1.
 *
 * @param length - Window in bars, 2 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values and while one of the two does not move. Formula: Skender Stock.Indicators
 * `GetCorrelation`.
 */
export function makeCorrelation(length: number): PairIndicator {
  return new Correlation(length);
}

class Beta implements PairIndicator {
  private readonly pairs: WindowPairs;
  private value = Number.NaN;
  private other = Number.NaN;

  constructor(length: number) {
    this.pairs = new WindowPairs(length);
  }

  next(value: number, other: number): number {
    const before = this.value;
    const otherBefore = this.other;
    this.value = value;
    this.other = other;
    if (Number.isNaN(before)) return Number.NaN;
    // A return from 0 is none, in both or the pair would not be one.
    this.pairs.push(otherBefore === 0 ? 0 : other / otherBefore - 1, before === 0 ? 0 : value / before - 1);
    const { varianceX, covariance } = this.pairs;
    return varianceX > 0 ? covariance / varianceX : Number.NaN;
  }
}

/**
 * Beta: covariance of the last `length` simple returns of a series with those of a market (`other`), over the market's
 * variance.
 *
 * @param length - Returns in the window, 1 to {@link INDICATOR_LENGTH_MAX}; 50 by custom.
 * @returns NaN for the first `length` values and while the market does not move. Formula: Skender Stock.Indicators `GetBeta`.
 */
export function makeBeta(length: number): PairIndicator {
  return new Beta(length);
}
