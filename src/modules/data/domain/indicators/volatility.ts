import type { RangeIndicator } from "./atr";
import { assertLength, type SeriesIndicator } from "./indicator";
import { WindowExtreme } from "./window-extreme";
import { WindowSum } from "./window-sum";

class Choppiness implements RangeIndicator {
  private readonly scale: number;
  private readonly ranges: WindowSum;
  private readonly highest: WindowExtreme;
  private readonly lowest: WindowExtreme;
  private previousClose = Number.NaN;

  constructor(length: number) {
    this.scale = 100 / Math.log(length);
    this.ranges = new WindowSum(length);
    this.highest = new WindowExtreme(length, 1);
    this.lowest = new WindowExtreme(length, -1);
  }

  next(high: number, low: number, close: number): number {
    const before = this.previousClose;
    this.previousClose = close;
    if (Number.isNaN(before)) return Number.NaN;
    const top = Math.max(high, before);
    const bottom = Math.min(low, before);
    const path = this.ranges.next(top - bottom);
    const range = this.highest.next(top) - this.lowest.next(bottom);
    return range === 0 || Number.isNaN(path) ? Number.NaN : this.scale * Math.log(path / range);
  }
}

/**
 * Choppiness index, 0 (a straight line) to 100: `100 · log(Σ true range / (highest - lowest)) / log(length)` over the last
 * `length` bars; highs and lows include the close before each bar.
 *
 * @param length - Window in bars, 2 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length` bars and for a window without range. Formula: Dreiss 1993, Skender Stock.Indicators
 * `GetChop`.
 */
export function makeChoppiness(length: number): RangeIndicator {
  return new Choppiness(length);
}

class UlcerIndex implements SeriesIndicator {
  private readonly length: number;
  private readonly window: Float64Array;
  private at = 0;
  private seen = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
  }

  next(value: number): number {
    const { window, length } = this;
    window[this.at] = value;
    this.at = this.at + 1 === length ? 0 : this.at + 1;
    if (this.seen < length) this.seen += 1;
    if (this.seen < length) return Number.NaN;
    let peak = 0;
    let sum = 0;
    for (let i = 0, place = this.at; i < length; i += 1) {
      const item = window[place] ?? Number.NaN;
      place = place + 1 === length ? 0 : place + 1;
      if (item > peak) peak = item;
      const drawdown = peak === 0 ? Number.NaN : (100 * (item - peak)) / peak;
      sum += drawdown * drawdown;
    }
    return Math.sqrt(sum / length);
  }
}

/**
 * Ulcer index in percent: root mean square of the drawdowns from the highest value so far within the last `length` bars. The
 * highs start anew with the window, so each bar costs a pass over it.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length - 1` values and where nothing in the window is above 0. Formula: Martin 1987, Skender
 * Stock.Indicators `GetUlcerIndex`.
 */
export function makeUlcerIndex(length: number): SeriesIndicator {
  return new UlcerIndex(length);
}
