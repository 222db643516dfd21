import { makeAtr, type RangeIndicator } from "./atr";
import { assertLength } from "./indicator";

/** The stop at the current bar: `upper` above a falling price, `lower` below a rising one, the other NaN. */
interface StopLines {
  readonly stop: number;
  readonly upper: number;
  readonly lower: number;
}

/** The indicator returns one object again and again: read it before the next bar. */
export interface StopIndicator extends StopLines {
  next(high: number, low: number, close: number): StopLines;
}

class Supertrend implements StopIndicator {
  stop = Number.NaN;
  upper = Number.NaN;
  lower = Number.NaN;
  private readonly multiplier: number;
  private readonly range: RangeIndicator;
  private isRising = true;
  private previousClose = Number.NaN;
  private above = Number.NaN;
  private below = Number.NaN;

  constructor(length: number, multiplier: number) {
    this.multiplier = multiplier;
    this.range = makeAtr(length);
  }

  next(high: number, low: number, close: number): StopLines {
    const width = this.multiplier * this.range.next(high, low, close);
    const before = this.previousClose;
    this.previousClose = close;
    if (Number.isNaN(width)) return this;
    const middle = (high + low) / 2;
    if (Number.isNaN(this.above)) {
      this.isRising = close >= middle;
      this.above = middle + width;
      this.below = middle - width;
    }
    if (middle + width < this.above || before > this.above) this.above = middle + width;
    if (middle - width > this.below || before < this.below) this.below = middle - width;
    this.isRising = close > (this.isRising ? this.below : this.above);
    this.stop = this.isRising ? this.below : this.above;
    this.upper = this.isRising ? Number.NaN : this.above;
    this.lower = this.isRising ? this.below : Number.NaN;
    return this;
  }
}

/**
 * Supertrend: bands `multiplier` average true ranges around `(high + low) / 2` that only ever come nearer to the price, until
 * a close crosses one and the other takes over. `supertrend` is the band in force.
 *
 * @param length - Bars of the average true range, 1 to {@link INDICATOR_LENGTH_MAX}; 10 by custom.
 * @param multiplier - Average true ranges between the middle and a band; 3 by custom.
 * @returns Lines that are NaN for the first `length` bars. Formula: Seban, Skender Stock.Indicators `GetSuperTrend`.
 */
export function makeSupertrend(length: number, multiplier: number): StopIndicator {
  return new Supertrend(length, multiplier);
}

class VolatilityStop implements StopIndicator {
  stop = Number.NaN;
  upper = Number.NaN;
  lower = Number.NaN;
  private readonly length: number;
  private readonly multiplier: number;
  private readonly range: RangeIndicator;
  private seen = 0;
  private first = Number.NaN;
  private highest = Number.NEGATIVE_INFINITY;
  private lowest = Number.POSITIVE_INFINITY;
  private isLong = true;
  /** The best close of the trade, from which the stop hangs. */
  private best = Number.NaN;
  private width = Number.NaN;
  private hasStopped = false;

  constructor(length: number, multiplier: number) {
    assertLength("length", length);
    this.length = length;
    this.multiplier = multiplier;
    this.range = makeAtr(length);
  }

  next(high: number, low: number, close: number): StopLines {
    const width = this.width;
    this.width = this.multiplier * this.range.next(high, low, close);
    this.seen += 1;
    if (this.seen <= this.length) {
      this.guess(close);
      return this;
    }
    const stop = this.isLong ? this.best - width : this.best + width;
    if (this.hasStopped) {
      this.stop = stop;
      this.upper = this.isLong ? Number.NaN : stop;
      this.lower = this.isLong ? stop : Number.NaN;
    }
    if (this.isLong ? close < stop : close > stop) {
      this.hasStopped = true;
      this.isLong = !this.isLong;
      this.best = close;
    } else {
      this.best = this.isLong ? Math.max(this.best, close) : Math.min(this.best, close);
    }
    return this;
  }

