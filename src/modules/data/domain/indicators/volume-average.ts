import { WindowSum } from "./window-sum";

/** Volume-weighted moving average, one bar at a time. */
export interface VwmaIndicator {
  next(close: number, volume: number): number;
}

class Vwma implements VwmaIndicator {
  private readonly turnover: WindowSum;
  private readonly volume: WindowSum;

  constructor(length: number) {
    this.turnover = new WindowSum(length);
    this.volume = new WindowSum(length);
  }

  next(close: number, volume: number): number {
    const turnover = this.turnover.next(close * volume);
    const sum = this.volume.next(volume);
    return sum === 0 ? Number.NaN : turnover / sum;
  }
}

/**
 * Volume-weighted moving average: `Σ(close · volume) / Σvolume` over the last `length` bars.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` bars and for a window without volume. Formula: Skender Stock.Indicators `GetVwma`.
 */
export function makeVwma(length: number): VwmaIndicator {
  return new Vwma(length);
}

/** Volume-weighted average price, one bar at a time. */
export interface VwapIndicator {
  next(high: number, low: number, close: number, volume: number): number;
}

class Vwap implements VwapIndicator {
  private turnover = 0;
  private volume = 0;

  next(high: number, low: number, close: number, volume: number): number {
    this.turnover += (volume * (high + low + close)) / 3;
    this.volume += volume;
    return this.volume === 0 ? Number.NaN : this.turnover / this.volume;
  }
}

/**
 * Volume-weighted average price since the first bar: `Σ(volume · (high + low + close) / 3) / Σvolume`.
 *
 * @returns NaN while there was no volume. Formula: Skender Stock.Indicators `GetVwap`, anchored at the first bar.
 */
export function makeVwap(): VwapIndicator {
  return new Vwap();
}
