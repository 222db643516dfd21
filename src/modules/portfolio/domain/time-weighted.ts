import { finiteOrNull } from "./returns";

/** What a portfolio was worth at the end of a day, after that day's flow. */
export interface ValuePoint {
  /** 00:00 UTC of the day. */
  readonly atMs: number;
  readonly value: number;
  /** Money that came in (positive) or left on that day; part of `value`. */
  readonly flow: number;
}

export interface TimeWeightedReturn {
  /** A fraction; null when some period started from nothing, or of no point at all. */
  readonly total: number | null;
  /** (1 + total)^(365 / days) − 1; null for zero days, below a total of −1, and out of the range of numbers. */
  readonly annualized: number | null;
}

const DAY_MS = 86_400_000;
const DAYS_PER_YEAR = 365;

/**
 * Time-weighted return: ∏ (valueᵢ − flowᵢ) / valueᵢ₋₁ − 1 over the points in order of time (points of one day keep their
 * order). The first point only starts: its flow is not looked at.
 *
 * Source: CFA Institute, GIPS Standards 2020, "time-weighted return", with flows at the end of the day.
 */
export function timeWeightedReturn(points: readonly ValuePoint[]): TimeWeightedReturn {
  const sorted = points.toSorted((left, right) => left.atMs - right.atMs);
  const [first] = sorted;
  if (first === undefined) return { total: null, annualized: null };
  let [growth, before, lastMs] = [1, first.value, first.atMs];
  for (const { atMs, value, flow } of sorted.slice(1)) {
    growth *= (value - flow) / before;
    [before, lastMs] = [value, atMs];
  }
  const days = (lastMs - first.atMs) / DAY_MS;
  const total = finiteOrNull(growth - 1);
  const annualized = total === null || days === 0 ? null : finiteOrNull(growth ** (DAYS_PER_YEAR / days) - 1);
  return { total, annualized };
}
