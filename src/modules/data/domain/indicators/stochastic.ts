import type { RangeIndicator } from "./atr";
import { makeRsi } from "./rsi";
import { Scratch } from "./scratch";
import { makeSma } from "./sma";
import { WindowExtreme } from "./window-extreme";
import { fillWindow, type SlidingIndicator } from "./window-fill";
import type { ColumnIndicator } from "./wma";

/** Where the close stands between the lowest low and the highest high of the last `length` bars, 0 to 100. */
class Place implements RangeIndicator {
  private readonly length: number;
  private readonly highest: WindowExtreme;
  private readonly lowest: WindowExtreme;
  private readonly tops = new Scratch();
  private readonly bottoms = new Scratch();
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

  /** The places of the first `count` bars as `next` gives them, bit for bit. */
  fill(high: Float64Array, low: Float64Array, close: Float64Array, count: number, line: Float64Array): void {
    const { length } = this;
    const [tops, bottoms] = [this.tops.of(count), this.bottoms.of(count)];
    this.highest.fill(high, count, tops);
    this.lowest.fill(low, count, bottoms);
    const warm = Math.min(count, Math.max(0, length - 1 - this.seen));
    line.fill(Number.NaN, 0, warm);
    for (let i = warm; i < count; i += 1) {
      const top = tops[i] ?? Number.NaN;
      const bottom = bottoms[i] ?? Number.NaN;
      const price = close[i] ?? Number.NaN;
      if (top === bottom) line[i] = 0;
      else if (price >= top) line[i] = 100;
      else line[i] = price <= bottom ? 0 : (100 * (price - bottom)) / (top - bottom);
    }
    this.seen = Math.min(length, this.seen + count);
  }
}

/** Both lines at the current bar. One object, again and again: read it before the next bar. */
interface StochLines {
  readonly k: number;
  readonly d: number;
}

export interface StochIndicator extends StochLines {
  next(high: number, low: number, close: number): StochLines;
  /** Both lines of the first `count` bars of columns, as `next` gives them, bit for bit. */
  column(prices: PriceColumns, count: number, lines: StochColumns): void;
}

interface PriceColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

interface StochColumns {
  readonly k: Float64Array;
  readonly d: Float64Array;
}

function areFinite(values: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** First of `count` values from `from` on that is a number; `count` when none is. */
function firstNumber(values: Float64Array, from: number, count: number): number {
  let i = from;
  while (i < count && Number.isNaN(values[i])) i += 1;
  return i;
}

class Stoch implements StochIndicator {
  k = Number.NaN;
  d = Number.NaN;
  private readonly place: Place;
  private readonly smooth: SlidingIndicator;
  private readonly smoothLength: number;
  private readonly signal: SlidingIndicator;
  private readonly signalLength: number;
  private readonly places = new Scratch();

  constructor(length: number, signal: number, smooth: number) {
    this.place = new Place(length);
    this.smoothLength = smooth;
    this.signalLength = signal;
    this.smooth = makeSma(smooth);
    this.signal = makeSma(signal);
  }

  next(high: number, low: number, close: number): StochLines {
    this.take(this.place.next(high, low, close));
    return this;
  }

  column({ high, low, close }: PriceColumns, count: number, { k, d }: StochColumns): void {
    const places = this.places.of(count);
    this.place.fill(high, low, close, count, places);
    const first = firstNumber(places, 0, count);
    k.fill(this.k, 0, first);
    // Prices so large that a range of them is no number: one at a time, for a place without value keeps the lines as they were.
    if (!areFinite(places, first, count)) {
      d.fill(this.d, 0, first);
      for (let i = first; i < count; i += 1) {
        this.take(places[i] ?? Number.NaN);
        k[i] = this.k;
        d[i] = this.d;
      }
      return;
    }
    fillWindow(this.smooth, this.smoothLength, places, first, count, k);
    const signaled = firstNumber(k, first, count);
    d.fill(this.d, 0, signaled);
    fillWindow(this.signal, this.signalLength, k, signaled, count, d);
    if (count === 0) return;
    this.k = k[count - 1] ?? Number.NaN;
    this.d = d[count - 1] ?? Number.NaN;
  }

  private take(place: number): void {
    if (Number.isNaN(place)) return;
    this.k = this.smooth.next(place);
    if (!Number.isNaN(this.k)) this.d = this.signal.next(this.k);
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

/** Williams %R, one bar at a time, or along columns at once, bit for bit the same. */
export interface WilliamsIndicator extends RangeIndicator {
  column(prices: PriceColumns, count: number, line: Float64Array): void;
}

class WilliamsR implements WilliamsIndicator {
  private readonly place: Place;

  constructor(length: number) {
    this.place = new Place(length);
  }

  next(high: number, low: number, close: number): number {
    return this.place.next(high, low, close) - 100;
  }

  column({ high, low, close }: PriceColumns, count: number, line: Float64Array): void {
    this.place.fill(high, low, close, count, line);
    for (let i = 0; i < count; i += 1) line[i] = (line[i] ?? Number.NaN) - 100;
  }
}

/**
 * Williams %R, -100 to 0: `-100 · (highest - close) / (highest - lowest)` over `length` bars. A window without range is -100.
 *
 * @param length - Bars of the extremes, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length - 1` bars. Formula: Williams 1973, Skender Stock.Indicators `GetWilliamsR`.
 */
export function makeWilliamsR(length: number): WilliamsIndicator {
  return new WilliamsR(length);
}

/** Both lines at the current bar. One object, again and again: read it before the next bar. */
interface StochRsiLines {
  readonly stochRsi: number;
  readonly signal: number;
}

export interface StochRsiIndicator extends StochRsiLines {
  next(value: number): StochRsiLines;
  /** Both lines of the first `count` values, as `next` gives them, bit for bit. */
  fill(values: Float64Array, count: number, lines: StochRsiColumns): void;
}

interface StochRsiColumns {
  readonly stochRsi: Float64Array;
  readonly signal: Float64Array;
}

class StochRsi implements StochRsiIndicator {
  stochRsi = Number.NaN;
  signal = Number.NaN;
  private readonly rsi: ColumnIndicator;
  private readonly stoch: Stoch;
  private readonly strengths = new Scratch();

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

  fill(values: Float64Array, count: number, { stochRsi, signal }: StochRsiColumns): void {
    const strengths = this.strengths.of(count);
    const { stoch } = this;
    this.rsi.fill(values, 0, count, strengths);
    // A strength without value is passed over, and the lines stay as they were.
    let next = 0;
    while (next < count) {
      const start = firstNumber(strengths, next, count);
      stochRsi.fill(stoch.k, next, start);
      signal.fill(stoch.d, next, start);
      let end = start;
      while (end < count && !Number.isNaN(strengths[end])) end += 1;
      const stretch = strengths.subarray(start, end);
      const lines = { k: stochRsi.subarray(start, end), d: signal.subarray(start, end) };
      stoch.column({ high: stretch, low: stretch, close: stretch }, end - start, lines);
      next = end;
    }
    this.stochRsi = stoch.k;
    this.signal = stoch.d;
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
