/** On-balance volume, one bar at a time. */
export interface ObvIndicator {
  next(close: number, volume: number): number;
}

class Obv implements ObvIndicator {
  private previousClose = Number.NaN;
  private total = 0;

  next(close: number, volume: number): number {
    if (close > this.previousClose) this.total += volume;
    else if (close < this.previousClose) this.total -= volume;
    this.previousClose = close;
    return this.total;
  }
}

/**
 * On-balance volume: the running total of volume, added on a higher close, taken off on a lower one. Units of volume.
 *
 * @returns 0 at the first bar; never NaN. Formula: Granville 1963, Skender Stock.Indicators `GetObv`.
 */
export function makeObv(): ObvIndicator {
  return new Obv();
}
