import { type Calendar, calendarOf, type TradingSession } from "./calendar/calendar";
import type { TradingHours } from "./calendar/schedule";
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

/**
 * Which bars of a market with extended hours a series has. `regular`: those of its sessions. `extended`: with those before the
 * open and after the close. `stored`: below an hour whatever is stored, from an hour on the sessions, as backtests and screens
 * read them. Of a market without extended hours, and where no calendar is known, the three are one.
 */
export const SERIES_HOURS = ["regular", "extended", "stored"] as const;
export type SeriesHours = (typeof SERIES_HOURS)[number];

const HOUR_MS = 3_600_000;
/** The longest that markets stay closed, with room: over it, the next session is looked for by the clocks. */
const CLOSED_DAYS_MAX = 14;
/** A day has 25 hours when clocks go back. */
const HOURS_OF_DAY_MAX = 25;
/** Sessions whose length is looked at: a month has every kind of regular session. */
const SAMPLE_DAYS = 31;

/**
 * The rule of an instrument: its calendar's sessions where the calendar is exact; the dates at its exchange, from midnight
 * to midnight, before and after, and where no calendar is known. With extended hours a session begins with what is traded before
 * its open and ends with what is traded after its close; where a market has no such hours that is no difference.
 */
export function sessionRuleOf(
  { calendar, timeZone }: { readonly calendar: string | null; readonly timeZone: string },
  hours: TradingHours = "regular",
): SessionRule {
  const known = calendar === null ? null : calendarOf(calendar);
  const dates = dateRule(known?.timeZone ?? timeZone);
  if (known === null) return dates;
  return hours === "extended" && isExtended(known) ? extendedRule(known, dates) : calendarRule(known, dates);
}

/** Whether a market trades before the open or after the close of its sessions; false where no calendar is known. */
export function hasExtendedHours(calendar: string | null): boolean {
  const known = calendar === null ? null : calendarOf(calendar);
  return known !== null && isExtended(known);
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

/** Told by the last week that the calendar is exact for: a market that has extended hours has them after every session. */
function isExtended(calendar: Calendar): boolean {
  return calendar.sessions(calendar.toDateMs - 7 * DAY_MS, calendar.toDateMs).some((session) => {
    const { openMs, closeMs } = calendar.extendedHours(session);
    return openMs < session.openMs || closeMs > session.closeMs;
  });
}

/** As {@link calendarRule}, each session as long as its extended hours. */
function extendedRule(calendar: Calendar, dates: SessionRule): SessionRule {
  const regular = calendarRule(calendar, dates);
  const stretched = (session: TradingSession) => ({ ...session, ...calendar.extendedHours(session) });
  const firstMs = dates.startOfDate(calendar.fromDateMs);
  const endMs = dates.startOfDate(calendar.toDateMs + DAY_MS);
  const sample = calendar.sessions(calendar.toDateMs - SAMPLE_DAYS * DAY_MS, calendar.toDateMs).map(stretched);
  return {
    id: `${calendar.id}, extended hours`,
    hoursMax: Math.max(1, ...sample.map(({ openMs, closeMs }) => Math.ceil((closeMs - openMs) / HOUR_MS))),
    sessionAt(atMs) {
      if (atMs < firstMs || atMs >= endMs) return dates.sessionAt(atMs);
      // They lie on the date of their session, at the exchange.
      const dateMs = dates.sessionAt(atMs)?.dateMs ?? 0;
      const near = calendar.sessions(dateMs, dateMs).map(stretched);
      return near.find(({ openMs, closeMs }) => atMs >= openMs && atMs < closeMs) ?? null;
    },
    startOfDate(dateMs) {
      const openMs = regular.startOfDate(dateMs);
      const session = regular.sessionAt(openMs);
      const known = openMs >= firstMs && openMs < endMs;
      return known && session?.openMs === openMs ? calendar.extendedHours(session).openMs : openMs;
    },
  };
}
