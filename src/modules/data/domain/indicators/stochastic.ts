import type { RangeIndicator } from "./atr";
import type { SeriesIndicator } from "./indicator";
import { makeRsi } from "./rsi";
import { makeSma } from "./sma";
import { WindowExtreme } from "./window-extreme";

/** Where the close stands between the lowest low and the highest high of the last `length` bars, 0 to 100. */
class Place implements RangeIndicator {
  private readonly length: number;
  private readonly highest: WindowExtreme;
  private readonly lowest: WindowExtreme;
  private seen = 0;

  constructor(length: number) {
    this.length = length;
    this.highest = new WindowExtreme(length, 1);
    this.lowest = new WindowExtreme(length, -1);
  }

  next(high: number, low: number, close: number): number {
    const top = this.highest.next(high);
    const bottom = this.lowest.next(low);
    if (this.seen < this.length) this.seen += 1;
    if (this.seen < this.length) return Number.NaN;
    if (top === bottom) return 0;
    // A close outside its own bar is no price, but a file may hold it: 0 and 100 are the ends.
    if (close >= top) return 100;
    return close <= bottom ? 0 : (100 * (close - bottom)) / (top - bottom);
  }
}

/** Both lines at the current bar. One object, again and again: read it before the next bar. */
interface StochLines {
  readonly k: number;
  readonly d: number;
}

export interface StochIndicator extends StochLines {
  next(high: number, low: number, close: number): StochLines;
}

class Stoch implements StochIndicator {
  k = Number.NaN;
  d = Number.NaN;
  private readonly place: Place;
  private readonly smooth: SeriesIndicator;
  private readonly signal: SeriesIndicator;

  constructor(length: number, signal: number, smooth: number) {
    this.place = new Place(length);
    this.smooth = makeSma(smooth);
    this.signal = makeSma(signal);
  }

  next(high: number, low: number, close: number): StochLines {
    const place = this.place.next(high, low, close);
    if (Number.isNaN(place)) return this;
    this.k = this.smooth.next(place);
    if (!Number.isNaN(this.k)) this.d = this.signal.next(this.k);
    return this;
  }
}

/**
 * Stochastic oscillator, 0 to 100: k is `100 · (close - lowest) / (highest - lowest)` over `length` bars, averaged over
 * `smooth`; d is k averaged over `signal`. A window without range is 0.
 *
 * @param length - Bars of the extremes, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @param signal - Bars of the signal line; 3 by custom.
 * @param smooth - Bars that smooth k; 3 by custom, 1 for the fast form.
 * @returns k is NaN for the first `length + smooth - 2` bars, d for `signal - 1` more. Formula: Lane 1984, Skender
 * Stock.Indicators `GetStoch`.
 */
export function makeStoch(length: number, signal: number, smooth: number): StochIndicator {
  return new Stoch(length, signal, smooth);
}

class WilliamsR implements RangeIndicator {
  private readonly place: Place;

  constructor(length: number) {
    this.place = new Place(length);
  }

  next(high: number, low: number, close: number): number {
    return this.place.next(high, low, close) - 100;
  }
}

/**
 * Williams %R, -100 to 0: `-100 · (highest - close) / (highest - lowest)` over `length` bars. A window without range is -100.
 *
 * @param length - Bars of the extremes, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length - 1` bars. Formula: Williams 1973, Skender Stock.Indicators `GetWilliamsR`.
 */
export function makeWilliamsR(length: number): RangeIndicator {
  return new WilliamsR(length);
}

/** Both lines at the current bar. One object, again and again: read it before the next bar. */
interface StochRsiLines {
  readonly stochRsi: number;
  readonly signal: number;
}

export interface StochRsiIndicator extends StochRsiLines {
  next(value: number): StochRsiLines;
}

class StochRsi implements StochRsiIndicator {
  stochRsi = Number.NaN;
  signal = Number.NaN;
  private readonly rsi: SeriesIndicator;
  private readonly stoch: Stoch;

  constructor(length: number, stochLength: number, signal: number, smooth: number) {
    this.rsi = makeRsi(length);
    this.stoch = new Stoch(stochLength, signal, smooth);
  }

  next(value: number): StochRsiLines {
    const rsi = this.rsi.next(value);
    if (Number.isNaN(rsi)) return this;
    this.stoch.next(rsi, rsi, rsi);
    this.stochRsi = this.stoch.k;
    this.signal = this.stoch.d;
    return this;
  }
}

/**
 * Stochastic RSI, 0 to 100: the stochastic oscillator of the RSI in place of prices.
 *
 * @param length - Bars of the RSI; 14 by custom.
 * @param stochLength - Bars of the extremes of the RSI; 14 by custom.
 * @param signal - Bars of the signal line; 3 by custom.
 * @param smooth - Bars that smooth the oscillator; 1 by custom.
 * @returns `stochRsi` is NaN for the first `length + stochLength + smooth - 2` values, `signal` for `signal - 1` more.
 * Formula: Chande and Kroll 1994, Skender Stock.Indicators `GetStochRsi`.
 */
export function makeStochRsi(length: number, stochLength: number, signal: number, smooth: number): StochRsiIndicator {
  return new StochRsi(length, stochLength, signal, smooth);
}
