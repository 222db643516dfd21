import { assertLength } from "./indicator";

/**
 * Sums over a window are moved along with it and added up anew every `length` values, so that rounding has no time to grow;
 * and at once when what is left of a sum is this much smaller than the parts it is the difference of.
 */
const CANCELLATION_MAX = 64;

/**
 * Mean and variance (of a population) of the last `length` values at a constant cost a value.
 *
 * Deviations are taken from an anchor, the mean of the window where it was last added up, not from 0: the textbook formula
 * without one loses all its digits when the deviation is small against the price. A window of equal values has variance 0.
 * Values are finite: whoever feeds it restarts it after a gap.
 */
export class WindowMoments {
  /** Of the window; NaN until it is full. */
  mean = Number.NaN;
  variance = Number.NaN;
  private readonly length: number;
  private readonly window: Float64Array;
  private at = 0;
  private seen = 0;
  private since = 0;
  private anchor = 0;
  private sum = 0;
  private squares = 0;
  private peak = 0;
  private last = Number.NaN;
  private equalRun = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
  }

  push(value: number): void {
    const old = this.window[this.at] ?? 0;
    this.window[this.at] = value;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    this.equalRun = value === this.last ? this.equalRun + 1 : 1;
    this.last = value;
    this.since += 1;
    if (this.seen < this.length) {
      this.seen += 1;
      if (this.seen === this.length) this.addUp();
      return;
    }
    const came = value - this.anchor;
    const went = old - this.anchor;
    this.sum += came - went;
    this.squares += (came - went) * (came + went);
    if (this.squares > this.peak) this.peak = this.squares;
    const shift = this.sum / this.length;
    const variance = this.squares / this.length - shift * shift;
    // Written so that a NaN also counts as lost.
    if (this.since >= this.length || !(variance * this.length * CANCELLATION_MAX >= this.peak)) {
      this.addUp();
      return;
    }
    this.mean = this.anchor + shift;
    this.variance = this.equalRun >= this.length ? 0 : variance;
  }

  /**
   * Writes mean and variance of bars `from` up to and without `to` as `push` leaves them, bit for bit: the same steps in the
   * same order, with the state in locals. The `length` values before `from` fill the window and are its values.
   */
  slide(values: Float64Array, from: number, to: number, mean: Float64Array, variance: Float64Array): void {
    const { length } = this;
    let { since, anchor, sum, squares, peak, last, equalRun } = this;
    for (let i = from; i < to; i += 1) {
      const value = values[i] ?? Number.NaN;
      equalRun = value === last ? equalRun + 1 : 1;
      last = value;
      since += 1;
      const came = value - anchor;
      const went = (values[i - length] ?? Number.NaN) - anchor;
      sum += came - went;
      squares += (came - went) * (came + went);
      if (squares > peak) peak = squares;
      let shift = sum / length;
      let spread = squares / length - shift * shift;
      if (since >= length || !(spread * length * CANCELLATION_MAX >= peak)) {
        let total = 0;
        for (let at = i - length + 1; at <= i; at += 1) total += values[at] ?? Number.NaN;
        anchor = total / length;
        sum = 0;
        squares = 0;
        since = 0;
        for (let at = i - length + 1; at <= i; at += 1) {
          const deviation = (values[at] ?? Number.NaN) - anchor;
          sum += deviation;
          squares += deviation * deviation;
        }
        peak = squares;
        shift = sum / length;
        spread = Math.max(0, squares / length - shift * shift);
      }
      mean[i] = anchor + shift;
      variance[i] = equalRun >= length ? 0 : spread;
    }
    [this.since, this.anchor, this.sum, this.squares, this.peak] = [since, anchor, sum, squares, peak];
    [this.last, this.equalRun] = [last, equalRun];
    this.mean = mean[to - 1] ?? Number.NaN;
    this.variance = variance[to - 1] ?? Number.NaN;
    this.window.set(values.subarray(to - length, to));
    this.at = 0;
  }

  private addUp(): void {
    // Oldest first, which `at` points at, so that it is the same wherever in the window that is.
    const { window, length, at } = this;
    let total = 0;
    for (let i = at; i < length; i += 1) total += window[i] ?? Number.NaN;
    for (let i = 0; i < at; i += 1) total += window[i] ?? Number.NaN;
    this.anchor = total / length;
    let sum = 0;
    let squares = 0;
    for (let place = 0; place < length; place += 1) {
      const index = at + place;
      const deviation = (window[index < length ? index : index - length] ?? Number.NaN) - this.anchor;
      sum += deviation;
      squares += deviation * deviation;
    }
    this.sum = sum;
    this.squares = squares;
    this.peak = squares;
    this.since = 0;
    const shift = sum / this.length;
    this.mean = this.anchor + shift;
    this.variance = this.equalRun >= this.length ? 0 : Math.max(0, squares / this.length - shift * shift);
  }
}

