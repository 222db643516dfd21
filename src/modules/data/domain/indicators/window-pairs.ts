import { assertLength } from "./indicator";
import { CANCELLATION_MAX } from "./window-moments";

/**
 * Variances and covariance (of a population) of the last `length` pairs, in the manner of `WindowMoments`: anchored,
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
