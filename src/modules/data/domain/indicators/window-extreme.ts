/**
 * Largest of the last `length` values in a constant number of steps a value, whatever the values (van Herk 1992): values
 * are cut into blocks of `length`; a window is the end of one block and the start of the next, so its largest is the larger
 * of two running extremes. `sign` -1 turns it into the smallest. A NaN is no candidate.
 */
export class WindowExtreme {
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

  /** The extreme of the last `length` values, of fewer while there are fewer; NaN when none of them is a number. */
  current(): number {
    return this.largest === Number.NEGATIVE_INFINITY ? Number.NaN : this.sign * this.largest;
  }

  /** Takes a value and returns the extreme with it. */
  next(raw: number): number {
    this.push(raw);
    return this.current();
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

  /** Writes the extreme at each of the first `count` values to `line`, as {@link next} gives it, bit for bit. */
  fill(values: Float64Array, count: number, line: Float64Array): void {
    const { length, sign, block, tails } = this;
    let { at, head } = this;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i += 1) {
      const value = (values[i] ?? Number.NaN) * sign;
      block[at] = value;
      at += 1;
      if (value > head) head = value;
      if (at < length) {
        largest = Math.max(tails[at] ?? Number.NEGATIVE_INFINITY, head);
      } else {
        largest = head;
        this.turnBlock();
        at = 0;
        head = Number.NEGATIVE_INFINITY;
      }
      line[i] = largest === Number.NEGATIVE_INFINITY ? Number.NaN : sign * largest;
    }
    this.at = at;
    this.head = head;
    if (count > 0) this.largest = largest;
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

/**
 * How many values ago the largest of the last `length` came, the oldest of equal ones. The window's candidates wait in a
 * queue, largest first; each value enters and leaves it once, so a value costs a constant number of steps on average.
 * `sign` -1 turns it into the smallest.
 */
export class ExtremeAge {
  private readonly length: number;
  private readonly sign: number;
  private readonly values: Float64Array;
  /** When each candidate came, counted in values from the start. */
  private readonly times: Float64Array;
  private head = 0;
  private size = 0;
  private time = 0;

  constructor(length: number, sign: 1 | -1) {
    this.length = length;
    this.sign = sign;
    this.values = new Float64Array(length);
    this.times = new Float64Array(length);
  }

  /** Takes a value and returns the age of the extreme: 0 is the value itself, `length - 1` the oldest in the window. */
  next(raw: number): number {
    const value = raw * this.sign;
    if (this.size > 0 && (this.times[this.head] ?? 0) <= this.time - this.length) {
      this.head = this.head + 1 === this.length ? 0 : this.head + 1;
      this.size -= 1;
    }
    let end = this.placeOf(this.size);
    while (this.size > 0) {
      const before = end === 0 ? this.length - 1 : end - 1;
      if ((this.values[before] ?? 0) >= value) break;
      end = before;
      this.size -= 1;
    }
    this.values[end] = value;
    this.times[end] = this.time;
    this.size += 1;
    const age = this.time - (this.times[this.head] ?? 0);
    this.time += 1;
    return age;
  }

  private placeOf(offset: number): number {
    const place = this.head + offset;
    return place >= this.length ? place - this.length : place;
  }
}
