import type { RunStats } from "../types";

/** One year of a run: a return for each month, January first, null where the run has none, and the year compounded. */
export interface YearRow {
  readonly year: number;
  readonly months: readonly (number | null)[];
  readonly total: number;
}

const MONTHS_A_YEAR = 12;

/** Months by year, newest year first. The year compounds its months: `∏(1 + r) - 1`. */
export function yearRows(monthly: RunStats["monthly"]): readonly YearRow[] {
  const years = new Map<number, (number | null)[]>();
  for (const { year, month, return: value } of monthly) {
    if (month < 1 || month > MONTHS_A_YEAR) continue;
    const months = years.get(year) ?? Array.from({ length: MONTHS_A_YEAR }, () => null);
    months[month - 1] = value;
    years.set(year, months);
  }
  return [...years]
    .toSorted(([left], [right]) => right - left)
    .map(([year, months]) => ({
      year,
      months,
      total: months.reduce<number>((product, value) => product * (1 + (value ?? 0)), 1) - 1,
    }));
}

/** A month at which the heat is full, a fraction: a tenth is rare for anything but a crash. */
const HEAT_FULL = 0.1;
const HEAT_MAX_PERCENT = 46;

/** Strength of a cell's tint in percent, 0 for nothing to see. The sign of the number says the direction. */
export function heatPercent(value: number | null): number {
  if (value === null) return 0;
  return Math.round(Math.min(Math.abs(value) / HEAT_FULL, 1) * HEAT_MAX_PERCENT);
}
