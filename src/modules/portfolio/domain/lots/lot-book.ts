import { type Exact, err, invariant, least, ok, proportion, type Result, ZERO } from "@/modules/_kernel";
import {
  type Disposal,
  type Lot,
  type LotId,
  type LotMethod,
  type LotState,
  type LotTransaction,
  OpenLot,
  openLot,
  poolLots,
  termOf,
} from "./lot";
import { LotQueue } from "./lot-queue";
import { SplitLog } from "./split-log";
import { type WashSale, WashSaleWatch } from "./wash-sales";

export type LotError =
  /** Two lots, or two transactions, of one name. */
  | { readonly kind: "lots.duplicate_id"; readonly in: "lots" | "transactions"; readonly index: number }
  /** Long and short lots of one instrument at a time. */
  | { readonly kind: "lots.mixed_sides"; readonly in: "lots"; readonly index: number }
  /** A lot of nothing. */
  | { readonly kind: "lots.empty_lot"; readonly in: "lots"; readonly index: number }
  /** The named lot is not open on the other side. */
  | { readonly kind: "lots.unknown_lot"; readonly in: "transactions"; readonly index: number; readonly place: number }
  /** The lots named hold less than the transaction closes. */
  | { readonly kind: "lots.not_enough"; readonly in: "transactions"; readonly index: number };

/** What is open after the transactions, and what was closed by them. */
export interface LotBook {
  /** Oldest first. */
  readonly lots: readonly Lot[];
  /** In the order of time. */
  readonly disposals: readonly Disposal[];
  /** Sum of the gains. */
  readonly realized: Exact;
  /** What the tax law may not let count; not taken off anything here. Of a pool there are none. */
  readonly washSales: readonly WashSale[];
}

/**
 * Takes the lots of one instrument through transactions, in the order of their dates (those of one day in the order given).
 *
 * A transaction closes open lots of the other side in the order of the method, and what is left of it opens a lot: one larger
 * than the position closes every lot, then opens on the other side. Its fees go in proportion to quantity. Amounts are exact:
 * the pieces of a lot, and of a transaction's fees, add up to the whole to the last digit.
 *
 * `average` keeps one pool of all open lots. `specific` closes the lots named, in the order named.
 * Source: IRS Publication 550, "Basis of Stock" (first in first out, specific identification, average basis).
 */
export function trackLots(
  method: LotMethod,
  lots: readonly Lot[],
  transactions: readonly LotTransaction[],
): Result<LotBook, LotError> {
  const tracker = new LotTracker(method);
  for (const [index, lot] of lots.entries()) {
    const refused = tracker.adopt(lot, index);
    if (refused !== null) return err(refused);
  }
  const names = new Set<LotId>();
  for (const [index, { id }] of transactions.entries()) {
    if (id !== null && names.has(id)) return err({ kind: "lots.duplicate_id", in: "transactions", index });
    if (id !== null) names.add(id);
  }
  const inTime = [...transactions.entries()].toSorted(([, left], [, right]) => left.dateMs - right.dateMs);
  for (const [index, transaction] of inTime) {
    const refused = tracker.apply(transaction, index);
    if (refused !== null) return err(refused);
  }
  return ok(tracker.book());
}

/** Where a tracker stopped. */
export interface TrackerState {
  readonly isShort: boolean;
  /** Lots that were ever opened: the place of the next one. */
  readonly lotsOpened: number;
  /** Those that are open, oldest first. */
  readonly lots: readonly LotState[];
}

/**
 * The lots of one instrument as they stand. `trackLots` runs one over a whole list; a ledger that knows its transactions one by
 * one keeps one.
 */
export class LotTracker {
  readonly #method: LotMethod;
  #queue: LotQueue;
  readonly #splits = new SplitLog();
  /** Every lot there ever was, by name. */
  readonly #byId = new Map<LotId, OpenLot>();
  readonly #disposals: Disposal[] = [];
  readonly #watch: WashSaleWatch | null;
  #isShort = false;
  /** Units of all open lots, from 0. */
  #open: Exact = ZERO;
  #realized: Exact = ZERO;
  #realizedFees: Exact = ZERO;
  #sequence = 0;

