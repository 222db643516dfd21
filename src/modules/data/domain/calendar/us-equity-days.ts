import { civilFromDays, daysFromCivil } from "../civil";
import { lastWeekday, nthWeekday, weekdayOf } from "./new-york-time";

/** Days since 1970-01-01 and what is special about them. */
export interface DatedName {
  readonly days: number;
  readonly name: string;
}

export interface EarlyClose extends DatedName {
  /** New York, minutes after midnight. */
  readonly closeMinutes: number;
}

export interface Interruption extends DatedName {
  /** New York, minutes after midnight, `[startMinutes, endMinutes)`. */
  readonly startMinutes: number;
  readonly endMinutes: number;
  /** All US markets stopped, not the New York Stock Exchange alone. */
  readonly everywhere: boolean;
}

const [SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY] = [0, 1, 2, 3, 4, 5, 6];
const ONE_PM = 13 * 60;
const TWO_PM = 14 * 60;

const dateOf = (year: number, month: number, day: number) => daysFromCivil({ year, month, day });

/** `YYYY-MM-DD` as days; for the tables of this file. */
function daysOf(text: string): number {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return dateOf(year, month, day);
}

/** A Saturday's holiday is kept on the Friday before, a Sunday's on the Monday after. */
function nearestWeekday(days: number): number {
  if (weekdayOf(days) === SATURDAY) return days - 1;
  return weekdayOf(days) === SUNDAY ? days + 1 : days;
}

