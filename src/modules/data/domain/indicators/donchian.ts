import { assertLength } from "./indicator";

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

/**
 * Largest of the last `length` values in a constant number of steps a value, whatever the values (van Herk 1992): values
 * are cut into blocks of `length`; a window is the end of one block and the start of the next, so its largest is the larger
 * of two running extremes. `sign` -1 turns it into the smallest. A NaN is no candidate.
 */
class WindowExtreme {
  private readonly length: number;
  private readonly sign: number;
  /** The current block up to `at`. */
  private readonly block: Float64Array;
  /** Largest from each place to the end of the block before. */
  private readonly tails: Float64Array;
  private at = 0;
  private head = Number.NEGATIVE_INFINITY;
  private largest = Number.NEGATIVE_INFINITY;

  constructor(length: number, sign: 1 | -1) {
    this.length = length;
    this.sign = sign;
    this.block = new Float64Array(length);
    this.tails = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  }

  /** The extreme of the last `length` values; NaN when none of them is a number. */
  current(): number {
    return this.largest === Number.NEGATIVE_INFINITY ? Number.NaN : this.sign * this.largest;
  }

  push(raw: number): void {
    const value = raw * this.sign;
    this.block[this.at] = value;
    this.at += 1;
    if (value > this.head) this.head = value;
    if (this.at === this.length) {
      this.largest = this.head;
      this.turnBlock();
      return;
    }
    const tail = this.tails[this.at] ?? Number.NEGATIVE_INFINITY;
    this.largest = Math.max(tail, this.head);
  }

  private turnBlock(): void {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = this.length - 1; i >= 0; i -= 1) {
      const value = this.block[i] ?? Number.NaN;
      if (value > largest) largest = value;
      this.tails[i] = largest;
    }
    this.at = 0;
    this.head = Number.NEGATIVE_INFINITY;
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
