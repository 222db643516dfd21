import { assertLength } from "./indicator";

/** The channel at the current bar. The indicator returns one object again and again: read it before the next bar. */
export interface DonchianLines {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
}

export interface DonchianIndicator extends DonchianLines {
  /** Takes the bar that just closed; the lines then cover the `length` bars before it. */
  next(high: number, low: number): DonchianLines;
}

/**
 * Largest of the last `length` values in constant time a value: a queue of candidates, each larger than all after it.
 * `sign` -1 turns it into the smallest. A NaN is no candidate.
 */
class WindowExtreme {
  private readonly length: number;
  private readonly sign: number;
  private readonly values: Float64Array;
  private readonly bars: Float64Array;
  private head = 0;
  private size = 0;
  private bar = 0;

  constructor(length: number, sign: 1 | -1) {
    this.length = length;
    this.sign = sign;
    this.values = new Float64Array(length);
    this.bars = new Float64Array(length);
  }

  /** The extreme of the values pushed so far that are in the window; NaN when there is none. */
  current(): number {
    return this.size === 0 ? Number.NaN : this.sign * (this.values[this.head] ?? Number.NaN);
  }

  push(raw: number): void {
    const { length, values, bars } = this;
    const value = raw * this.sign;
    if (this.size > 0 && (bars[this.head] ?? 0) <= this.bar - length) {
      this.head = this.head + 1 === length ? 0 : this.head + 1;
      this.size -= 1;
    }
    if (!Number.isNaN(value)) {
      let tail = this.head + this.size - 1;
      if (tail >= length) tail -= length;
      while (this.size > 0 && (values[tail] ?? 0) <= value) {
        this.size -= 1;
        tail = tail === 0 ? length - 1 : tail - 1;
      }
      let free = this.head + this.size;
      if (free >= length) free -= length;
      values[free] = value;
      bars[free] = this.bar;
      this.size += 1;
    }
    this.bar += 1;
  }
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
