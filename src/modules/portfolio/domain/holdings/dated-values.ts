import type { Exact } from "@/modules/_kernel";
import { quotient } from "@/modules/_kernel";

/** Values by day, in any order: a price or a rate. */
export type DatedValues = ReadonlyMap<number, Exact>;

/** The last known value as days go by. Days asked for never go back. */
export class LastKnown {
  readonly #days: readonly (readonly [number, Exact])[];
  #next = 0;

  constructor(values: DatedValues) {
    this.#days = [...values].toSorted(([left], [right]) => left - right);
  }

  /** The value of the day or the last one before it; null when there is none. */
  at(dateMs: number): Exact | null {
    for (let next = this.#days[this.#next]; next !== undefined && next[0] <= dateMs; next = this.#days[this.#next]) {
      this.#next += 1;
    }
    return this.#days[this.#next - 1]?.[1] ?? null;
  }
}

/** Amounts of any currency in one: through the pair of the two, whichever way round it is quoted. */
export class CurrencyConverter {
  readonly #base: string;
  readonly #pairs: ReadonlyMap<string, LastKnown>;

  /** @param pairs - "EURUSD" is dollars for one euro. */
  constructor(base: string, pairs: ReadonlyMap<string, DatedValues>) {
    this.#base = base;
    this.#pairs = new Map([...pairs].map(([pair, values]) => [pair, new LastKnown(values)]));
  }

  /** The pair that is missing when `convert` has no answer. */
  pairOf(currency: string): string {
    return `${currency}${this.#base}`;
  }

  /** The amount in the base currency on a day; null without a rate. Days never go back. */
  convert(amount: Exact, currency: string, dateMs: number): Exact | null {
    if (currency === this.#base || amount.isZero()) return amount;
    const direct = this.#pairs.get(`${currency}${this.#base}`)?.at(dateMs) ?? null;
    if (direct !== null) return amount.times(direct);
    const inverse = this.#pairs.get(`${this.#base}${currency}`)?.at(dateMs) ?? null;
    return inverse === null ? null : quotient(amount, inverse);
  }
}
