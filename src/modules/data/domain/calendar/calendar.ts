import { daysFromCivil } from "../civil";
import { DAY_MS } from "../resolution";

/** One trading session of a calendar. */
export interface TradingSession {
  /** Its date as bars carry it: 00:00 UTC of that date. A name, not a moment. */
  readonly dateMs: number;
  /** First moment of trading, epoch milliseconds. */
  readonly openMs: number;
  /** First moment after trading. */
  readonly closeMs: number;
  /** A pause inside the session, `[start, end)`; null where there is none. */
  readonly breakMs: { readonly startMs: number; readonly endMs: number } | null;
  /** Shorter than a regular session of its calendar. */
  readonly short: boolean;
}

/** When a market trades. The same answers on any machine and in any time zone. */
export interface Calendar {
  /** `XNYS`, `XNAS`, `FX`, `24/7`. */
  readonly id: string;
  readonly title: string;
  /** IANA zone of its dates. */
  readonly timeZone: string;
  /** First and last date for which it is exact, as {@link TradingSession.dateMs}. */
  readonly fromDateMs: number;
  readonly toDateMs: number;
  /** Sessions from one date to another, both inside, oldest first. */
  sessions(fromDateMs: number, toDateMs: number): readonly TradingSession[];
  /** The session in which a moment lies, from its open up to and without its close (a pause inside belongs to it). */
  sessionAt(atMs: number): TradingSession | null;
}

/** Dates of `24/7` reach as far as bars do. */
const ALWAYS_FROM_MS = daysFromCivil({ year: 1900, month: 1, day: 1 }) * DAY_MS;
const ALWAYS_TO_MS = daysFromCivil({ year: 2099, month: 12, day: 31 }) * DAY_MS;

const dayOf = (atMs: number): TradingSession => {
  const dateMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  return { dateMs, openMs: dateMs, closeMs: dateMs + DAY_MS, breakMs: null, short: false };
};

/** Never closed; a session is a UTC day. */
const ALWAYS: Calendar = {
  id: "24/7",
  title: "Always open",
  timeZone: "UTC",
  fromDateMs: ALWAYS_FROM_MS,
  toDateMs: ALWAYS_TO_MS,
  sessions(fromDateMs, toDateMs) {
    const first = Math.max(fromDateMs, ALWAYS_FROM_MS);
    const last = Math.min(toDateMs, ALWAYS_TO_MS);
    const days: TradingSession[] = [];
    for (let at = Math.ceil(first / DAY_MS) * DAY_MS; at <= last; at += DAY_MS) days.push(dayOf(at));
    return days;
  },
  sessionAt: dayOf,
};

/** Every calendar there is. */
export const CALENDARS: readonly Calendar[] = [ALWAYS];

/** The calendar of that id, or null when there is none. */
export function calendarOf(id: string): Calendar | null {
  return CALENDARS.find((calendar) => calendar.id === id) ?? null;
}
