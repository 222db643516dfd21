import { DAY_MS, type Resolution } from "@/modules/data";

/** Number of the UTC day that a moment falls on; 0 is 1970-01-01. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** Indexes of the last bar of each UTC day, ascending. Bars of a session or more are one a day, so all of them. */
export function lastBarOfDays(time: Float64Array): Int32Array<ArrayBuffer> {
  const ends = new Int32Array(time.length);
  let count = 0;
  // Next day's start is kept, so that a division is made once a day and not once a bar.
  let nextDayMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < time.length; i += 1) {
    const at = time[i] ?? Number.NaN;
    if (at >= nextDayMs) {
      if (i > 0) count += 1;
      nextDayMs = (dayOf(at) + 1) * DAY_MS;
    }
    ends[count] = i;
  }
  return ends.slice(0, time.length === 0 ? 0 : count + 1);
}

/** How often a market that closes at weekends, and one that never closes, has a day of trading in a year. */
export const TRADING_DAYS_PER_YEAR = 252;
const CALENDAR_DAYS_PER_YEAR = 365;
const WEEKS_PER_YEAR = 52;
const MONTHS_PER_YEAR = 12;

/** Periods in a year of the returns that statistics are made of: one a day up to daily bars, else one a bar. */
export function periodsPerYearOf(resolution: Resolution, tradesAtWeekends: boolean): number {
  if (resolution === "1w") return WEEKS_PER_YEAR;
  if (resolution === "1mo") return MONTHS_PER_YEAR;
  return tradesAtWeekends ? CALENDAR_DAYS_PER_YEAR : TRADING_DAYS_PER_YEAR;
}

/** Gaps between bars that make them weekly or monthly: a week with a holiday has 4 days at least, a month 28. */
const WEEKLY_FROM_DAYS = 4;
const MONTHLY_FROM_DAYS = 20;
/** Share of bars on a Saturday or Sunday from which a market is taken to trade at weekends. A mistaken row does not count. */
const WEEKEND_SHARE = 0.1;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Guesses {@link periodsPerYearOf} from the bars themselves, where nobody says what they are. */
export function guessPeriodsPerYear(time: Float64Array): number {
  if (time.length < 2) return TRADING_DAYS_PER_YEAR;
  const days = ((time.at(-1) ?? 0) - (time[0] ?? 0)) / (time.length - 1) / DAY_MS;
  if (days >= MONTHLY_FROM_DAYS) return MONTHS_PER_YEAR;
  if (days >= WEEKLY_FROM_DAYS) return WEEKS_PER_YEAR;
  let weekends = 0;
  for (const at of time) {
    const weekday = (((dayOf(at) + EPOCH_WEEKDAY) % 7) + 7) % 7;
    if (weekday === 0 || weekday === 6) weekends += 1;
  }
  return weekends / time.length > WEEKEND_SHARE ? CALENDAR_DAYS_PER_YEAR : TRADING_DAYS_PER_YEAR;
}
