import { assertLength } from "./indicator";
import { ExtremeAge } from "./window-extreme";
import { WindowSum } from "./window-sum";

/** The lines at the current bar. One object, again and again: read it before the next bar. */
interface AdxLines {
  readonly adx: number;
  readonly plusDi: number;
  readonly minusDi: number;
}

export interface AdxIndicator extends AdxLines {
  next(high: number, low: number, close: number): AdxLines;
}

class Adx implements AdxIndicator {
  adx = Number.NaN;
  plusDi = Number.NaN;
  minusDi = Number.NaN;
  private readonly length: number;
  private previousHigh = Number.NaN;
  private previousLow = Number.NaN;
  private previousClose = Number.NaN;
  private seen = 0;
  private range = 0;
  private plus = 0;
  private minus = 0;
  /** Directional indexes averaged so far; `length` of them start the ADX. */
  private indexes = 0;
  private average = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
  }

  next(high: number, low: number, close: number): AdxLines {
    const up = high - this.previousHigh;
    const down = this.previousLow - low;
    const before = this.previousClose;
    this.previousHigh = high;
    this.previousLow = low;
    this.previousClose = close;
    this.seen += 1;
    if (this.seen === 1) return this;

    const range = Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
    const plus = up > down && up > 0 ? up : 0;
    const minus = down > up && down > 0 ? down : 0;
    // Sums of the first `length` bars, from then on sums that forget 1/length of themselves a bar (Wilder).
    const kept = this.seen > this.length + 1 ? 1 / this.length : 0;
    this.range += range - this.range * kept;
    this.plus += plus - this.plus * kept;
    this.minus += minus - this.minus * kept;
    if (this.seen > this.length) this.settle();
    return this;
  }

  private settle(): void {
    if (this.range === 0) {
      [this.adx, this.plusDi, this.minusDi] = [Number.NaN, Number.NaN, Number.NaN];
      return;
    }
    this.plusDi = (100 * this.plus) / this.range;
    this.minusDi = (100 * this.minus) / this.range;
    const both = this.plusDi + this.minusDi;
    const index = both === 0 ? 0 : (100 * Math.abs(this.plusDi - this.minusDi)) / both;
    if (this.indexes >= this.length) {
      this.average = (this.average * (this.length - 1) + index) / this.length;
      this.adx = this.average;
      return;
    }
    this.average += index;
    this.indexes += 1;
    if (this.indexes < this.length) return;
    this.average /= this.length;
    this.adx = this.average;
  }
}

/**
 * Average directional index and its two parts, 0 to 100. plus_di and minus_di are 100 times Wilder's sums of the upward and
 * downward moves over that of the true range; adx is Wilder's average of `100 · |plus - minus| / (plus + minus)`.
 *
 * @param length - Bars of the averages, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns The parts are NaN for the first `length` bars and where nothing moved at all, adx until there were `length`
 * indexes (`2 · length - 1` bars). Formula: Wilder 1978, Skender Stock.Indicators `GetAdx`.
 */
export function makeAdx(length: number): AdxIndicator {
  return new Adx(length);
}

/** The lines at the current bar. One object, again and again: read it before the next bar. */
interface AroonLines {
  readonly up: number;
  readonly down: number;
  readonly oscillator: number;
}

export interface AroonIndicator extends AroonLines {
  next(high: number, low: number): AroonLines;
}

class Aroon implements AroonIndicator {
  up = Number.NaN;
  down = Number.NaN;
  oscillator = Number.NaN;
  private readonly length: number;
  private readonly highest: ExtremeAge;
  private readonly lowest: ExtremeAge;
  private seen = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.highest = new ExtremeAge(length + 1, 1);
    this.lowest = new ExtremeAge(length + 1, -1);
  }

  next(high: number, low: number): AroonLines {
    const sinceHigh = this.highest.next(high);
    const sinceLow = this.lowest.next(low);
    if (this.seen < this.length) {
      this.seen += 1;
      return this;
    }
    this.up = (100 * (this.length - sinceHigh)) / this.length;
    this.down = (100 * (this.length - sinceLow)) / this.length;
    this.oscillator = this.up - this.down;
    return this;
  }
}

/**
 * Aroon, 0 to 100: `100 · (length - bars since the highest high) / length` over the last `length + 1` bars, the same for
 * the lowest low, and up minus down. Of equal extremes the oldest counts.
 *
 * @param length - Bars looked back, 1 to {@link INDICATOR_LENGTH_MAX}; 25 by custom.
 * @returns Lines that are NaN for the first `length` bars. Formula: Chande 1995, Skender Stock.Indicators `GetAroon`.
 */
export function makeAroon(length: number): AroonIndicator {
  return new Aroon(length);
}

/** Both lines at the current bar. One object, again and again: read it before the next bar. */
interface VortexLines {
  readonly plus: number;
  readonly minus: number;
}

export interface VortexIndicator extends VortexLines {
  next(high: number, low: number, close: number): VortexLines;
}

class Vortex implements VortexIndicator {
  plus = Number.NaN;
  minus = Number.NaN;
  private readonly ranges: WindowSum;
  private readonly ups: WindowSum;
  private readonly downs: WindowSum;
  private previousHigh = Number.NaN;
  private previousLow = Number.NaN;
  private previousClose = Number.NaN;

  constructor(length: number) {
    this.ranges = new WindowSum(length);
    this.ups = new WindowSum(length);
    this.downs = new WindowSum(length);
  }

  next(high: number, low: number, close: number): VortexLines {
    const highBefore = this.previousHigh;
    const lowBefore = this.previousLow;
    const closeBefore = this.previousClose;
    this.previousHigh = high;
    this.previousLow = low;
    this.previousClose = close;
    if (Number.isNaN(closeBefore)) return this;
    const range = Math.max(high - low, Math.abs(high - closeBefore), Math.abs(low - closeBefore));
    const ranges = this.ranges.next(range);
    const ups = this.ups.next(Math.abs(high - lowBefore));
    const downs = this.downs.next(Math.abs(low - highBefore));
    this.plus = ranges === 0 ? Number.NaN : ups / ranges;
    this.minus = ranges === 0 ? Number.NaN : downs / ranges;
    return this;
  }
}

/**
 * Vortex: sums over `length` bars of |high - previous low| (plus) and |low - previous high| (minus), each over the sum of the
 * true ranges.
 *
 * @param length - Bars of the sums, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns Lines that are NaN for the first `length` bars and where nothing moved. Formula: Botes and Siepman 2010, Skender
 * Stock.Indicators `GetVortex`.
 */
export function makeVortex(length: number): VortexIndicator {
  return new Vortex(length);
}
