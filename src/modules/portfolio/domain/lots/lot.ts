import { type Exact, proportion, quotient, ZERO } from "@/modules/_kernel";
import { civilFromDays, daysFromCivil } from "@/modules/data";
import type { SplitLog } from "./split-log";

const DAY_MS = 86_400_000;

/** Which open lot a closing transaction takes first. */
export const LOT_METHODS = ["fifo", "lifo", "hifo", "average", "specific"] as const;
export type LotMethod = (typeof LOT_METHODS)[number];

export type LotId = string | number;

/** Units bought (or, with a quantity below 0, sold short) at one price on one day. */
export interface Lot {
  readonly id: LotId;
  /** Open units; below 0 for a short lot, never 0. */
  readonly qty: Exact;
  /** Per unit, without fees. */
  readonly price: Exact;
  /** 00:00 UTC of the day it was opened. */
  readonly dateMs: number;
  /** The part of the opening fees that belongs to the open units. */
  readonly fees: Exact;
}

export interface LotTransaction {
  /** Name of the lot it opens; null lets the book name it. */
  readonly id: LotId | null;
  readonly dateMs: number;
  readonly side: "buy" | "sell";
  /** Above 0. */
  readonly qty: Exact;
  readonly price: Exact;
  readonly fees: Exact;
  /** The lots to close, in this order; only the method `specific` looks at it. */
  readonly lotIds: readonly LotId[];
}

/** Short: held one year or less. */
export type LotTerm = "short" | "long";

/** A piece of a lot that was closed. */
export interface Disposal {
  readonly lotId: LotId;
  /** Place of the transaction that closed it. */
  readonly transaction: number;
  /** Above 0 for long and short lots. */
  readonly qty: Exact;
  /** Of the sale, less its share of fees. */
  readonly proceeds: Exact;
  /** Of the purchase, with its share of fees. */
  readonly cost: Exact;
  readonly gain: Exact;
  readonly term: LotTerm;
}

/**
 * One lot while it is open. What is taken from it is the difference of what it holds before and after, so the pieces add up to
 * the whole to the last digit, also where a share of fees does not terminate.
 */
export class OpenLot {
  readonly id: LotId;
  readonly dateMs: number;
  /** Order of arrival among the lots of one day. */
  readonly sequence: number;
  readonly #splits: SplitLog;
  /** Splits that its units know of. */
  #splitsSeen: number;
  /** Units when it was opened or last split, above 0. */
  #opened: Exact;
  /** Money of those units without fees, and their fees. */
  #gross: Exact;
  #fees: Exact;
  /** Per unit; null for a pool and after a split: then it is what the money comes to. */
  #price: Exact | null;
  #left: Exact;
  /** Of the units left. */
  #grossLeft: Exact;
  #feesLeft: Exact;

  constructor(
    facts: {
      readonly id: LotId;
      readonly dateMs: number;
      readonly sequence: number;
      readonly qty: Exact;
      readonly price: Exact | null;
      readonly gross: Exact;
      readonly fees: Exact;
    },
    splits: SplitLog,
  ) {
    this.id = facts.id;
    this.dateMs = facts.dateMs;
    this.sequence = facts.sequence;
    this.#splits = splits;
    this.#splitsSeen = splits.count;
    this.#opened = facts.qty;
    this.#left = facts.qty;
    this.#price = facts.price;
    this.#gross = facts.gross;
    this.#fees = facts.fees;
    this.#grossLeft = facts.gross;
    this.#feesLeft = facts.fees;
  }

