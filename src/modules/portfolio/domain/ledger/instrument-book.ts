import { type Exact, exact, invariant, ZERO } from "@/modules/_kernel";
import type { LotMethod } from "../lots/lot";
import { LotTracker, type TrackerState } from "../lots/lot-book";
import type { BookEntry } from "./entry";

/** What is held of an instrument, and what was gained on it. Without fees: those are an account of their own. */
export interface BookTotals {
  /** Below 0 is short. */
  readonly qty: Exact;
  /** Money of the open units; below 0 when short. */
  readonly cost: Exact;
  readonly realized: Exact;
}

export interface BookState {
  readonly tracker: TrackerState;
  readonly realized: Exact;
}

export const EMPTY_BOOK: BookState = { tracker: { isShort: false, lotsOpened: 0, lots: [] }, realized: ZERO };

/**
 * The book of one instrument in one account: what its trades and splits come to, one by one in the order in which they happened.
 * The money of its trades is what it realized less what is open, to the last digit.
 */
export class InstrumentBook {
  readonly #method: LotMethod;
  readonly #lots: LotTracker;
  readonly #realizedBefore: Exact;

  constructor(method: LotMethod, state: BookState = EMPTY_BOOK) {
    this.#method = method;
    this.#lots = LotTracker.restore(method, state.tracker);
    this.#realizedBefore = state.realized;
  }

  /** @param lotName - Of the lot that a trade opens: that of its batch. */
  apply(entry: BookEntry, { atMs, lotName }: { readonly atMs: number; readonly lotName: string }): void {
    if (entry.kind === "split") {
      this.#lots.split(exact(entry.ratio));
      return;
    }
    const unit = exact(entry.price).times(exact(entry.multiplier));
    this.#trade({ side: entry.side, qty: exact(entry.qty), price: unit, lots: entry.lots }, atMs, lotName);
    for (const [index, { amount, currency }] of entry.fees.entries()) {
      const units = exact(amount);
      if (currency !== entry.baseAsset || units.isZero()) continue;
      // Units that were taken as a fee were sold for it at the trade's price; a rebate in units is a purchase.
      const side = units.isNegative() ? "buy" : "sell";
      this.#trade({ side, qty: units.abs(), price: unit, lots: [] }, atMs, `${lotName}-fee-${index + 1}`);
    }
  }

  totals(): BookTotals {
    const { gross } = this.#lots.openCost();
    const qty = this.#lots.qty;
    return {
      qty,
      cost: qty.isNegative() ? gross.neg() : gross,
      realized: this.#realizedBefore.plus(this.#lots.realized),
    };
  }

  state(): BookState {
    return { tracker: this.#lots.state(), realized: this.#realizedBefore.plus(this.#lots.realized) };
  }

  #trade(
    trade: {
      readonly side: "buy" | "sell";
      readonly qty: Exact;
      readonly price: Exact;
      readonly lots: readonly string[];
    },
    atMs: number,
    id: string,
  ): void {
    const { side, qty, price, lots } = trade;
    const refused = this.#lots.apply({ id, dateMs: atMs, side, qty, price, fees: ZERO, lotIds: this.#named(lots) }, 0);
    invariant(refused === null, `a trade that happened is booked, ${id}: ${refused?.kind}`);
  }

  /** Lots by name that are open, then all others, oldest first: what happened is booked, whether or not its names still hold. */
  #named(lots: readonly string[]): readonly (string | number)[] {
    if (this.#method !== "specific") return [];
    const open = this.#lots.state().lots.map(({ id }) => id);
    const chosen = lots.filter((id) => open.includes(id));
    return [...new Set([...chosen, ...open])];
  }
}
