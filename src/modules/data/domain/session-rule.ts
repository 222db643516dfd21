import { type Calendar, calendarOf, type TradingSession } from "./calendar/calendar";
import { DAY_MS } from "./resolution";
import { timeZoneOf } from "./time-zone";

/** To which session of its market a moment belongs: what bars of an hour and more are made by. */
export interface SessionRule {
  /** Names the rule, for people and for what is kept by it: `XNYS`, or `date in Europe/Berlin` where no calendar is known. */
  readonly id: string;
  /** Null outside of trading: such bars are left out of hours, sessions and longer. */
  sessionAt(atMs: number): TradingSession | null;
  /** First moment of the first session whose date is `dateMs` or later. */
  startOfDate(dateMs: number): number;
  /** Hours that a session has at most, a begun one included. */
  readonly hoursMax: number;
}

const HOUR_MS = 3_600_000;
/** The longest that markets stay closed, with room: over it, the next session is looked for by the clocks. */
const CLOSED_DAYS_MAX = 14;
/** A day has 25 hours when clocks go back. */
const HOURS_OF_DAY_MAX = 25;
/** Sessions whose length is looked at: a month has every kind of regular session. */
const SAMPLE_DAYS = 31;

/**
 * The rule of an instrument: its calendar's sessions where the calendar is exact; the dates at its exchange, from midnight
 * to midnight, before and after, and where no calendar is known.
 */
export function sessionRuleOf({
  calendar,
  timeZone,
}: {
  readonly calendar: string | null;
  readonly timeZone: string;
}): SessionRule {
  const known = calendar === null ? null : calendarOf(calendar);
  const dates = dateRule(known?.timeZone ?? timeZone);
  return known === null ? dates : calendarRule(known, dates);
}

/** A session for every date, from midnight to midnight on the clocks of a place; of UTC where the name is none. */
function dateRule(timeZone: string): SessionRule {
  const zone = timeZoneOf(timeZone);
  const offsetAt = (atMs: number) => (zone.ok ? zone.value.offsetAt(atMs) : 0);
  const startOfDate = (dateMs: number) => {
    if (!zone.ok) return dateMs;
    // Where clocks skip midnight, the day begins when they would have shown it.
    return zone.value.toEpochMs(dateMs) ?? dateMs - zone.value.offsetAt(dateMs);
  };
  return {
    id: `date in ${zone.ok ? zone.value.name : "UTC"}`,
    hoursMax: HOURS_OF_DAY_MAX,
    startOfDate,
    sessionAt(atMs) {
      const dateMs = Math.floor((atMs + offsetAt(atMs)) / DAY_MS) * DAY_MS;
      const [openMs, closeMs] = [startOfDate(dateMs), startOfDate(dateMs + DAY_MS)];
      return { dateMs, openMs, closeMs, breakMs: null, short: false };
    },
  };
}

function calendarRule(calendar: Calendar, dates: SessionRule): SessionRule {
  const firstMs = dates.startOfDate(calendar.fromDateMs);
  const endMs = dates.startOfDate(calendar.toDateMs + DAY_MS);
  const isExact = (atMs: number) => atMs >= firstMs && atMs < endMs;
  const sample = calendar.sessions(calendar.toDateMs - SAMPLE_DAYS * DAY_MS, calendar.toDateMs);
  return {
    id: calendar.id,
    hoursMax: Math.max(1, ...sample.map(({ openMs, closeMs }) => Math.ceil((closeMs - openMs) / HOUR_MS))),
    sessionAt: (atMs) => (isExact(atMs) ? calendar.sessionAt(atMs) : dates.sessionAt(atMs)),
    startOfDate(dateMs) {
      const [next] =
        dateMs >= calendar.fromDateMs && dateMs <= calendar.toDateMs
          ? calendar.sessions(dateMs, Math.min(dateMs + CLOSED_DAYS_MAX * DAY_MS, calendar.toDateMs))
          : [];
      return next?.openMs ?? dates.startOfDate(dateMs);
    },
  };
}
