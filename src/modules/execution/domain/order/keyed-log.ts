import { invariant } from "@/modules/_kernel";

/**
 * A list, each entry under a key of its own, as an immutable value: what changes it answers a new log and leaves the
 * old one as it was. Logs that grew from each other share their entries, so adding the last one costs no copy; only two
 * different continuations of one log do.
 */
export class KeyedLog<T> {
  readonly size: number;
  readonly #entries: T[];
  readonly #places: Map<string, number>;

  private constructor(entries: T[], places: Map<string, number>, size: number) {
    this.#entries = entries;
    this.#places = places;
    this.size = size;
  }

  static empty<T>(): KeyedLog<T> {
    return new KeyedLog<T>([], new Map(), 0);
  }

  get(key: string): T | undefined {
    const place = this.#places.get(key);
    return place === undefined || place >= this.size ? undefined : this.#entries[place];
  }

  has(key: string): boolean {
    const place = this.#places.get(key);
    return place !== undefined && place < this.size;
  }

  /** The log with one entry more. Its key must be new. */
  with(key: string, entry: T): KeyedLog<T> {
    invariant(!this.has(key), `a key is given once, was "${key}" again`);
    const isHead = this.#entries.length === this.size;
    const entries = isHead ? this.#entries : this.#entries.slice(0, this.size);
    const places = isHead ? this.#places : new Map([...this.#places].filter(([, place]) => place < this.size));
    places.set(key, entries.push(entry) - 1);
    return new KeyedLog(entries, places, entries.length);
  }

  /** The log with another entry in the place of the one under that key, which it must have. Costs a copy. */
  put(key: string, entry: T): KeyedLog<T> {
    const place = this.#placeOf(key);
    return new KeyedLog(
      this.entries().map((each, index) => (index === place ? entry : each)),
      new Map([...this.#places].filter(([, each]) => each < this.size)),
      this.size,
    );
  }

  /** The log without the entry under that key, which it must have. Costs a copy. */
  without(key: string): KeyedLog<T> {
    const gone = this.#placeOf(key);
    const places = [...this.#places].filter(([, place]) => place < this.size && place !== gone);
    return new KeyedLog(
      this.entries().filter((_each, index) => index !== gone),
      new Map(places.map(([each, place]) => [each, place > gone ? place - 1 : place])),
      this.size - 1,
    );
  }

  #placeOf(key: string): number {
    const place = this.#places.get(key);
    invariant(place !== undefined && place < this.size, `an entry that is changed is there, was "${key}"`);
    return place;
  }

  /** Every key, in the order in which they came. */
  keys(): readonly string[] {
    return [...this.#places]
      .filter(([, place]) => place < this.size)
      .toSorted(([, a], [, b]) => a - b)
      .map(([key]) => key);
  }

  /** Every entry, in the order in which they came. */
  entries(): readonly T[] {
    return this.#entries.slice(0, this.size);
  }
}