  /** Before there is a range: which way the first bars went. What follows from it is not shown, for it is a guess. */
  private guess(close: number): void {
    if (this.seen === 1) this.first = close;
    if (close > this.highest) this.highest = close;
    if (close < this.lowest) this.lowest = close;
    this.isLong = close > this.first;
    this.best = this.isLong ? this.highest : this.lowest;
  }
}

/**
 * Wilder's volatility stop: `multiplier` average true ranges of the bar before, below the highest close of a long trade or
 * above the lowest close of a short one; a close beyond it turns the trade around.
 *
 * @param length - Bars of the average true range, 1 to {@link INDICATOR_LENGTH_MAX}; 7 by custom.
 * @param multiplier - Average true ranges between close and stop; 3 by custom.
 * @returns Lines that are NaN up to and including the first stop: which way the first trade goes is a guess. Formula: Wilder
 * 1978, Skender Stock.Indicators `GetVolatilityStop`, which shows the guess when nothing was ever stopped.
 */
export function makeVolatilityStop(length: number, multiplier: number): StopIndicator {
  return new VolatilityStop(length, multiplier);
}

/** Parabolic stop and reverse, one bar at a time. */
export interface PsarIndicator {
  next(high: number, low: number): number;
}

class Psar implements PsarIndicator {
  private readonly step: number;
  private readonly max: number;
  private seen = 0;
  private isRising = true;
  private hasReversed = false;
  private stop = Number.NaN;
  private extreme = Number.NaN;
  private pace: number;
  /** The bar before and the one before that. */
  private high1 = Number.NaN;
  private high2 = Number.NaN;
  private low1 = Number.NaN;
  private low2 = Number.NaN;

  constructor(step: number, max: number) {
    this.step = step;
    this.max = max;
    this.pace = step;
  }

  next(high: number, low: number): number {
    this.seen += 1;
    if (this.seen === 1) {
      this.stop = low;
      this.extreme = high;
      return this.remember(high, low, Number.NaN);
    }
    const wasReversed = this.hasReversed;
    if (this.isRising) this.rise(high, low);
    else this.fall(high, low);
    return this.remember(high, low, wasReversed ? this.stop : Number.NaN);
  }

  private remember(high: number, low: number, value: number): number {
    this.high2 = this.high1;
    this.low2 = this.low1;
    this.high1 = high;
    this.low1 = low;
    return value;
  }

  private rise(high: number, low: number): void {
    let stop = this.stop + this.pace * (this.extreme - this.stop);
    if (this.seen > 2) stop = Math.min(stop, this.low1, this.low2);
    if (low < stop) {
      this.reverse(low);
      return;
    }
    this.stop = stop;
    if (high <= this.extreme) return;
    this.extreme = high;
    this.pace = Math.min(this.pace + this.step, this.max);
  }

  private fall(high: number, low: number): void {
    let stop = this.stop - this.pace * (this.stop - this.extreme);
    if (this.seen > 2) stop = Math.max(stop, this.high1, this.high2);
    if (high > stop) {
      this.reverse(high);
      return;
    }
    this.stop = stop;
    if (low >= this.extreme) return;
    this.extreme = low;
    this.pace = Math.min(this.pace + this.step, this.max);
  }

  private reverse(extreme: number): void {
    this.stop = this.extreme;
    this.extreme = extreme;
    this.isRising = !this.isRising;
    this.hasReversed = true;
    this.pace = this.step;
  }
}

/**
 * Parabolic stop and reverse: a stop that moves a growing share of the way to the trade's best price each bar, never past the
 * last two bars, and jumps to that best price when it is hit.
 *
 * @param step - Share of the way at first, and what each new best price adds, up to `max`; 0.02 by custom.
 * @param max - Largest share; 0.2 by custom.
 * @returns NaN up to and including the first reversal, before which the direction is a guess. Formula: Wilder 1978, Skender
 * Stock.Indicators `GetParabolicSar`.
 */
export function makePsar(step: number, max: number): PsarIndicator {
  return new Psar(step, max);
}
