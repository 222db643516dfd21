import { type ColumnEma, makeEma } from "./ema";
import type { SeriesIndicator } from "./indicator";

/** The lines at the current bar. One object, again and again: read it before the next bar. */
interface MacdLines {
  readonly macd: number;
  readonly signal: number;
  readonly histogram: number;
}

export interface MacdIndicator extends MacdLines {
  next(value: number): MacdLines;
}

/** A MACD that goes along a stretch of a column at once: three lines, bit for bit what `next` gives. */
export interface ColumnMacd extends MacdIndicator {
  fill(
    values: Float64Array,
    from: number,
    to: number,
    lines: readonly [Float64Array, Float64Array, Float64Array],
  ): void;
}

class Macd implements ColumnMacd {
  macd = Number.NaN;
  signal = Number.NaN;
  histogram = Number.NaN;
  private readonly fast: ColumnEma;
  private readonly slow: ColumnEma;
  private readonly smooth: ColumnEma;

  constructor(fast: number, slow: number, signal: number) {
    this.fast = makeEma(fast);
    this.slow = makeEma(slow);
    this.smooth = makeEma(signal);
  }

  next(value: number): MacdLines {
    this.macd = this.fast.next(value) - this.slow.next(value);
    this.signal = this.smooth.next(this.macd);
    this.histogram = this.macd - this.signal;
    return this;
  }

  fill(
    values: Float64Array,
    from: number,
    to: number,
    [macdLine, signalLine, histogramLine]: readonly [Float64Array, Float64Array, Float64Array],
  ): void {
    // One after another over a few thousand bars: each loop is one chain of sums, and the bars stay in the cache.
    this.slow.fill(values, from, to, macdLine);
    this.fast.fill(values, from, to, histogramLine);
    for (let i = from; i < to; i += 1) macdLine[i] = (histogramLine[i] ?? Number.NaN) - (macdLine[i] ?? Number.NaN);
    this.smooth.fill(macdLine, from, to, signalLine);
    for (let i = from; i < to; i += 1) histogramLine[i] = (macdLine[i] ?? Number.NaN) - (signalLine[i] ?? Number.NaN);
  }
}

/**
 * Moving average convergence divergence: fast EMA minus slow EMA, its EMA over `signal` values (from the mean of its own
 * first values), and the difference of the two.
 *
 * @param fast - Bars of the fast average, 1 and up, below `slow`; 12 by custom.
 * @param slow - Bars of the slow average; 26 by custom.
 * @param signal - Bars of the signal line; 9 by custom.
 * @returns `macd` is NaN for the first `slow - 1` values, the others for `slow + signal - 2`. Formula: Skender
 * Stock.Indicators `GetMacd`.
 */
export function makeMacd(fast: number, slow: number, signal: number): ColumnMacd {
  return new Macd(fast, slow, signal);
}

class PercentMacd implements MacdIndicator {
  macd = Number.NaN;
  signal = Number.NaN;
  histogram = Number.NaN;
  private readonly fast: SeriesIndicator;
  private readonly slow: SeriesIndicator;
  private readonly smooth: SeriesIndicator;

  constructor(fast: number, slow: number, signal: number) {
    this.fast = makeEma(fast);
    this.slow = makeEma(slow);
    this.smooth = makeEma(signal);
  }

  next(value: number): MacdLines {
    const fast = this.fast.next(value);
    const slow = this.slow.next(value);
    this.macd = slow === 0 ? Number.NaN : (100 * (fast - slow)) / slow;
    this.signal = this.smooth.next(this.macd);
    this.histogram = this.macd - this.signal;
    return this;
  }
}

/**
 * {@link makeMacd} in percent of the slow average: `100 · (fast - slow) / slow`, its EMA over `signal` values, and the
 * difference. Over closes it is the percentage price oscillator, over volume the percentage volume oscillator.
 *
 * @param fast - Bars of the fast average, 1 and up, below `slow`; 12 by custom.
 * @param slow - Bars of the slow average; 26 by custom.
 * @param signal - Bars of the signal line; 9 by custom.
 * @returns Warm-up as {@link makeMacd}; NaN also where the slow average is 0, from where the signal starts anew. Formula:
 * Skender Stock.Indicators `GetPvo`.
 */
export function makePercentMacd(fast: number, slow: number, signal: number): MacdIndicator {
  return new PercentMacd(fast, slow, signal);
}
