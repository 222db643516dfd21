import { Scratch } from "./scratch";
import { fillWindow } from "./window-fill";
import { WindowSum } from "./window-sum";

/** Volume-weighted moving average, one bar at a time. */
export interface VwmaIndicator {
  next(close: number, volume: number): number;
  /** Bars `from` up to and without `to`, as `next` gives them, bit for bit. */
  fill(close: Float64Array, volume: Float64Array, from: number, to: number, line: Float64Array): void;
}

class Vwma implements VwmaIndicator {
  private readonly turnover: WindowSum;
  private readonly volume: WindowSum;
  private readonly traded = new Scratch();
  private readonly turnovers = new Scratch();

  constructor(length: number) {
    this.turnover = new WindowSum(length);
    this.volume = new WindowSum(length);
  }

  next(close: number, volume: number): number {
    const turnover = this.turnover.next(close * volume);
    const sum = this.volume.next(volume);
    return sum === 0 ? Number.NaN : turnover / sum;
  }

  fill(close: Float64Array, volume: Float64Array, from: number, to: number, line: Float64Array): void {
    const count = to - from;
    const [traded, turnovers] = [this.traded.of(count), this.turnovers.of(count)];
    for (let i = 0; i < count; i += 1) traded[i] = (close[from + i] ?? Number.NaN) * (volume[from + i] ?? Number.NaN);
    fillWindow(this.turnover, this.turnover.length, traded, 0, count, turnovers);
    fillWindow(this.volume, this.volume.length, volume, from, to, line);
    for (let i = 0; i < count; i += 1) {
      const sum = line[from + i] ?? Number.NaN;
      line[from + i] = sum === 0 ? Number.NaN : (turnovers[i] ?? Number.NaN) / sum;
    }
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