  /** The lot that {@link state} told of. */
  static restored(state: LotState, splits: SplitLog): OpenLot {
    const lot = new OpenLot({ ...state, qty: state.opened }, splits);
    [lot.#left, lot.#grossLeft, lot.#feesLeft] = [state.left, state.grossLeft, state.feesLeft];
    return lot;
  }

  state(): LotState {
    const left = this.left;
    return {
      id: this.id,
      dateMs: this.dateMs,
      sequence: this.sequence,
      opened: this.#opened,
      gross: this.#gross,
      fees: this.#fees,
      price: this.#price,
      left,
      grossLeft: this.#grossLeft,
      feesLeft: this.#feesLeft,
    };
  }

  /** Open units, from 0. */
  get left(): Exact {
    this.#catchUp();
    return this.#left;
  }

  get price(): Exact {
    this.#catchUp();
    return this.#price ?? quotient(this.#gross, this.#opened);
  }

  /** Money of the open units without fees. */
  get gross(): Exact {
    return this.#grossLeft;
  }

  /** Fees of the open units. */
  get fees(): Exact {
    return this.#feesLeft;
  }

  /** After a split the money of the lot stays; its units and its price are others. */
  #catchUp(): void {
    if (this.#splitsSeen === this.#splits.count) return;
    this.#left = this.#left.times(this.#splits.since(this.#splitsSeen));
    this.#splitsSeen = this.#splits.count;
    [this.#opened, this.#gross, this.#fees, this.#price] = [this.#left, this.#grossLeft, this.#feesLeft, null];
  }

  /** Closes `qty` units, at most what is left, and returns the money and the fees they carried. */
  take(qty: Exact): { readonly gross: Exact; readonly fees: Exact } {
    this.#catchUp();
    const [gross, fees] = [this.#grossLeft, this.#feesLeft];
    this.#left = this.#left.minus(qty);
    if (this.#left.isZero()) {
      [this.#grossLeft, this.#feesLeft] = [ZERO, ZERO];
      return { gross, fees };
    }
    // Always from the whole, so that no rounding is built on.
    const price = this.#price;
    this.#grossLeft = price === null ? proportion(this.#gross, this.#left, this.#opened) : price.times(this.#left);
    if (!fees.isZero()) this.#feesLeft = proportion(this.#fees, this.#left, this.#opened);
    return { gross: gross.minus(this.#grossLeft), fees: fees.minus(this.#feesLeft) };
  }
}

/**
 * All that is known of an open lot: what a store keeps, so that a tracker goes on where another one stopped and comes to the same
 * last digit. Units and money are from 0 for long and short lots.
 */
export interface LotState {
  readonly id: LotId;
  readonly dateMs: number;
  readonly sequence: number;
  /** Units when it was opened, pooled or last split, with their money and fees. */
  readonly opened: Exact;
  readonly gross: Exact;
  readonly fees: Exact;
  /** Null: what the money comes to. */
  readonly price: Exact | null;
  readonly left: Exact;
  readonly grossLeft: Exact;
  readonly feesLeft: Exact;
}

/** A lot as it was given, open: its units without their sign. */
export function openLot(lot: Lot, sequence: number, splits: SplitLog): OpenLot {
  const [qty, price] = [lot.qty.abs(), lot.price];
  const { id, dateMs } = lot;
  return new OpenLot({ id, dateMs, sequence, qty, price, gross: price.times(qty), fees: lot.fees }, splits);
}

/** Two lots as one; it keeps the name and the day of the older one. */
export function poolLots(older: OpenLot, newer: OpenLot, splits: SplitLog): OpenLot {
  const { id, dateMs, sequence } = older;
  return new OpenLot(
    {
      id,
      dateMs,
      sequence,
      qty: older.left.plus(newer.left),
      price: null,
      gross: older.gross.plus(newer.gross),
      fees: older.fees.plus(newer.fees),
    },
    splits,
  );
}

/**
 * Whether a lot opened on one day and closed on another was held for more than a year: closed after the same day of the next
 * year. The 29th of February comes round on the 28th. Source: 26 U.S.C. § 1222 and Rev. Rul. 66-7 (the day of opening does not
 * count, the day of closing does).
 */
export function termOf(openedMs: number, closedMs: number): LotTerm {
  const { year, month, day } = civilFromDays(Math.floor(openedMs / DAY_MS));
  const monthAfter = daysFromCivil(
    month === 12 ? { year: year + 2, month: 1, day: 1 } : { year: year + 1, month: month + 1, day: 1 },
  );
  const anniversary = Math.min(daysFromCivil({ year: year + 1, month, day: 1 }) + day, monthAfter) - 1;
  return Math.floor(closedMs / DAY_MS) > anniversary ? "long" : "short";
}