/**
 * Variances and covariance (of a population) of the last `length` pairs, in the manner of {@link WindowMoments}: anchored,
 * moved along, added up anew in time.
 */
export class WindowPairs {
  /** Of the window; NaN until it is full. */
  varianceX = Number.NaN;
  varianceY = Number.NaN;
  covariance = Number.NaN;
  private readonly length: number;
  private readonly xs: Float64Array;
  private readonly ys: Float64Array;
  private at = 0;
  private seen = 0;
  private since = 0;
  private anchorX = 0;
  private anchorY = 0;
  private sumX = 0;
  private sumY = 0;
  private squaresX = 0;
  private squaresY = 0;
  private products = 0;
  private peakX = 0;
  private peakY = 0;
  private lastX = Number.NaN;
  private lastY = Number.NaN;
  private equalRunX = 0;
  private equalRunY = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.xs = new Float64Array(length);
    this.ys = new Float64Array(length);
  }

  push(x: number, y: number): void {
    const { at, length } = this;
    const oldX = this.xs[at] ?? 0;
    const oldY = this.ys[at] ?? 0;
    this.xs[at] = x;
    this.ys[at] = y;
    this.at = at + 1 === length ? 0 : at + 1;
    this.equalRunX = x === this.lastX ? this.equalRunX + 1 : 1;
    this.equalRunY = y === this.lastY ? this.equalRunY + 1 : 1;
    this.lastX = x;
    this.lastY = y;
    this.since += 1;
    if (this.seen < length) {
      this.seen += 1;
      if (this.seen === length) this.addUp();
      return;
    }
    const cameX = x - this.anchorX;
    const wentX = oldX - this.anchorX;
    const cameY = y - this.anchorY;
    const wentY = oldY - this.anchorY;
    this.sumX += cameX - wentX;
    this.sumY += cameY - wentY;
    this.squaresX += (cameX - wentX) * (cameX + wentX);
    this.squaresY += (cameY - wentY) * (cameY + wentY);
    this.products += cameX * cameY - wentX * wentY;
    if (this.squaresX > this.peakX) this.peakX = this.squaresX;
    if (this.squaresY > this.peakY) this.peakY = this.squaresY;
    this.settle();
    const isLost =
      !(this.varianceX * length * CANCELLATION_MAX >= this.peakX) ||
      !(this.varianceY * length * CANCELLATION_MAX >= this.peakY);
    if (this.since >= length || isLost) this.addUp();
  }

  /** Variances from the sums. What rounding left below 0 is 0, and so is a window of equal values. */
  private settle(): void {
    const { length } = this;
    const shiftX = this.sumX / length;
    const shiftY = this.sumY / length;
    this.varianceX = this.equalRunX >= length ? 0 : Math.max(0, this.squaresX / length - shiftX * shiftX);
    this.varianceY = this.equalRunY >= length ? 0 : Math.max(0, this.squaresY / length - shiftY * shiftY);
    this.covariance = this.products / length - shiftX * shiftY;
  }

  private addUp(): void {
    let [totalX, totalY] = [0, 0];
    for (let i = 0; i < this.length; i += 1) {
      totalX += this.xs[i] ?? Number.NaN;
      totalY += this.ys[i] ?? Number.NaN;
    }
    this.anchorX = totalX / this.length;
    this.anchorY = totalY / this.length;
    let [sumX, sumY, squaresX, squaresY, products] = [0, 0, 0, 0, 0];
    for (let i = 0; i < this.length; i += 1) {
      const x = (this.xs[i] ?? Number.NaN) - this.anchorX;
      const y = (this.ys[i] ?? Number.NaN) - this.anchorY;
      sumX += x;
      sumY += y;
      squaresX += x * x;
      squaresY += y * y;
      products += x * y;
    }
    [this.sumX, this.sumY, this.products, this.since] = [sumX, sumY, products, 0];
    [this.squaresX, this.squaresY, this.peakX, this.peakY] = [squaresX, squaresY, squaresX, squaresY];
    this.settle();
  }
}

/** Columns that a stretch of a regression is written to. */
interface LineColumns {
  readonly slope: Float64Array;
  readonly end: Float64Array;
  readonly r2: Float64Array;
}

/**
 * Least-squares line through the last `length` values, in the manner of {@link WindowMoments}. The values stand at
 * 1 (oldest) to `length` (newest).
 */
