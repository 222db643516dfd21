import { invariant } from "@/modules/_kernel";

/**
 * A list that only grows, each entry under a key of its own, as an immutable value: `with` answers a new log and leaves the
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

  /** Every entry, in the order in which they came. */
  entries(): readonly T[] {
    return this.#entries.slice(0, this.size);
  }
}
