/** Moves that the scale is made of: a year of sessions, most of a day of minutes. */
export const SCALE_WINDOW = 256;
/** Fewer say too little about what is usual. */
const SCALE_MIN = 64;
/** Moves that tell how restless the market is now: a month of sessions. In March 2020 no day was like those of the year before. */
export const LOCAL_WINDOW = 21;
/** Of a normal distribution: median(|x|) = 0.6745 σ. */
const MEDIAN_TO_DEVIATION = 1 / 0.674_489_750_196_082;

/**
 * What is usual for the last moves of a window: their median size as a standard deviation. A median, so that what
 * is unusual does not make itself usual. Exact, and one insertion into a sorted window a move; depends on those moves only,
 * not on where the reading began.
 */
export class RollingScale {
  private readonly moves: Float64Array;
  private readonly sorted: Float64Array;
  private readonly window: number;
  private readonly least: number;
  private count = 0;
  private next = 0;

  /** @param window - Moves that it is made of. @param least - Fewer say nothing. */
  constructor(window = SCALE_WINDOW, least = SCALE_MIN) {
    this.window = window;
    this.least = least;
    this.moves = new Float64Array(window);
    this.sorted = new Float64Array(window);
  }

  /** Takes the size of one move, 0 or more. */
  push(size: number): void {
    if (this.count === this.window) {
      const oldest = this.moves[this.next] ?? 0;
      const gone = this.firstNotBelow(oldest);
      this.sorted.copyWithin(gone, gone + 1, this.count);
      this.count -= 1;
    }
    const place = this.firstNotBelow(size);
    this.sorted.copyWithin(place + 1, place, this.count);
    this.sorted[place] = size;
    this.moves[this.next] = size;
    this.next = (this.next + 1) % this.window;
    this.count += 1;
  }

  /** One standard deviation of a usual move, or null while too few are known. */
  deviation(): number | null {
    if (this.count < this.least) return null;
    return (this.sorted[this.count >> 1] ?? 0) * MEDIAN_TO_DEVIATION;
  }

  private firstNotBelow(value: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
