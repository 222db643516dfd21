import { isoDate } from "@/modules/data";
import { internalRate } from "../internal-rate";
import { timeWeightedReturn, type ValuePoint } from "../time-weighted";

/** An account at the end of a day, in its base currency; null is unknown. */
export interface AccountDay {
  /** 00:00 UTC of the day. */
  readonly atMs: number;
  readonly equity: number | null;
  /** Money that came in on that day, less what left; part of `equity`. */
  readonly flow: number | null;
}

/** How an account did: columns with a value for each day whose worth is known, from the first on which it had any. */
export interface AccountPerformance {
  /** 00:00 UTC of each day, rising. */
  readonly time: Float64Array;
  readonly equity: Float64Array;
  /** What it would be worth had nothing been gained or lost: the first day's worth and what flowed since; NaN is unknown. */
  readonly put: Float64Array;
  /** What 1 of the first day has become, without what was paid in and out. Ends where a flow is unknown. */
  readonly growth: Float64Array;
  /** Time-weighted, a fraction over all days; null where a flow is unknown, or of fewer than two days. */
  readonly total: number | null;
  /** The yearly rate that the money itself earned; null where it has none, or is not known. */
  readonly moneyWeighted: number | null;
  /** Calendar months that a return is known for, in order; the first and the last may be parts of one. `month` is 1 to 12. */
  readonly monthly: readonly { readonly year: number; readonly month: number; readonly return: number }[];
  /** Days of no known worth between the others. */
  readonly unknownDays: number;
}

/**
 * Returns of an account from its daily values, in order of days. A day of no known worth is passed over: what flowed on it is
 * counted on the next that is known. Flows count at the end of their day, as in {@link timeWeightedReturn}.
 */
export function accountPerformance(days: readonly AccountDay[]): AccountPerformance {
  const { points, unknownDays } = knownPoints(days);
  const firstUnknown = points.findIndex(({ flow }, at) => at > 0 && Number.isNaN(flow));
  const isKnown = firstUnknown === -1 && points.length > 1;
  const growth = growthOf(firstUnknown === -1 ? points : points.slice(0, firstUnknown));
  return {
    time: Float64Array.from(points, ({ atMs }) => atMs),
    equity: Float64Array.from(points, ({ value }) => value),
    put: putOf(points),
    growth,
    total: isKnown ? timeWeightedReturn(points).total : null,
    moneyWeighted: isKnown ? moneyWeighted(points) : null,
    monthly: monthlyOf(points, growth),
    unknownDays,
  };
}

/** Days of known worth from the first above 0; a flow that is not known is NaN. */
function knownPoints(days: readonly AccountDay[]) {
  const points: ValuePoint[] = [];
  let [carried, unknown, unknownDays] = [0, 0, 0];
  for (const { atMs, equity, flow } of days) {
    if (points.length === 0 && (equity === null || equity <= 0)) continue;
    carried += flow ?? Number.NaN;
    if (equity === null) {
      unknown += 1;
      continue;
    }
    points.push({ atMs, value: equity, flow: points.length === 0 ? 0 : carried });
    unknownDays += unknown;
    [carried, unknown] = [0, 0];
  }
  return { points, unknownDays };
}

function putOf(points: readonly ValuePoint[]): Float64Array {
  let put = points[0]?.value ?? 0;
  return Float64Array.from(points, ({ flow }, at) => {
    if (at > 0) put += flow;
    return put;
  });
}

/** Growth of 1, until it is not known any more: an account that was empty has no return from there. */
function growthOf(points: readonly ValuePoint[]): Float64Array {
  const growth: number[] = [];
  points.forEach(({ value, flow }, at) => {
    const before = points[at - 1];
    const last = growth.at(-1) ?? 1;
    const now = before === undefined ? 1 : last * ((value - flow) / before.value);
    if (growth.length === at && Number.isFinite(now)) growth.push(now);
  });
  return Float64Array.from(growth);
}

/** What went in is out of the pocket; what is there at the end is back in it. */
function moneyWeighted(points: readonly ValuePoint[]): number | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  return internalRate([
    ...points.map(({ atMs, value, flow }, at) => ({ atMs, amount: at === 0 ? -value : -flow })),
    { atMs: last.atMs, amount: last.value },
  ]);
}

function monthlyOf(points: readonly ValuePoint[], growth: Float64Array): AccountPerformance["monthly"] {
  const ends = new Map<string, { readonly year: number; readonly month: number; readonly growth: number }>();
  growth.forEach((value, at) => {
    const [year = 0, month = 0] = isoDate(points[at]?.atMs ?? 0)
      .split("-")
      .map(Number);
    ends.set(`${year} ${month}`, { year, month, growth: value });
  });
  let before = 1;
  return [...ends.values()].flatMap(({ year, month, growth: end }) => {
    const change = end / before - 1;
    before = end;
    return Number.isFinite(change) ? [{ year, month, return: change }] : [];
  });
}
