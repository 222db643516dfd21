import { makeAtr, type RangeIndicator } from "./atr";
import { makeEma } from "./ema";
import type { SeriesIndicator } from "./indicator";
import { WindowExtreme } from "./window-extreme";

/** The channel at the current bar. One object, again and again: read it before the next bar. */
interface KeltnerLines {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
}

export interface KeltnerIndicator extends KeltnerLines {
  next(high: number, low: number, close: number): KeltnerLines;
}

class Keltner implements KeltnerIndicator {
  upper = Number.NaN;
  middle = Number.NaN;
  lower = Number.NaN;
  private readonly multiplier: number;
  private readonly warmUp: number;
  private readonly average: SeriesIndicator;
  private readonly range: RangeIndicator;
  private seen = 0;

  constructor(length: number, multiplier: number, atrLength: number) {
    this.multiplier = multiplier;
    this.warmUp = Math.max(length, atrLength);
    this.average = makeEma(length);
    this.range = makeAtr(atrLength);
  }

  next(high: number, low: number, close: number): KeltnerLines {
    const middle = this.average.next(close);
    const width = this.range.next(high, low, close) * this.multiplier;
    if (this.seen < this.warmUp) this.seen += 1;
    if (this.seen < this.warmUp) return this;
    this.middle = middle;
    this.upper = middle + width;
    this.lower = middle - width;
    return this;
  }
}

/**
 * Keltner channel: the EMA of the close, and that plus and minus `multiplier` average true ranges.
 *
 * @param length - Bars of the EMA, 1 to {@link INDICATOR_LENGTH_MAX}; 20 by custom.
 * @param multiplier - Average true ranges between the middle and a band; 2 by custom.
 * @param atrLength - Bars of the average true range; 10 by custom.
 * @returns Lines that are NaN for the first `max(length, atrLength) - 1` bars; the bands need an average true range, which
 * is there from bar `atrLength` on. Formula: Keltner 1960 as by Raschke, Skender Stock.Indicators `GetKeltner`.
 */
export function makeKeltner(length: number, multiplier: number, atrLength: number): KeltnerIndicator {
  return new Keltner(length, multiplier, atrLength);
}

class ChandelierExit implements RangeIndicator {
  private readonly multiplier: number;
  private readonly highest: WindowExtreme;
  private readonly range: RangeIndicator;

  constructor(length: number, multiplier: number) {
    this.multiplier = multiplier;
    this.highest = new WindowExtreme(length, 1);
    this.range = makeAtr(length);
  }

  next(high: number, low: number, close: number): number {
    return this.highest.next(high) - this.multiplier * this.range.next(high, low, close);
  }
}

/**
 * Chandelier exit of a long position: the highest high of the last `length` bars minus `multiplier` average true ranges.
 *
 * @param length - Bars of both, 1 to {@link INDICATOR_LENGTH_MAX}; 22 by custom.
 * @param multiplier - Average true ranges below the high; 3 by custom.
 * @returns NaN for the first `length` bars. Formula: LeBeau, Skender Stock.Indicators `GetChandelier`, long.
 */
export function makeChandelierExit(length: number, multiplier: number): RangeIndicator {
  return new ChandelierExit(length, multiplier);
}

/** Both lines at the current bar. One object, again and again: read it before the next bar. */
interface ElderRayLines {
  readonly bull: number;
  readonly bear: number;
}

export interface ElderRayIndicator extends ElderRayLines {
  next(high: number, low: number, close: number): ElderRayLines;
}

class ElderRay implements ElderRayIndicator {
  bull = Number.NaN;
  bear = Number.NaN;
  private readonly average: SeriesIndicator;

  constructor(length: number) {
    this.average = makeEma(length);
  }

  next(high: number, low: number, close: number): ElderRayLines {
    const average = this.average.next(close);
    this.bull = high - average;
    this.bear = low - average;
    return this;
  }
}

/**
 * Elder ray: high minus EMA of the close (bull power) and low minus it (bear power), in the quote currency.
 *
 * @param length - Bars of the EMA, 1 to {@link INDICATOR_LENGTH_MAX}; 13 by custom.
 * @returns Lines that are NaN for the first `length - 1` bars. Formula: Elder 1993, Skender Stock.Indicators `GetElderRay`.
 */
export function makeElderRay(length: number): ElderRayIndicator {
  return new ElderRay(length);
}
