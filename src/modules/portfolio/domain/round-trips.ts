import { invariant } from "@/modules/_kernel";
import { FactLog } from "./fact-log";

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
  const trips = new FactLog(TRIP_FIELDS);
  // Open pieces, oldest first from `head` on: the fill that opened each, and the signed units left of it.
  const opened = new Float64Array(count);
  const units = new Float64Array(count);
  let head = 0;
  let tail = 0;
  for (let exit = 0; exit < count; exit += 1) {
    let left = fills.quantity[exit] ?? Number.NaN;
    while (left !== 0 && head < tail && (units[head] ?? 0) > 0 !== left > 0) {
      const held = units[head] ?? 0;
      const closed = Math.abs(held) <= Math.abs(left) ? held : -left;
      noteTrip(trips, { fills, entry: opened[head] ?? Number.NaN, exit, units: closed, multiplier });
      left = remainder(left, closed);
      units[head] = remainder(held, -closed);
      if (units[head] === 0) head += 1;
    }
    if (left === 0) continue;
    opened[tail] = exit;
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
  readonly fills: FillSeries;
  readonly entry: number;
  readonly exit: number;
  readonly units: number;
  readonly multiplier: number;
}

function noteTrip(trips: FactLog, { fills, entry, exit, units, multiplier }: Closing): void {
  const { price, commission, quantity } = fills;
  const row = trips.push();
  const size = Math.abs(units);
  const entryPrice = price[entry] ?? Number.NaN;
  const exitPrice = price[exit] ?? Number.NaN;
  const entryShare = size / Math.abs(quantity[entry] ?? Number.NaN);
  const exitShare = size / Math.abs(quantity[exit] ?? Number.NaN);
  const paid = (commission[entry] ?? Number.NaN) * entryShare + (commission[exit] ?? Number.NaN) * exitShare;
  trips.set(SIDE, row, units > 0 ? 1 : -1);
  trips.set(QUANTITY, row, size);
  trips.set(ENTRY_BAR, row, fills.bar[entry] ?? Number.NaN);
  trips.set(EXIT_BAR, row, fills.bar[exit] ?? Number.NaN);
  trips.set(ENTRY_PRICE, row, entryPrice);
  trips.set(EXIT_PRICE, row, exitPrice);
  trips.set(PNL, row, units * (exitPrice - entryPrice) * multiplier - paid);
  trips.set(COMMISSION, row, paid);
}

/** `quantity` + `change`, or 0 when only rounding is left of it. */
function remainder(quantity: number, change: number): number {
  const left = quantity + change;
  return Math.abs(left) <= QUANTITY_NOISE * Math.abs(change) ? 0 : left;
}