export class WindowLine {
  /** Units a bar; NaN until the window is full. */
  slope = Number.NaN;
  /** The line at the newest value. */
  end = Number.NaN;
  /** Share of the variance that the line explains, 0 to 1; NaN for a window of equal values. */
  r2 = Number.NaN;
  private readonly length: number;
  private readonly window: Float64Array;
  /** Σ(x - mean x)² of 1 to `length`. */
  private readonly spread: number;
  private at = 0;
  private seen = 0;
  private since = 0;
  private anchor = 0;
  private sum = 0;
  private squares = 0;
  private weighted = 0;
  private peak = 0;
  private last = Number.NaN;
  private equalRun = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.window = new Float64Array(length);
    this.spread = (length * (length * length - 1)) / 12;
  }

  push(value: number): void {
    const { length } = this;
    const old = this.window[this.at] ?? 0;
    this.window[this.at] = value;
    this.at = this.at + 1 === length ? 0 : this.at + 1;
    this.equalRun = value === this.last ? this.equalRun + 1 : 1;
    this.last = value;
    this.since += 1;
    if (this.seen < length) {
      this.seen += 1;
      if (this.seen === length) this.addUp();
      return;
    }
    const came = value - this.anchor;
    const went = old - this.anchor;
    // Everybody moves one place towards the past, the oldest from 1 to 0 and out.
    this.weighted += length * came - this.sum;
    this.sum += came - went;
    this.squares += (came - went) * (came + went);
    if (this.squares > this.peak) this.peak = this.squares;
    const variation = this.squares - (this.sum * this.sum) / length;
    if (this.since >= length || !(variation * CANCELLATION_MAX >= this.peak)) this.addUp();
    else this.settle(variation);
  }

  /**
   * Writes the line of bars `from` up to and without `to` as `push` leaves it, bit for bit: the same steps in the same order,
   * with the state in locals. The `length` values before `from` fill the window and are its values.
   */
  slide(values: Float64Array, from: number, to: number, { slope, end, r2 }: LineColumns): void {
    const { length, spread } = this;
    let { since, anchor, sum, squares, weighted, peak, last, equalRun } = this;
    for (let i = from; i < to; i += 1) {
      const value = values[i] ?? Number.NaN;
      equalRun = value === last ? equalRun + 1 : 1;
      last = value;
      since += 1;
      const came = value - anchor;
      const went = (values[i - length] ?? Number.NaN) - anchor;
      weighted += length * came - sum;
      sum += came - went;
      squares += (came - went) * (came + went);
      if (squares > peak) peak = squares;
      let variation = squares - (sum * sum) / length;
      if (since >= length || !(variation * CANCELLATION_MAX >= peak)) {
        let total = 0;
        for (let at = i - length + 1; at <= i; at += 1) total += values[at] ?? Number.NaN;
        anchor = total / length;
        sum = 0;
        squares = 0;
        weighted = 0;
        since = 0;
        for (let place = 1; place <= length; place += 1) {
          const deviation = (values[i - length + place] ?? Number.NaN) - anchor;
          sum += deviation;
          squares += deviation * deviation;
          weighted += place * deviation;
        }
        peak = squares;
        variation = squares - (sum * sum) / length;
      }
      if (equalRun >= length) {
        slope[i] = 0;
        end[i] = value;
        r2[i] = Number.NaN;
        continue;
      }
      const together = weighted - (sum * (length + 1)) / 2;
      const rise = together / spread;
      slope[i] = rise;
      end[i] = anchor + sum / length + (rise * (length - 1)) / 2;
      r2[i] = (rise * together) / variation;
    }
    [this.since, this.anchor, this.sum, this.squares] = [since, anchor, sum, squares];
    [this.weighted, this.peak, this.last, this.equalRun] = [weighted, peak, last, equalRun];
    [this.slope, this.end, this.r2] = [slope[to - 1] ?? 0, end[to - 1] ?? 0, r2[to - 1] ?? 0];
    this.window.set(values.subarray(to - length, to));
    this.at = 0;
  }

  private settle(variation: number): void {
    const { length, sum, spread } = this;
    if (this.equalRun >= length) {
      this.slope = 0;
      this.end = this.last;
      this.r2 = Number.NaN;
      return;
    }
    const together = this.weighted - (sum * (length + 1)) / 2;
    this.slope = together / spread;
    this.end = this.anchor + sum / length + (this.slope * (length - 1)) / 2;
    this.r2 = (this.slope * together) / variation;
  }

  private addUp(): void {
    // Oldest first, which `at` points at, so that it is the same wherever in the window that is.
    let total = 0;
    for (let i = this.at; i < this.length; i += 1) total += this.window[i] ?? Number.NaN;
    for (let i = 0; i < this.at; i += 1) total += this.window[i] ?? Number.NaN;
    this.anchor = total / this.length;
    let sum = 0;
    let squares = 0;
    let weighted = 0;
    for (let place = 1; place <= this.length; place += 1) {
      const index = this.at + place - 1;
      const item = this.window[index < this.length ? index : index - this.length] ?? Number.NaN;
      const deviation = item - this.anchor;
      sum += deviation;
      squares += deviation * deviation;
      weighted += place * deviation;
    }
    this.sum = sum;
    this.squares = squares;
    this.weighted = weighted;
    this.peak = squares;
    this.since = 0;
    this.settle(squares - (sum * sum) / this.length);
  }
}