  constructor(method: LotMethod) {
    this.#method = method;
    this.#queue = new LotQueue(method);
    this.#watch = method === "average" ? null : new WashSaleWatch();
  }

  /** Goes on where another one stopped; what was realized counts from here, and wash sales are looked for from here. */
  static restore(method: LotMethod, { isShort, lotsOpened, lots }: TrackerState): LotTracker {
    const tracker = new LotTracker(method);
    tracker.#isShort = isShort;
    for (const state of lots) {
      const lot = OpenLot.restored(state, tracker.#splits);
      tracker.#open = tracker.#open.plus(lot.left);
      tracker.#byId.set(lot.id, lot);
      tracker.#queue.push(lot);
    }
    tracker.#sequence = lotsOpened;
    return tracker;
  }

  state(): TrackerState {
    return {
      isShort: this.#isShort && !this.#open.isZero(),
      lotsOpened: this.#sequence,
      lots: this.#queue.byDate().map((lot) => lot.state()),
    };
  }

  /** Open units, below 0 when short. */
  get qty(): Exact {
    return this.#isShort ? this.#open.neg() : this.#open;
  }

  get realized(): Exact {
    return this.#realized;
  }

  /** Fees in what was realized: of the openings and the closings. */
  get realizedFees(): Exact {
    return this.#realizedFees;
  }

  /**
   * `ratio` new units, above 0, for each old one: the money of every lot stays, its units and price change. Wash sales are not
   * looked for across it.
   */
  split(ratio: Exact): void {
    // Takes emptied lots off the top: without units they have no price to stand in line by.
    this.#queue.first();
    this.#splits.append(ratio);
    this.#open = this.#open.times(ratio);
    this.#watch?.forget();
  }

  /** Takes in a lot that was open before the first transaction. */
  adopt(lot: Lot, index: number): LotError | null {
    if (lot.qty.isZero()) return { kind: "lots.empty_lot", in: "lots", index };
    if (this.#byId.has(lot.id)) return { kind: "lots.duplicate_id", in: "lots", index };
    if (!this.#open.isZero() && lot.qty.isNegative() !== this.#isShort) {
      return { kind: "lots.mixed_sides", in: "lots", index };
    }
    this.#isShort = lot.qty.isNegative();
    this.#add(openLot(lot, this.#sequence, this.#splits));
    return null;
  }

  /** Applies one transaction, not earlier than those before it. Refused, it changes nothing. */
  apply(transaction: LotTransaction, index: number): LotError | null {
    const isBuy = transaction.side === "buy";
    const qty = transaction.qty;
    const closes = !this.#open.isZero() && isBuy === this.#isShort;
    const closing = closes ? least(qty, this.#open) : ZERO;
    const opening = qty.minus(closing);
    if (opening.isPositive() && transaction.id !== null && this.#byId.has(transaction.id)) {
      return { kind: "lots.duplicate_id", in: "transactions", index };
    }
    const named = closes && this.#method === "specific" ? this.#named(transaction, index, closing) : ok([]);
    if (!named.ok) return named.error;
    const before = this.#disposals.length;
    if (closing.isPositive()) this.#close(transaction, index, closing, named.value);
    if (this.#watch !== null && !isBuy) this.#watch.sold(this.#disposals.slice(before), transaction.dateMs);
    if (opening.isPositive()) this.#openNew(transaction, index, opening);
    return null;
  }

  book(): LotBook {
    return {
      lots: this.#queue.byDate().map((lot) => ({
        id: lot.id,
        qty: this.#isShort ? lot.left.neg() : lot.left,
        price: lot.price,
        dateMs: lot.dateMs,
        fees: lot.fees,
      })),
      disposals: this.#disposals,
      realized: this.#realized,
      washSales: this.#watch?.found ?? [],
    };
  }

  /** Money of the open units, without fees and the fees alone; both from 0 for long and short lots of prices from 0. */
  openCost(): { readonly gross: Exact; readonly fees: Exact } {
    const lots = this.#queue.byDate();
    return {
      gross: lots.reduce((sum, lot) => sum.plus(lot.gross), ZERO),
      fees: lots.reduce((sum, lot) => sum.plus(lot.fees), ZERO),
    };
  }

  /** The lots a transaction names, checked: each is open, and together they hold what it closes. */
  #named(transaction: LotTransaction, index: number, closing: Exact): Result<readonly OpenLot[], LotError> {
    const named = new Set<OpenLot>();
    for (const [place, id] of transaction.lotIds.entries()) {
      const lot = this.#byId.get(id);
      if (lot === undefined || lot.left.isZero()) {
        return err({ kind: "lots.unknown_lot", in: "transactions", index, place });
      }
      named.add(lot);
    }
    const held = [...named].reduce((sum, lot) => sum.plus(lot.left), ZERO);
    // A transaction that closes all needs no names: there is nothing to choose.
    if (held.lt(closing) && closing.lt(this.#open)) return err({ kind: "lots.not_enough", in: "transactions", index });
    return ok([...named]);
  }

  #close(transaction: LotTransaction, index: number, closing: Exact, named: readonly OpenLot[]): void {
    let left = closing;
    let fees = transaction.fees;
    if (closing.lt(transaction.qty)) fees = proportion(fees, closing, transaction.qty);
    const names = named.values();
    while (left.isPositive()) {
      const lot = names.next().value ?? this.#queue.first();
      invariant(lot !== null, "open units are in open lots");
      const qty = least(left, lot.left);
      // The share of what is left of the fees, so that the last piece takes all of it.
      const share = fees.isZero() ? ZERO : proportion(fees, qty, left);
      this.#dispose(lot, qty, {
        price: transaction.price,
        fees: share,
        dateMs: transaction.dateMs,
        index,
      });
      fees = fees.minus(share);
      left = left.minus(qty);
    }
    this.#open = this.#open.minus(closing);
  }

  #dispose(
    lot: OpenLot,
    qty: Exact,
    by: { readonly price: Exact; readonly fees: Exact; readonly dateMs: number; readonly index: number },
  ): void {
    const opening = lot.take(qty);
    const closing = by.price.times(qty);
    // A short lot was sold first: its opening is the sale.
    const proceeds = this.#isShort ? opening.gross.minus(opening.fees) : closing.minus(by.fees);
    const cost = this.#isShort ? closing.plus(by.fees) : opening.gross.plus(opening.fees);
    const gain = proceeds.minus(cost);
    const term = termOf(lot.dateMs, by.dateMs);
    this.#disposals.push({ lotId: lot.id, transaction: by.index, qty, proceeds, cost, gain, term });
    this.#realized = this.#realized.plus(gain);
    this.#realizedFees = this.#realizedFees.plus(opening.fees).plus(by.fees);
  }

  #openNew(transaction: LotTransaction, index: number, qty: Exact): void {
    const { id, dateMs, price } = transaction;
    const all = transaction.fees;
    // What the closing part did not take.
    const fees = qty.eq(transaction.qty)
      ? all
      : all.minus(proportion(all, transaction.qty.minus(qty), transaction.qty));
    if (this.#open.isZero()) this.#isShort = transaction.side === "sell";
    const lot = openLot({ id: id ?? this.#nameFor(index), qty, price, dateMs, fees }, this.#sequence, this.#splits);
    this.#add(lot);
    if (transaction.side === "buy") this.#watch?.bought(lot);
  }

  /** A name for a lot whose transaction has none: its place among the transactions, counted from 1. */
  #nameFor(index: number): LotId {
    let name = `transaction-${index + 1}`;
    while (this.#byId.has(name)) name = `${name}'`;
    return name;
  }

  #add(lot: OpenLot): void {
    this.#sequence += 1;
    this.#open = this.#open.plus(lot.left);
    this.#byId.set(lot.id, lot);
    const pool = this.#method === "average" ? this.#queue.first() : null;
    if (pool === null) {
      this.#queue.push(lot);
      return;
    }
    this.#queue = new LotQueue(this.#method);
    this.#queue.push(pool.dateMs <= lot.dateMs ? poolLots(pool, lot, this.#splits) : poolLots(lot, pool, this.#splits));
  }
}
