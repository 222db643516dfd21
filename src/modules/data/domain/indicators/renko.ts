/** A brick: the bar that completed it, its two ends, and what happened since the brick before. */
export interface RenkoBrick {
  readonly bar: number;
  readonly open: number;
  /** Highest and lowest price since the brick before was made; both ends of the brick may lie inside. */
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Volume since then, in equal shares when one bar made several bricks. */
  readonly volume: number;
  readonly isUp: boolean;
}

/** Most bricks of one answer: a brick of a cent on a price of a million would fill any memory. */
export const RENKO_BRICKS_MAX = 1_000_000;

/** How near to a whole brick counts as one: a tenth has no exact double. */
const WHOLE_TOLERANCE = 1e-9;

/** Whole bricks in a distance of 0 or more. */
function wholeBricks(distance: number, size: number): number {
  const bricks = distance / size;
  const nearest = Math.round(bricks);
  return Math.abs(bricks - nearest) <= WHOLE_TOLERANCE * Math.max(1, nearest) ? nearest : Math.floor(bricks);
}

/** Rounds half to even at `decimals` digits after the point, as the published definition does. */
function roundHalfEven(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const below = Math.floor(scaled);
  const isHalf = Math.abs(scaled - below - 0.5) < WHOLE_TOLERANCE;
  const rounded = isHalf ? below + (below % 2 === 0 ? 0 : 1) : Math.round(scaled);
  return rounded / scale;
}

function decimalsOf(size: number): number {
  const [, fraction = "", exponent = "0"] = /^\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(size)) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

/**
 * The bricks as bars come: each `next` may complete none, one or many. Ends of bricks are counted from the first close, not
 * added up, so they do not drift.
 */
export class Renko {
  /** Upper and lower end of the last brick; NaN before the first. */
  upper = Number.NaN;
  lower = Number.NaN;
  private readonly size: number;
  private readonly decimals: number;
  private baseline = Number.NaN;
  /** Ends of the last brick in bricks from the baseline; equal before the first. */
  private top = 0;
  private bottom = 0;
  private bar = -1;
  private high = Number.NEGATIVE_INFINITY;
  private low = Number.POSITIVE_INFINITY;
  private volume = 0;

  constructor(size: number) {
    this.size = size;
    this.decimals = decimalsOf(size);
  }

  /** Takes a bar and returns how many bricks it completed, positive for rising ones. */
  next(high: number, low: number, close: number, volume: number): number {
    this.bar += 1;
    if (this.bar === 0) {
      this.baseline = roundHalfEven(close, Math.max(this.decimals - 1, 0));
      return 0;
    }
    if (high > this.high) this.high = high;
    if (low < this.low) this.low = low;
    this.volume += volume;
    const [up, down] = [close - this.priceOf(this.top), this.priceOf(this.bottom) - close];
    if (up > 0) return wholeBricks(up, this.size);
    return down > 0 ? -wholeBricks(down, this.size) : 0;
  }

  /** The bricks of the bar just taken, oldest first; call it once after each `next` that returned some. */
  take(count: number): readonly RenkoBrick[] {
    const [isUp, bricks] = [count > 0, Math.abs(count)];
    const start = isUp ? this.top : this.bottom;
    const step = isUp ? 1 : -1;
    const { bar, high, low } = this;
    const volume = this.volume / bricks;
    const made = Array.from({ length: bricks }, (_, i) => {
      const open = this.priceOf(start + step * i);
      return { bar, open, high, low, close: this.priceOf(start + step * (i + 1)), volume, isUp };
    });
    this.move(count);
    return made;
  }

  /** Goes on from the bar just taken without giving its bricks out. */
  move(count: number): void {
    if (count === 0) return;
    const end = count > 0 ? this.top + count : this.bottom + count;
    [this.top, this.bottom] = count > 0 ? [end, end - 1] : [end + 1, end];
    this.upper = this.priceOf(this.top);
    this.lower = this.priceOf(this.bottom);
    [this.high, this.low, this.volume] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  }

  /** Rounded to the digits that the size and the baseline have, so that 0.1 three times is 0.3. */
  private priceOf(bricks: number): number {
    const price = this.baseline + bricks * this.size;
    const scale = 10 ** Math.min(this.decimals, 12);
    const rounded = Math.round(price * scale) / scale;
    return Number.isFinite(rounded) ? rounded : price;
  }
}

interface RenkoColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/**
 * Renko bricks of closes: a brick of `size` each time the close leaves the last brick by that much; to turn back it must pass
 * the other end of it by as much. The first close, rounded to one digit less than `size` has, is where they start.
 *
 * @param size - Height of a brick, above 0, in the quote currency.
 * @returns Bricks oldest first; null when there would be more than {@link RENKO_BRICKS_MAX}. Formula: Skender
 * Stock.Indicators `GetRenko`, closes.
 */
export function computeRenko(columns: RenkoColumns, size: number): readonly RenkoBrick[] | null {
  const { high, low, close, volume } = columns;
  const renko = new Renko(size);
  const bricks: RenkoBrick[] = [];
  for (let i = 0; i < close.length; i += 1) {
    const count = renko.next(
      high[i] ?? Number.NaN,
      low[i] ?? Number.NaN,
      close[i] ?? Number.NaN,
      volume[i] ?? Number.NaN,
    );
    if (count === 0) continue;
    if (!(bricks.length + Math.abs(count) <= RENKO_BRICKS_MAX)) return null;
    for (const brick of renko.take(count)) bricks.push(brick);
  }
  return bricks;
}
