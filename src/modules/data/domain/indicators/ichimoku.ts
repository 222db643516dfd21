import { assertLength } from "./indicator";
import { Delay } from "./momentum";
import { WindowExtreme } from "./window-extreme";

/** The middle between the highest high and the lowest low of the last `length` bars. */
class Middle {
  private readonly length: number;
  private readonly highest: WindowExtreme;
  private readonly lowest: WindowExtreme;
  private seen = 0;

  constructor(name: string, length: number) {
    assertLength(name, length);
    this.length = length;
    this.highest = new WindowExtreme(length, 1);
    this.lowest = new WindowExtreme(length, -1);
  }

  next(high: number, low: number): number {
    const middle = (this.highest.next(high) + this.lowest.next(low)) / 2;
    if (this.seen < this.length) this.seen += 1;
    return this.seen < this.length ? Number.NaN : middle;
  }
}

/** The lines at the current bar. One object, again and again: read it before the next bar. */
interface IchimokuLines {
  readonly conversion: number;
  readonly base: number;
  readonly spanA: number;
  readonly spanB: number;
}

export interface IchimokuIndicator extends IchimokuLines {
  next(high: number, low: number): IchimokuLines;
}

class Ichimoku implements IchimokuIndicator {
  conversion = Number.NaN;
  base = Number.NaN;
  spanA = Number.NaN;
  spanB = Number.NaN;
  private readonly middles: readonly [Middle, Middle, Middle];
  private readonly laterA: Delay;
  private readonly laterB: Delay;
  /** Bars before span A: it is not shown sooner than twice the shift, as in the published definition. */
  private readonly warmUpA: number;
  private seen = 0;

  constructor(conversion: number, base: number, spanB: number) {
    this.middles = [new Middle("conversion", conversion), new Middle("base", base), new Middle("spanB", spanB)];
    this.laterA = new Delay(base);
    this.laterB = new Delay(base);
    this.warmUpA = Math.max(2 * base, conversion);
  }

  next(high: number, low: number): IchimokuLines {
    this.conversion = this.middles[0].next(high, low);
    this.base = this.middles[1].next(high, low);
    const spanA = this.laterA.next((this.conversion + this.base) / 2);
    this.spanB = this.laterB.next(this.middles[2].next(high, low));
    this.seen += 1;
    this.spanA = this.seen < this.warmUpA ? Number.NaN : spanA;
    return this;
  }
}

/**
 * Ichimoku: middles between highest high and lowest low over `conversion`, `base` and `spanB` bars. Span A is the mean of the
 * first two, span B the third, both shown `base` bars later: the cloud lies between them. (The lagging line, the close shown
 * `base` bars earlier, looks ahead; the catalog adds it where the bars to come are known.)
 *
 * @param conversion - Bars of the conversion line; 9 by custom.
 * @param base - Bars of the base line and of the shift; 26 by custom.
 * @param spanB - Bars of span B; 52 by custom.
 * @returns Each line is NaN until its bars are there; span A for the first `max(2 · base, conversion) - 1`. Formula: Hosoda
 * 1969, Skender Stock.Indicators `GetIchimoku`.
 */
export function makeIchimoku(conversion: number, base: number, spanB: number): IchimokuIndicator {
  return new Ichimoku(conversion, base, spanB);
}