/** Easter Sunday. Anonymous Gregorian algorithm (Meeus, "Astronomical Algorithms", chapter 8). */
export function easterSunday(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return dateOf(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

/** Closures that no rule gives. Source: New York Stock Exchange, "Special Closings" and its notices. */
const CLOSED_ONCE: readonly DatedName[] = [
  { days: daysOf("1994-04-27"), name: "Mourning: Richard Nixon" },
  { days: daysOf("2001-09-11"), name: "Terrorist attacks" },
  { days: daysOf("2001-09-12"), name: "Terrorist attacks" },
  { days: daysOf("2001-09-13"), name: "Terrorist attacks" },
  { days: daysOf("2001-09-14"), name: "Terrorist attacks" },
  { days: daysOf("2004-06-11"), name: "Mourning: Ronald Reagan" },
  { days: daysOf("2007-01-02"), name: "Mourning: Gerald Ford" },
  { days: daysOf("2012-10-29"), name: "Hurricane Sandy" },
  { days: daysOf("2012-10-30"), name: "Hurricane Sandy" },
  { days: daysOf("2018-12-05"), name: "Mourning: George H. W. Bush" },
  { days: daysOf("2025-01-09"), name: "Mourning: Jimmy Carter" },
];

/** Half days that no rule gives. */
const SHORT_ONCE: readonly EarlyClose[] = [
  { days: daysOf("1997-12-26"), name: "Day after Christmas", closeMinutes: ONE_PM },
  { days: daysOf("1999-12-31"), name: "New Year's Eve", closeMinutes: ONE_PM },
  { days: daysOf("2003-12-26"), name: "Day after Christmas", closeMinutes: ONE_PM },
];

function interruption(date: string, from: string, to: string, name: string, everywhere = false): Interruption {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return { days: daysOf(date), startMinutes: minutes(from), endMinutes: minutes(to), name, everywhere };
}

/** Halts of five minutes and more that nobody had announced to the day before, or that left the session's hours as they were. */
const INTERRUPTIONS: readonly Interruption[] = [
  interruption("1990-11-23", "09:41", "11:15", "Power failure"),
  interruption("1990-12-27", "09:30", "11:00", "Power failure"),
  interruption("1991-10-22", "10:21", "10:45", "Power dip"),
  interruption("1994-02-11", "14:30", "16:00", "Snowstorm"),
  interruption("1995-12-18", "09:30", "10:30", "Computer trouble"),
  interruption("1996-01-08", "09:30", "11:00", "Snowstorm"),
  interruption("1996-01-08", "14:00", "16:00", "Snowstorm"),
  interruption("1997-10-27", "14:35", "15:05", "Circuit breaker", true),
  interruption("1997-10-27", "15:30", "16:00", "Circuit breaker", true),
  interruption("1998-10-26", "13:16", "14:15", "Computer trouble"),
  interruption("2001-06-08", "10:10", "11:35", "Computer trouble"),
  interruption("2002-09-11", "09:30", "12:00", "Remembrance of September 11"),
  interruption("2015-07-08", "11:32", "15:10", "Computer trouble"),
  interruption("2020-03-09", "09:34", "09:49", "Circuit breaker", true),
  interruption("2020-03-12", "09:35", "09:50", "Circuit breaker", true),
  interruption("2020-03-16", "09:30", "09:45", "Circuit breaker", true),
  interruption("2020-03-18", "12:56", "13:11", "Circuit breaker", true),
];

const ofYear = <T extends DatedName>(list: readonly T[], year: number) =>
  list.filter(({ days }) => civilFromDays(days).year === year);

/** Weekdays of a year on which US stock exchanges do not trade, oldest first. Rules as they stood from 1990 on. */
export function usEquityClosures(year: number): readonly DatedName[] {
  const newYear = dateOf(year, 1, 1);
  const rules: (DatedName | null)[] = [
    // On a Saturday it is not kept at all: the last trading day of a year stays one.
    weekdayOf(newYear) === SATURDAY ? null : { days: nearestWeekday(newYear), name: "New Year's Day" },
    year >= 1998 ? { days: nthWeekday(year, 1, MONDAY, 3), name: "Martin Luther King Jr. Day" } : null,
    { days: nthWeekday(year, 2, MONDAY, 3), name: "Presidents' Day" },
    { days: easterSunday(year) - 2, name: "Good Friday" },
    { days: lastWeekday(year, 5, MONDAY), name: "Memorial Day" },
    year >= 2022 ? { days: nearestWeekday(dateOf(year, 6, 19)), name: "Juneteenth" } : null,
    { days: nearestWeekday(dateOf(year, 7, 4)), name: "Independence Day" },
    { days: nthWeekday(year, 9, MONDAY, 1), name: "Labor Day" },
    { days: nthWeekday(year, 11, THURSDAY, 4), name: "Thanksgiving" },
    { days: nearestWeekday(dateOf(year, 12, 25)), name: "Christmas" },
  ];
  const found = rules.filter((rule) => rule !== null);
  return [...found, ...ofYear(CLOSED_ONCE, year)].toSorted((a, b) => a.days - b.days);
}

/** Around the fourth of July: which neighbour ends early, if any. */
function independenceDay(year: number): DatedName | null {
  const fourth = dateOf(year, 7, 4);
  const weekday = weekdayOf(fourth);
  const eve = { days: fourth - 1, name: "Day before Independence Day" };
  if (year < 1995) return null;
  if (weekday === TUESDAY || weekday === WEDNESDAY || weekday === FRIDAY) return eve;
  if (weekday !== THURSDAY) return null;
  // Until 2012 the Friday between the holiday and the weekend ended early; since then the day before.
  return year >= 2013 ? eve : { days: fourth + 1, name: "Day after Independence Day" };
}

/** Sessions of a year that end before 16:00, announced beforehand, oldest first. */
export function usEquityEarlyCloses(year: number): readonly EarlyClose[] {
  const closeMinutes = year < 1993 ? TWO_PM : ONE_PM;
  const eve = dateOf(year, 12, 24);
  const rules: (DatedName | null)[] = [
    independenceDay(year),
    year >= 1992 ? { days: nthWeekday(year, 11, THURSDAY, 4) + 1, name: "Day after Thanksgiving" } : null,
    // A Friday's is the holiday itself.
    weekdayOf(eve) >= MONDAY && weekdayOf(eve) <= THURSDAY ? { days: eve, name: "Christmas Eve" } : null,
  ];
  const found = rules.filter((rule) => rule !== null).map((rule) => ({ ...rule, closeMinutes }));
  return [...found, ...ofYear(SHORT_ONCE, year)].toSorted((a, b) => a.days - b.days);
}

/** Halts inside the sessions of a year, oldest first. */
export function usEquityInterruptions(year: number): readonly Interruption[] {
  return ofYear(INTERRUPTIONS, year);
}
