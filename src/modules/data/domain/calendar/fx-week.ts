import { daysFromCivil } from "../civil";
import { DAY_MS } from "../resolution";
import { newYorkMs, weekdayOf } from "./new-york-time";
import { CALENDAR_YEAR_MAX, type Calendar, type TradingSession } from "./trading-session";

/** A trading day of currencies begins and ends at 17:00 in New York. */
const ROLL_MINUTES = 17 * 60;
/** Since when New York's clocks are exact here: summer time was another before. */
const FROM_MS = daysFromCivil({ year: 1976, month: 1, day: 1 }) * DAY_MS;
const TO_MS = daysFromCivil({ year: CALENDAR_YEAR_MAX, month: 12, day: 31 }) * DAY_MS;

/** The session of a date, or null on Saturday and Sunday. */
function sessionOn(dateMs: number): TradingSession | null {
  const weekday = weekdayOf(Math.round(dateMs / DAY_MS));
  if (weekday === 0 || weekday === 6 || dateMs < FROM_MS || dateMs > TO_MS) return null;
  return {
    dateMs,
    openMs: newYorkMs(dateMs - DAY_MS, ROLL_MINUTES),
    closeMs: newYorkMs(dateMs, ROLL_MINUTES),
    breakMs: null,
    short: false,
  };
}

/**
 * Currencies: Sunday 17:00 to Friday 17:00 in New York without a pause, five sessions that end at 17:00 each. Banks keep
 * holidays, the market as a whole does not: a quiet day is a day with few quotes.
 */
export const FX_WEEK: Calendar = {
  id: "FX",
  title: "Currencies, Sunday to Friday",
  timeZone: "America/New_York",
  fromDateMs: FROM_MS,
  toDateMs: TO_MS,
  sessions(fromDateMs, toDateMs) {
    const found: TradingSession[] = [];
    const last = Math.min(toDateMs, TO_MS);
    for (let at = Math.ceil(Math.max(fromDateMs, FROM_MS) / DAY_MS) * DAY_MS; at <= last; at += DAY_MS) {
      const session = sessionOn(at);
      if (session !== null) found.push(session);
    }
    return found;
  },
  sessionAt(atMs) {
    const dateMs = Math.floor(atMs / DAY_MS) * DAY_MS;
    // From 17:00 in New York a moment belongs to tomorrow's session.
    const session = sessionOn(atMs < newYorkMs(dateMs, ROLL_MINUTES) ? dateMs : dateMs + DAY_MS);
    return session !== null && atMs >= session.openMs ? session : null;
  },
  specialDays: () => [],
  extendedHours: ({ openMs, closeMs }) => ({ openMs, closeMs }),
};
