/** Rows of room at the start; it doubles when full. Few: a search makes such tables by the hundred thousand. */
const ROWS_START = 32;

/**
 * A growing table of Float64 facts, kept column by column: a row is written fact by fact, and a whole column leaves as one
 * copy of memory. Nothing is boxed.
 */
export class FactLog {
  readonly #columns: Float64Array[];
  #count = 0;
  #capacity = ROWS_START;

  /** @param width - Facts in a row, a whole number from 1. */
  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => new Float64Array(ROWS_START));
  }

  /** How many rows there are. */
  get count(): number {
    return this.#count;
  }

  /** Adds a row of zeros and returns its number. */
  push(): number {
    if (this.#count === this.#capacity) this.#grow();
    this.#count += 1;
    return this.#count - 1;
  }

  /** The fact at `place` of a row; NaN outside. */
  get(place: number, row: number): number {
    return this.#columns[place]?.[row] ?? Number.NaN;
  }

  /** Writes the fact at `place` of a row that was pushed. */
  set(place: number, row: number, value: number): void {
    const column = this.#columns[place];
    if (column !== undefined) column[row] = value;
  }

  /** One fact of every row, as a column of its own. */
  column(place: number): Float64Array {
    return this.#columns[place]?.slice(0, this.#count) ?? new Float64Array(0);
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#columns.forEach((column, place) => {
      const larger = new Float64Array(this.#capacity);
      larger.set(column);
      this.#columns[place] = larger;
    });
  }
}
