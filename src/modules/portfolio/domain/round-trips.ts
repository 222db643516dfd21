import { invariant } from "@/modules/_kernel";

/** Fills of one instrument, oldest first: what {@link pairRoundTrips} needs of them. All columns share one length. */
export interface FillSeries {
  readonly bar: Float64Array;
  /** Units, above 0 bought, below 0 sold. */
  readonly quantity: Float64Array;
  /** Quote currency per unit. */
  readonly price: Float64Array;
  /** Quote currency, 0 or more. */
  readonly commission: Float64Array;
}

/** Closed pieces of a position, in the order in which they were closed. All columns share one length. */
export interface RoundTripColumns {
  /** 1 long, -1 short. */
  readonly side: Float64Array;
  /** Units, above 0. */
  readonly quantity: Float64Array;
  readonly entryBar: Float64Array;
  readonly exitBar: Float64Array;
  readonly entryPrice: Float64Array;
  readonly exitPrice: Float64Array;
  /** Quote currency, net of the piece's share of both commissions. */
  readonly pnl: Float64Array;
  /** Quote currency: the piece's share of both commissions. */
  readonly commission: Float64Array;
}

/** Two quantities closer than this share of the larger one are the same: rounding of Float64, no position. */
const QUANTITY_NOISE = 1e-12;

/** An open piece: signed units left, and the commission of its fill per unit. */
interface OpenLot {
  quantity: number;
  readonly bar: number;
  readonly price: number;
  readonly unitCommission: number;
}

/**
 * Pairs fills to round trips, first in first out: each fill closes the oldest open pieces of the other side first and opens
 * with what is left. Commissions go in proportion to quantity, also when one fill closes and opens.
 *
 * pnl = side · quantity · (exit − entry) · multiplier − commission. Cost is linear in the number of fills.
 *
 * @param multiplier - Quote currency per point of price and unit, above 0.
 */
export function pairRoundTrips(fills: FillSeries, multiplier: number): RoundTripColumns {
  const count = fills.bar.length;
  invariant(fills.quantity.length === count && fills.price.length === count, "columns of fills share one length");
  const trips = new TripLog();
  const lots: OpenLot[] = [];
  let head = 0;
  for (let i = 0; i < count; i += 1) {
    const [bar, price] = [fills.bar[i] ?? Number.NaN, fills.price[i] ?? Number.NaN];
    const whole = fills.quantity[i] ?? Number.NaN;
    const unitCommission = (fills.commission[i] ?? Number.NaN) / Math.abs(whole);
    let left = whole;
    for (let lot = lots[head]; lot !== undefined && lot.quantity > 0 !== left > 0; lot = lots[head]) {
      const taken = Math.min(Math.abs(lot.quantity), Math.abs(left));
      const side = Math.sign(lot.quantity);
      const commission = taken * (lot.unitCommission + unitCommission);
      const pnl = side * taken * (price - lot.price) * multiplier - commission;
      trips.push([side, taken, lot.bar, bar, lot.price, price, pnl, commission]);
      lot.quantity = remainder(lot.quantity, -side * taken);
      left = remainder(left, side * taken);
      if (lot.quantity === 0) head += 1;
      if (left === 0) break;
    }
    if (left !== 0) lots.push({ quantity: left, bar, price, unitCommission });
  }
  return trips.columns();
}

/** `quantity` + `change`, or 0 when only rounding is left of it. */
function remainder(quantity: number, change: number): number {
  const left = quantity + change;
  return Math.abs(left) <= QUANTITY_NOISE * Math.abs(change) ? 0 : left;
}

class TripLog {
  readonly #columns: readonly number[][] = Array.from({ length: 8 }, () => []);

  push(facts: readonly number[]): void {
    facts.forEach((fact, index) => void this.#columns[index]?.push(fact));
  }

  columns(): RoundTripColumns {
    const column = (index: number) => new Float64Array(this.#columns[index] ?? []);
    return {
      side: column(0),
      quantity: column(1),
      entryBar: column(2),
      exitBar: column(3),
      entryPrice: column(4),
      exitPrice: column(5),
      pnl: column(6),
      commission: column(7),
    };
  }
}
