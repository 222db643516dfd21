import { makeEma } from "./ema";
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

class Macd implements MacdIndicator {
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
    this.macd = this.fast.next(value) - this.slow.next(value);
    this.signal = this.smooth.next(this.macd);
    this.histogram = this.macd - this.signal;
    return this;
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
export function makeMacd(fast: number, slow: number, signal: number): MacdIndicator {
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
