/** Rows of room at the start; it doubles when full. */
const ROWS_START = 256;

/**
 * A growing table of Float64 facts, kept row by row: one write touches one place in memory, and nothing is boxed. Read a
 * column when all is written.
 */
export class RowLog {
  readonly #width: number;
  #rows: Float64Array;
  #count = 0;

  /** @param width - Facts in a row, a whole number from 1. */
  constructor(width: number) {
    this.#width = width;
    this.#rows = new Float64Array(width * ROWS_START);
  }

  /** How many rows there are. */
  get count(): number {
    return this.#count;
  }

  /** The facts: row r begins at r times the width. Get it again after a {@link push}, which may move it. */
  get rows(): Float64Array {
    return this.#rows;
  }

  /** Adds a row of zeros and returns its number. */
  push(): number {
    const row = this.#count;
    this.#count += 1;
    if (this.#count * this.#width > this.#rows.length) {
      const larger = new Float64Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    return row;
  }

  /** One fact of every row, as a column of its own. */
  column(place: number): Float64Array {
    const rows = this.#rows;
    const width = this.#width;
    const column = new Float64Array(this.#count);
    for (let row = 0, at = place; row < column.length; row += 1, at += width) column[row] = rows[at] ?? Number.NaN;
    return column;
  }
}
