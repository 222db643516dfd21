/** The candle at the current bar. One object, again and again: read it before the next bar. */
interface HeikinAshiLines {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface HeikinAshiIndicator extends HeikinAshiLines {
  next(open: number, high: number, low: number, close: number): HeikinAshiLines;
}

class HeikinAshi implements HeikinAshiIndicator {
  open = Number.NaN;
  high = Number.NaN;
  low = Number.NaN;
  close = Number.NaN;

  next(open: number, high: number, low: number, close: number): HeikinAshiLines {
    this.open = Number.isNaN(this.close) ? (open + close) / 2 : (this.open + this.close) / 2;
    this.close = (open + high + low + close) / 4;
    this.high = Math.max(high, this.open, this.close);
    this.low = Math.min(low, this.open, this.close);
    return this;
  }
}

/**
 * Heikin-Ashi candles: close is the mean of the bar's four prices, open the middle of the candle before (of the bar itself at
 * the first), high and low include both.
 *
 * @returns A candle from the first bar on. Formula: Valcu 2004, Skender Stock.Indicators `GetHeikinAshi`.
 */
export function makeHeikinAshi(): HeikinAshiIndicator {
  return new HeikinAshi();
}
