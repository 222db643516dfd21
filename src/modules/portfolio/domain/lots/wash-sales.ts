import { type Exact, least, proportion, ZERO } from "@/modules/_kernel";
import type { Disposal, LotId, OpenLot } from "./lot";

/** A loss on a sale within 30 days of a purchase that took the sold units' place. */
export interface WashSale {
  /** The lot that was sold at a loss. */
  readonly lotId: LotId;
  /** Place of the sale among the transactions. */
  readonly transaction: number;
  /** The lot that took its place. */
  readonly replacementLotId: LotId;
  /** Units that were replaced. */
  readonly qty: Exact;
  /** The part of the loss that they carry, above 0. */
  readonly disallowed: Exact;
}

const WINDOW_MS = 30 * 86_400_000;

interface Loss {
  readonly disposal: Disposal;
  readonly dateMs: number;
  unmatched: Exact;
}

interface Purchase {
  readonly lot: OpenLot;
  /** Units that already stand in for others. */
  used: Exact;
}

/**
 * Watches a book for wash sales, in the order of time: a loss is matched with units bought up to 30 days before that are still
 * held, then with units bought up to 30 days after, the earliest purchase first, each unit once. What is left of the very lot
 * that was sold is no replacement. Long lots only.
 *
 * A purchase that is used, sold or old never comes back, and neither does a loss that is replaced or old: both lines only move
 * forward, so the work is linear.
 * Source: 26 U.S.C. § 1091; IRS Publication 550, "Wash Sales"; Rev. Rul. 56-602 (units of one lot).
 */
export class WashSaleWatch {
  readonly found: WashSale[] = [];
  /** In order of time; those before the head are done with. */
  readonly #purchases: Purchase[] = [];
  #purchaseHead = 0;
  readonly #losses: Loss[] = [];
  #lossHead = 0;

  /** What came before is not matched any more. */
  forget(): void {
    this.#purchaseHead = this.#purchases.length;
    this.#lossHead = this.#losses.length;
  }

  /** A lot was opened by a purchase. */
  bought(lot: OpenLot): void {
    const purchase: Purchase = { lot, used: ZERO };
    for (; this.#lossHead < this.#losses.length; this.#lossHead += 1) {
      const loss = this.#losses[this.#lossHead];
      if (loss === undefined || lot.dateMs - loss.dateMs > WINDOW_MS) continue;
      this.#match(loss, purchase);
      if (loss.unmatched.isPositive()) break;
    }
    this.#purchases.push(purchase);
  }

  /** A sale closed long lots. Called once for each transaction, after all its pieces were taken. */
  sold(disposals: readonly Disposal[], dateMs: number): void {
    for (const disposal of disposals) {
      if (!disposal.gain.isNegative() || disposal.gain.isZero()) continue;
      const loss: Loss = { disposal, dateMs, unmatched: disposal.qty };
      this.#matchEarlier(loss);
      if (loss.unmatched.isPositive()) this.#losses.push(loss);
    }
  }

  #matchEarlier(loss: Loss): void {
    let own: Purchase | null = null;
    for (; this.#purchaseHead < this.#purchases.length; this.#purchaseHead += 1) {
      const purchase = this.#purchases[this.#purchaseHead];
      if (purchase === undefined || loss.dateMs - purchase.lot.dateMs > WINDOW_MS) continue;
      if (purchase.lot.id === loss.disposal.lotId) own = purchase;
      else this.#match(loss, purchase);
      if (loss.unmatched.isZero()) break;
    }
    // The lot that was sold from stays in line for the losses of others.
    if (own === null) return;
    this.#purchaseHead -= 1;
    this.#purchases[this.#purchaseHead] = own;
  }

  #match(loss: Loss, purchase: Purchase): void {
    const free = purchase.lot.left.minus(purchase.used);
    const qty = least(free, loss.unmatched);
    if (!qty.isPositive()) return;
    purchase.used = purchase.used.plus(qty);
    loss.unmatched = loss.unmatched.minus(qty);
    const { disposal } = loss;
    this.found.push({
      lotId: disposal.lotId,
      transaction: disposal.transaction,
      replacementLotId: purchase.lot.id,
      qty,
      disallowed: proportion(disposal.gain.neg(), qty, disposal.qty),
    });
  }
}
