/** Moves that the scale is made of: a year of sessions, most of a day of minutes. */
export const SCALE_WINDOW = 256;
/** Fewer say too little about what is usual. */
const SCALE_MIN = 64;
/** Of a normal distribution: median(|x|) = 0.6745 σ. */
const MEDIAN_TO_DEVIATION = 1 / 0.674_489_750_196_082;

/**
 * What is usual for the last {@link SCALE_WINDOW} moves: their median size as a standard deviation. A median, so that what
 * is unusual does not make itself usual. Exact, and one insertion into a sorted window a move; depends on those moves only,
 * not on where the reading began.
 */
export class RollingScale {
  private readonly moves = new Float64Array(SCALE_WINDOW);
  private readonly sorted = new Float64Array(SCALE_WINDOW);
  private count = 0;
  private next = 0;

  /** Takes the size of one move, 0 or more. */
  push(size: number): void {
    if (this.count === SCALE_WINDOW) {
      const oldest = this.moves[this.next] ?? 0;
      const gone = this.firstNotBelow(oldest);
      this.sorted.copyWithin(gone, gone + 1, this.count);
      this.count -= 1;
    }
    const place = this.firstNotBelow(size);
    this.sorted.copyWithin(place + 1, place, this.count);
    this.sorted[place] = size;
    this.moves[this.next] = size;
    this.next = (this.next + 1) % SCALE_WINDOW;
    this.count += 1;
  }

  /** One standard deviation of a usual move, or null while too few are known. */
  deviation(): number | null {
    if (this.count < SCALE_MIN) return null;
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
