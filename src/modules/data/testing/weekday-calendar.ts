import type { TradingSession } from "../domain/calendar/calendar";
import type { SessionSource } from "../domain/quality/session-walk";
import { DAY_MS } from "../domain/resolution";

const OPEN_MS = 14.5 * 3_600_000;
const CLOSE_MS = 21 * 3_600_000;

/** Monday to Friday, 14:30 to 21:00 UTC, without the dates given. A calendar that tests can read at a glance. */
export function makeWeekdayCalendar(holidays: readonly number[] = []): SessionSource {
  const closed = new Set(holidays);
  const sessionOf = (dateMs: number): TradingSession | null => {
    const weekday = new Date(dateMs).getUTCDay();
    if (weekday === 0 || weekday === 6 || closed.has(dateMs)) return null;
    return { dateMs, openMs: dateMs + OPEN_MS, closeMs: dateMs + CLOSE_MS, breakMs: null, short: false };
  };
  return {
    fromDateMs: Date.UTC(1990, 0, 1),
    toDateMs: Date.UTC(2030, 11, 31),
    sessions(fromDateMs, toDateMs) {
      const found: TradingSession[] = [];
      for (let at = Math.ceil(fromDateMs / DAY_MS) * DAY_MS; at <= toDateMs; at += DAY_MS) {
        const session = sessionOf(at);
        if (session !== null) found.push(session);
      }
      return found;
    },
  };
}
