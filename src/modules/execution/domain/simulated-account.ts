import type { BrokerModel, InstrumentTerms } from "./broker-model";
import { CashPool, type Holding } from "./cash-pool";
import { commissionOf } from "./fill-costs";

/**
 * Two quantities closer than this share of the larger one are the same: 0.3 − 0.1 − 0.2 leaves 2.8e-17 units in Float64,
 * which is no position.
 */
const QUANTITY_NOISE = 1e-12;

/** Why the opening part of a fill is refused. */
export type OpeningRefusal = "insufficient_cash" | "insufficient_margin" | "shorting_disabled";

/**
 * Position of one instrument, and the cash that pays for it: its own, or a pool that several share. The part of a fill that
 * closes always goes through; the part that opens is refused when cash would go below zero (with margin: when the account
 * would be worth less than its initial margin) or when it is a short sale and shorting is off. A fill pays one commission,
 * whatever it closes and opens.
 */
export class SimulatedAccount implements Holding {
  readonly #model: BrokerModel;
  readonly #terms: InstrumentTerms;
  readonly #pool: CashPool;
  #position = 0;
  #price = 0;
  #filled = 0;
  #commission = 0;

  constructor(model: BrokerModel, terms: InstrumentTerms, pool: CashPool = new CashPool(model.cash)) {
    this.#model = model;
    this.#terms = terms;
    this.#pool = pool;
    pool.join(this);
  }

  get cash(): number {
    return this.#pool.cash;
  }
  get position(): number {
    return this.#position;
  }
  /** Units of the last {@link trade} that went through, with their sign. */
  get filled(): number {
    return this.#filled;
  }
  /** What they paid. */
  get commission(): number {
    return this.#commission;
  }

  /** Worth of the position at the last price it was marked at; below 0 when short. */
  get value(): number {
    return this.#position === 0 ? 0 : this.#position * this.#terms.multiplier * this.#price;
  }
  /** Marks the position at a close. */
  mark(price: number): void {
    this.#price = price;
  }

  /** Cash, this position at `price` and whatever else shares the cash at its last mark. */
  equityAt(price: number): number {
    return this.#pool.cash + this.#position * this.#terms.multiplier * price + this.#pool.valueBeside(this);
  }

  /** Pays a dividend or takes one from who is short, `amount` quote currency a unit. Returns what it paid in all. */
  payDividend(amount: number): number {
    const paid = this.#position * amount * this.#terms.multiplier;
    this.#pool.cash += paid;
    return paid;
  }

  /** Turns one unit into `ratio` units. */
  split(ratio: number): void {
    this.#position *= ratio;
    this.#price /= ratio;
  }

  /** Whether a signed quantity reduces the position, wholly or in part. */
  closes(quantity: number): boolean {
    return this.#position !== 0 && this.#position > 0 !== quantity > 0;
  }

  /** Whether the account is worth less than the maintenance margin of what it holds at `price`. */
  isUnderMaintenance(price: number): boolean {
    const { margin } = this.#model;
    if (margin === undefined || this.#position === 0) return false;
    const value = Math.abs(this.#position * this.#terms.multiplier * price) + this.#pool.grossBeside(this);
    return this.equityAt(price) < margin.maintenance * value;
  }

  /** Trades a signed quantity; {@link filled} says how much of it. Null: all of it, else why the opening part was refused. */
  trade(quantity: number, price: number): OpeningRefusal | null {
    const closing = this.#closingPart(quantity);
    const opening = quantity - closing;
    this.#commission = 0;
    if (closing !== 0) {
      this.#commission = commissionOf(this.#model, this.#terms, closing, price);
      this.#pool.cash -= closing * price * this.#terms.multiplier + this.#commission;
      this.#position += closing;
      if (Math.abs(this.#position) <= QUANTITY_NOISE * Math.abs(closing)) this.#position = 0;
    }
    const refusal = opening === 0 ? null : this.#open(opening, price, quantity);
    this.#filled = refusal === null ? quantity : closing;
    return refusal;
  }

  #closingPart(quantity: number): number {
    if (!this.closes(quantity)) return 0;
    const excess = Math.abs(quantity) - Math.abs(this.#position);
    return excess > QUANTITY_NOISE * Math.abs(quantity) ? -this.#position : quantity;
  }

  /** Opens a signed quantity, or says why not and changes nothing. `whole` is the fill it belongs to. */
  #open(opening: number, price: number, whole: number): OpeningRefusal | null {
    if (opening < 0 && !this.#model.shorting) return "shorting_disabled";
    const { margin } = this.#model;
    // In proportion, or what the whole fill costs without what its closing part has paid.
    const inProportion = this.#model.commission.kind === "percent" || opening === whole;
    const commission = inProportion
      ? commissionOf(this.#model, this.#terms, opening, price)
      : commissionOf(this.#model, this.#terms, whole, price) - this.#commission;
    const cash = this.#pool.cash - (opening * price * this.#terms.multiplier + commission);
    if (margin === undefined) {
      if (cash < 0) return "insufficient_cash";
    } else {
      const value = (this.#position + opening) * price * this.#terms.multiplier;
      const equity = cash + value + this.#pool.valueBeside(this);
      const gross = Math.abs(value) + this.#pool.grossBeside(this);
      if (equity < margin.initial * gross) return "insufficient_margin";
    }
    this.#pool.cash = cash;
    this.#position += opening;
    this.#commission += commission;
    return null;
  }
}
