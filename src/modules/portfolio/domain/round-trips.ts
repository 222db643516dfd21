import { invariant } from "@/modules/_kernel";
import { RowLog } from "./row-log";

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

/** Places of a trip's facts in its row. */
const [SIDE, QUANTITY, ENTRY_BAR, EXIT_BAR, ENTRY_PRICE, EXIT_PRICE, PNL, COMMISSION] = [0, 1, 2, 3, 4, 5, 6, 7];
const TRIP_FIELDS = 8;

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
  const trips = new RowLog(TRIP_FIELDS);
  // Open pieces, oldest first from `head` on: index of the fill that opened each, and the signed units left of it.
  const opened = new Float64Array(count);
  const units = new Float64Array(count);
  let head = 0;
  let tail = 0;
  for (let i = 0; i < count; i += 1) {
    let left = fills.quantity[i] ?? Number.NaN;
    while (left !== 0 && head < tail && (units[head] ?? 0) > 0 !== left > 0) {
      const held = units[head] ?? 0;
      const taken = Math.sign(held) * Math.min(Math.abs(held), Math.abs(left));
      noteTrip(trips, fills, { entry: opened[head] ?? Number.NaN, exit: i, units: taken, multiplier });
      units[head] = remainder(held, -taken);
      left = remainder(left, taken);
      if (units[head] === 0) head += 1;
    }
    if (left === 0) continue;
    opened[tail] = i;
    units[tail] = left;
    tail += 1;
  }
  return {
    side: trips.column(SIDE),
    quantity: trips.column(QUANTITY),
    entryBar: trips.column(ENTRY_BAR),
    exitBar: trips.column(EXIT_BAR),
    entryPrice: trips.column(ENTRY_PRICE),
    exitPrice: trips.column(EXIT_PRICE),
    pnl: trips.column(PNL),
    commission: trips.column(COMMISSION),
  };
}

/** Fill `exit` closed `units`, signed as they were held, of what fill `entry` opened. */
interface Closing {
  readonly entry: number;
  readonly exit: number;
  readonly units: number;
  readonly multiplier: number;
}

function noteTrip(trips: RowLog, fills: FillSeries, closing: Closing): void {
  const { entry, exit, units, multiplier } = closing;
  const row = trips.push() * TRIP_FIELDS;
  const facts = trips.rows;
  const quantity = Math.abs(units);
  const entryPrice = fills.price[entry] ?? Number.NaN;
  const exitPrice = fills.price[exit] ?? Number.NaN;
  const commission = quantity * (unitCommission(fills, entry) + unitCommission(fills, exit));
  facts[row + SIDE] = Math.sign(units);
  facts[row + QUANTITY] = quantity;
  facts[row + ENTRY_BAR] = fills.bar[entry] ?? Number.NaN;
  facts[row + EXIT_BAR] = fills.bar[exit] ?? Number.NaN;
  facts[row + ENTRY_PRICE] = entryPrice;
  facts[row + EXIT_PRICE] = exitPrice;
  facts[row + PNL] = units * (exitPrice - entryPrice) * multiplier - commission;
  facts[row + COMMISSION] = commission;
}

function unitCommission(fills: FillSeries, fill: number): number {
  return (fills.commission[fill] ?? Number.NaN) / Math.abs(fills.quantity[fill] ?? Number.NaN);
}

/** `quantity` + `change`, or 0 when only rounding is left of it. */
function remainder(quantity: number, change: number): number {
  const left = quantity + change;
  return Math.abs(left) <= QUANTITY_NOISE * Math.abs(change) ? 0 : left;
}
