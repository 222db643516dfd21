import { assertLength } from "./indicator";
import { WindowExtreme } from "./window-extreme";

/** The channel at the current bar. The indicator returns one object again and again: read it before the next bar. */
interface DonchianLines {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
}

export interface DonchianIndicator extends DonchianLines {
  /** Takes the bar that just closed; the lines then cover the `length` bars before it. */
  next(high: number, low: number): DonchianLines;
}

class Donchian implements DonchianIndicator {
  upper = Number.NaN;
  middle = Number.NaN;
  lower = Number.NaN;
  private readonly length: number;
  private readonly highest: WindowExtreme;
  private readonly lowest: WindowExtreme;
  private seen = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.highest = new WindowExtreme(length, 1);
    this.lowest = new WindowExtreme(length, -1);
  }

  next(high: number, low: number): DonchianLines {
    if (this.seen >= this.length) {
      this.upper = this.highest.current();
      this.lower = this.lowest.current();
      this.middle = (this.upper + this.lower) / 2;
    } else {
      this.seen += 1;
    }
    this.highest.push(high);
    this.lowest.push(low);
    return this;
  }
}

/**
 * Donchian channel: the highest high and the lowest low of the `length` bars **before** the current one, and their mean.
 * The current bar is outside, so a close above `upper` is a breakout and not a tautology.
 *
 * @param length - Window in bars, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns Lines that are NaN for the first `length` bars. Formula: Skender Stock.Indicators `GetDonchian`.
 */
export function makeDonchian(length: number): DonchianIndicator {
  return new Donchian(length);
}
