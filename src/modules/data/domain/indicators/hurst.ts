import { assertLength, type SeriesIndicator } from "./indicator";

/** Smallest piece whose range says something. */
const CHUNK_MIN = 8;
const CHUNKS_MAX = 32;
/** Two sizes of pieces of {@link CHUNK_MIN}, and with it a slope, need at least this many returns. */
export const HURST_LENGTH_MIN = 20;

class Hurst implements SeriesIndicator {
  private readonly length: number;
  private readonly returns: Float64Array;
  /** The window oldest first, for the pieces. */
  private readonly window: Float64Array;
  /** How often the window is halved, and log10 of the size of a piece of each halving. */
  private readonly sizes: Float64Array;
  private readonly logSizes: Float64Array;
  private readonly logRanges: Float64Array;
  private at = 0;
  private seen = 0;
  private previous = Number.NaN;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.returns = new Float64Array(length);
    this.window = new Float64Array(length);
    const sizes: number[] = [];
    for (let chunks = 1; chunks <= CHUNKS_MAX && length / chunks >= CHUNK_MIN; chunks *= 2) {
      sizes.push(Math.floor(length / chunks));
    }
    this.sizes = Float64Array.from(sizes);
    this.logSizes = this.sizes.map(Math.log10);
    this.logRanges = new Float64Array(sizes.length);
  }

  next(value: number): number {
    const before = this.previous;
    this.previous = value;
    if (Number.isNaN(before)) return Number.NaN;
    this.returns[this.at] = before > 0 && value > 0 ? Math.log(value / before) : Number.NaN;
    this.at = this.at + 1 === this.length ? 0 : this.at + 1;
    if (this.seen < this.length) this.seen += 1;
    if (this.seen < this.length) return Number.NaN;
    this.window.set(this.returns.subarray(this.at));
    this.window.set(this.returns.subarray(0, this.at), this.length - this.at);
    for (let set = 0; set < this.sizes.length; set += 1) this.logRanges[set] = this.logRange(set);
    return this.slope();
  }

  /** log10 of the mean rescaled range of the window's pieces; the oldest values that make no whole piece are left out. */
  private logRange(set: number): number {
    const size = this.sizes[set] ?? 0;
    const chunks = 2 ** set;
    let sum = 0;
    for (let chunk = 0, start = this.length - size * chunks; chunk < chunks; chunk += 1, start += size) {
      sum += this.rescaledRange(start, start + size);
    }
    return Math.log10(sum / chunks);
  }

  /** Range of the summed deviations from the mean, over the standard deviation; NaN for a piece that did not move. */
  private rescaledRange(from: number, to: number): number {
    const { window } = this;
    let total = 0;
    for (let i = from; i < to; i += 1) total += window[i] ?? Number.NaN;
    const mean = total / (to - from);
    let [walk, squares, highest, lowest] = [0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let i = from; i < to; i += 1) {
      const deviation = (window[i] ?? Number.NaN) - mean;
      walk += deviation;
      squares += deviation * deviation;
      if (walk > highest) highest = walk;
      if (walk < lowest) lowest = walk;
    }
    return squares === 0 ? Number.NaN : (highest - lowest) / Math.sqrt(squares / (to - from));
  }

  private slope(): number {
    const { logSizes, logRanges } = this;
    const count = logSizes.length;
    let [meanX, meanY] = [0, 0];
    for (let i = 0; i < count; i += 1) {
      meanX += (logSizes[i] ?? 0) / count;
      meanY += (logRanges[i] ?? 0) / count;
    }
    let [spread, together] = [0, 0];
    for (let i = 0; i < count; i += 1) {
      const x = (logSizes[i] ?? 0) - meanX;
      spread += x * x;
      together += x * ((logRanges[i] ?? 0) - meanY);
    }
    const slope = together / spread;
    return Number.isFinite(slope) ? slope : Number.NaN;
  }
}

/**
 * Hurst exponent by rescaled range: the last `length` log returns are cut into 1, 2, 4 ... up to 32 equal pieces of at least 8;
 * the exponent is the slope of log10(mean rescaled range of the pieces) over log10(size of a piece). Near 0.5 is a random walk,
 * above it trends go on, below it they turn back. Costs up to six passes over the window a bar.
 *
 * @param length - Returns in the window, {@link HURST_LENGTH_MIN} to {@link INDICATOR_LENGTH_MAX}; 100 by custom.
 * @returns NaN for the first `length` values, and while a piece did not move or a price was not above 0. Formula: Hurst 1951
 * and Peters 1994, Skender Stock.Indicators `GetHurst`.
 */
export function makeHurst(length: number): SeriesIndicator {
  return new Hurst(length);
}
