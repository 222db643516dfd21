/**
 * A column to work in that is kept from one stretch to the next: a new one a stretch costs more than what is computed in it.
 * What is in it belongs to the stretch that asked last.
 */
export class Scratch {
  private column = new Float64Array(0);

  /** A column of `count` values or more, holding anything. */
  of(count: number): Float64Array {
    if (this.column.length < count) this.column = new Float64Array(count);
    return this.column;
  }
}
