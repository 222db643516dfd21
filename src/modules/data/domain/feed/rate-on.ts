import { err, ok, type Result } from "@/modules/_kernel";
import { DAY_MS } from "../resolution";

/**
 * Reference rates of one currency: units of it for one euro, by date, oldest first. Columns of one length; dates at 00:00 UTC.
 */
export interface ReferenceRates {
  readonly dateMs: Float64Array;
  readonly perEuro: Float64Array;
}

export interface RateOn {
  /** Units of `to` for one unit of `from`. */
  readonly rate: number;
  /** The older of the dates that the rate is made from: how old it is. */
  readonly asOfMs: number;
}

export interface RateUnknown {
  readonly kind: "rate.unknown";
  /** The currency that has no rate on or before the date, or none that is recent enough. */
  readonly currency: string;
}

/** A rate that is older is none: totals in a currency that nobody quotes any more would look right and be wrong. */
export const RATE_AGE_MAX_MS = 14 * DAY_MS;

/**
 * The rate between two currencies on a date, from reference rates against the euro: the last one known on or before the
 * date, crossed through the euro where neither is the euro. Weekends and holidays take the rate before them.
 *
 * For totals on a screen, never for booking: money that was exchanged was exchanged at its own rate.
 *
 * @param ratesOf - The rates of a currency, or null for one that has none. Not asked for the euro.
 * @example
 * rateOn(date, "USD", "JPY", ratesOf) // (yen per euro) / (dollars per euro)
 */
export function rateOn(
  dateMs: number,
  from: string,
  to: string,
  ratesOf: (currency: string) => ReferenceRates | null,
): Result<RateOn, RateUnknown> {
  if (from === to) return ok({ rate: 1, asOfMs: dateMs });
  const [fromRate, toRate] = [perEuroOn(dateMs, from, ratesOf), perEuroOn(dateMs, to, ratesOf)];
  if (fromRate === null) return err({ kind: "rate.unknown", currency: from });
  if (toRate === null) return err({ kind: "rate.unknown", currency: to });
  return ok({ rate: toRate.rate / fromRate.rate, asOfMs: Math.min(fromRate.asOfMs, toRate.asOfMs) });
}

function perEuroOn(
  dateMs: number,
  currency: string,
  ratesOf: (currency: string) => ReferenceRates | null,
): RateOn | null {
  if (currency === "EUR") return { rate: 1, asOfMs: dateMs };
  const rates = ratesOf(currency);
  const at = rates === null ? -1 : lastOnOrBefore(rates.dateMs, dateMs);
  const [rate, asOfMs] = [rates?.perEuro[at], rates?.dateMs[at]];
  if (rate === undefined || asOfMs === undefined || dateMs - asOfMs > RATE_AGE_MAX_MS) return null;
  return { rate, asOfMs };
}

/** Index of the last date that is not after `dateMs`; -1 when all are. Binary search. */
function lastOnOrBefore(dates: Float64Array, dateMs: number): number {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((dates[middle] ?? Number.POSITIVE_INFINITY) <= dateMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
