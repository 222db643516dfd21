import { daysFromCivil } from "../civil";
import { DAY_MS } from "../resolution";
import { CALENDAR_YEAR_MAX, type Calendar, type TradingSession } from "./trading-session";

/** As far as bars reach. */
const FROM_MS = daysFromCivil({ year: 1900, month: 1, day: 1 }) * DAY_MS;
const TO_MS = daysFromCivil({ year: CALENDAR_YEAR_MAX, month: 12, day: 31 }) * DAY_MS;

const dayOf = (atMs: number): TradingSession => {
  const dateMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  return { dateMs, openMs: dateMs, closeMs: dateMs + DAY_MS, breakMs: null, short: false };
};

/** Never closed; a session is a UTC day. */
export const ALWAYS_OPEN: Calendar = {
  id: "24/7",
  title: "Always open",
  timeZone: "UTC",
  fromDateMs: FROM_MS,
  toDateMs: TO_MS,
  sessions(fromDateMs, toDateMs) {
    const first = Math.max(fromDateMs, FROM_MS);
    const last = Math.min(toDateMs, TO_MS);
    const days: TradingSession[] = [];
    for (let at = Math.ceil(first / DAY_MS) * DAY_MS; at <= last; at += DAY_MS) days.push(dayOf(at));
    return days;
  },
  sessionAt: (atMs) => (atMs >= FROM_MS && atMs < TO_MS + DAY_MS ? dayOf(atMs) : null),
  specialDays: () => [],
  extendedHours: ({ openMs, closeMs }) => ({ openMs, closeMs }),
};
