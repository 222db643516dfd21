import { assertLength } from "./indicator";

/** An indicator of whole bars: high, low and close of the bar that just closed in, one value out, NaN while warming up. */
export interface RangeIndicator {
  next(high: number, low: number, close: number): number;
}

class TrueRange implements RangeIndicator {
  private previousClose = Number.NaN;

  next(high: number, low: number, close: number): number {
    const previous = this.previousClose;
    this.previousClose = close;
    if (Number.isNaN(previous)) return Number.NaN;
    return Math.max(high - low, Math.abs(high - previous), Math.abs(low - previous));
  }
}

class Atr implements RangeIndicator {
  private readonly length: number;
  private readonly trueRange = new TrueRange();
  private seen = 0;
  private average = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
  }

  next(high: number, low: number, close: number): number {
    const range = this.trueRange.next(high, low, close);
    if (Number.isNaN(range)) return Number.NaN;
    if (this.seen >= this.length) {
      this.average = (this.average * (this.length - 1) + range) / this.length;
      return this.average;
    }
    this.average += range;
    this.seen += 1;
    if (this.seen < this.length) return Number.NaN;
    this.average /= this.length;
    return this.average;
  }
}

class Natr implements RangeIndicator {
  private readonly atr: Atr;

  constructor(length: number) {
    this.atr = new Atr(length);
  }

  next(high: number, low: number, close: number): number {
    const atr = this.atr.next(high, low, close);
    return close === 0 ? Number.NaN : (100 * atr) / close;
  }
}

/**
 * True range: the largest of high - low, |high - previous close|, |low - previous close|, in the quote currency.
 *
 * @returns NaN for the first bar, which has no previous close. Formula: Wilder 1978, Skender Stock.Indicators `GetTr`.
 */
export function makeTrueRange(): RangeIndicator {
  return new TrueRange();
}

/**
 * Average true range, smoothed as Wilder did: the mean of the first `length` true ranges, then
 * `(atr · (length - 1) + trueRange) / length`. In the quote currency.
 *
 * @param length - Bars of the average, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length` bars. Formula: Wilder 1978, Skender Stock.Indicators `GetAtr`.
 */
export function makeAtr(length: number): RangeIndicator {
  return new Atr(length);
}

/**
 * Normalized average true range: {@link makeAtr} in percent of the close.
 *
 * @param length - Bars of the average, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length` bars and at a close of 0. Formula: Skender Stock.Indicators `GetAtr`, line `Atrp`.
 */
export function makeNatr(length: number): RangeIndicator {
  return new Natr(length);
}
