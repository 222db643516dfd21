import { civilFromDays, daysFromCivil } from "../civil";
import { DAY_MS } from "../resolution";

/** Days since 1970-01-01 on which a weekday falls: 1970-01-01 was a Thursday. 0 is Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** The `nth` (from 1) given weekday of a month, as days since 1970-01-01. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = daysFromCivil({ year, month, day: 1 });
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
}

/** The last given weekday of a month, as days since 1970-01-01. */
export function lastWeekday(year: number, month: number, weekday: number): number {
  const last = daysFromCivil({ year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 }) - 1;
  return last - ((weekdayOf(last) - weekday + 7) % 7);
}

const SUNDAY = 0;
const [APRIL, MARCH, OCTOBER, NOVEMBER] = [4, 3, 10, 11];

/** First day on summer time and first day after it: both change at 02:00 by the clock. */
function summerOf(year: number): { readonly from: number; readonly to: number } {
  // Energy Policy Act of 2005.
  if (year >= 2007) return { from: nthWeekday(year, MARCH, SUNDAY, 2), to: nthWeekday(year, NOVEMBER, SUNDAY, 1) };
  // 1986 amendment (Public Law 99-359); before it the last Sunday of April.
  const from = year >= 1987 ? nthWeekday(year, APRIL, SUNDAY, 1) : lastWeekday(year, APRIL, SUNDAY);
  return { from, to: lastWeekday(year, OCTOBER, SUNDAY) };
}

const HOUR_MS = 3_600_000;

/**
 * Offset of New York's clocks from UTC on a date, from 02:00 of its clocks on. The law as arithmetic, so that a loop over
 * forty years costs nothing; exact from 1976, and after today as the law stands.
 */
function offsetFrom2amMs(days: number): number {
  const { from, to } = summerOf(civilFromDays(days).year);
  return days >= from && days < to ? -4 * HOUR_MS : -5 * HOUR_MS;
}

/** The moment at which New York's clocks show `minutes` after midnight of a date; `minutes` from 120 up. */
export function newYorkMs(dateMs: number, minutes: number): number {
  return dateMs + minutes * 60_000 - offsetFrom2amMs(Math.round(dateMs / DAY_MS));
}
