import { calendarOf, isoDate, timeZoneOf } from "@/modules/data";

const DAY_MS = 86_400_000;
/** Days looked through for sessions: five sessions and the longest closure. */
const LOOK_AHEAD_DAYS = 40;
/** Markets that never close settle at once: units and money change hands in one step. */
const AT_ONCE = "24/7";

/**
 * The date on which the cash of a trade is settled, `YYYY-MM-DD`: so many sessions of its calendar after the session it was made
 * in (one outside of hours belongs to the session of its date, or the next). Null: at once. Where no calendar is known, Monday to
 * Friday count, in UTC.
 *
 * @param days - Sessions, from 0.
 */
export function settlesOn({
  atMs,
  calendar: calendarId,
  days,
}: {
  readonly atMs: number;
  readonly calendar: string | null;
  readonly days: number;
}): string | null {
  if (days === 0 || calendarId === AT_ONCE) return null;
  const calendar = calendarId === null ? null : calendarOf(calendarId);
  if (calendar === null) return isoDate(afterWeekdays(atMs, days));
  const tradeDateMs = calendar.sessionAt(atMs)?.dateMs ?? localDateMs(atMs, calendar.timeZone);
  const sessions = calendar.sessions(tradeDateMs, tradeDateMs + LOOK_AHEAD_DAYS * DAY_MS);
  const settles = sessions[days];
  return isoDate(settles?.dateMs ?? afterWeekdays(atMs, days));
}

/** 00:00 UTC of the date a moment has there. */
function localDateMs(atMs: number, timeZone: string): number {
  const zone = timeZoneOf(timeZone);
  const local = zone.ok ? atMs + zone.value.offsetAt(atMs) : atMs;
  return Math.floor(local / DAY_MS) * DAY_MS;
}

/** The `days`-th weekday after the day of a moment. */
function afterWeekdays(atMs: number, days: number): number {
  let day = Math.floor(atMs / DAY_MS);
  for (let left = days; left > 0; ) {
    day += 1;
    // 1970-01-01 was a Thursday.
    const weekday = (day + 4) % 7;
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return day * DAY_MS;
}
