import { DAY_MS, MINUTE_MS } from "../resolution";
import type { Calendar, TradingSession } from "./trading-session";

/** Longest time without a session: a week of closures between two weekends, twice over. */
const CLOSED_DAYS_MAX = 21;
/** Calendar days looked through at once while counting sessions: a year and its surroundings. */
const STRIDE_DAYS = 400;

/** Regular trading only, or with what comes before the open and after the close. */
export type TradingHours = "regular" | "extended";

/** The session of a date (00:00 UTC of it), or null on a day without one. */
export function sessionOn(calendar: Calendar, dateMs: number): TradingSession | null {
  return calendar.sessions(dateMs, dateMs)[0] ?? null;
}

/** The first session that opens after a moment; null where the calendar ends. */
export function nextSession(calendar: Calendar, afterMs: number): TradingSession | null {
  const near = calendar.sessions(afterMs - 2 * DAY_MS, afterMs + CLOSED_DAYS_MAX * DAY_MS);
  return near.find(({ openMs }) => openMs > afterMs) ?? null;
}

/** The last session that was over at a moment; null before the calendar's first. */
export function previousSession(calendar: Calendar, atMs: number): TradingSession | null {
  const near = calendar.sessions(atMs - CLOSED_DAYS_MAX * DAY_MS, atMs + 2 * DAY_MS);
  return near.findLast(({ closeMs }) => closeMs <= atMs) ?? null;
}

/** When a session trades: its spans `[startMs, endMs)`, oldest first; two where it pauses. */
export function tradingSpans(
  calendar: Calendar,
  session: TradingSession,
  hours: TradingHours = "regular",
): readonly { readonly startMs: number; readonly endMs: number }[] {
  const { openMs, closeMs } = hours === "extended" ? calendar.extendedHours(session) : session;
  if (session.breakMs === null) return [{ startMs: openMs, endMs: closeMs }];
  return [
    { startMs: openMs, endMs: session.breakMs.startMs },
    { startMs: session.breakMs.endMs, endMs: closeMs },
  ];
}

/** Whether the market trades at a moment; false in a pause. */
export function isOpenAt(calendar: Calendar, atMs: number, hours: TradingHours = "regular"): boolean {
  const near = calendar.sessions(atMs - 2 * DAY_MS, atMs + 2 * DAY_MS);
  return near.some((session) =>
    tradingSpans(calendar, session, hours).some(({ startMs, endMs }) => atMs >= startMs && atMs < endMs),
  );
}

/** Starts of the minutes in which a session trades, oldest first; a pause has none. */
export function sessionMinutes(
  calendar: Calendar,
  session: TradingSession,
  hours: TradingHours = "regular",
): Float64Array {
  const spans = tradingSpans(calendar, session, hours);
  const minutes = new Float64Array(
    spans.reduce((count, { startMs, endMs }) => count + (endMs - startMs) / MINUTE_MS, 0),
  );
  let at = 0;
  for (const { startMs, endMs } of spans) {
    for (let minute = startMs; minute < endMs; minute += MINUTE_MS, at += 1) minutes[at] = minute;
  }
  return minutes;
}

/** How many sessions there are from one date to another, both inside; 0 when they are the wrong way round. */
export function countSessions(calendar: Calendar, fromDateMs: number, toDateMs: number): number {
  return calendar.sessions(fromDateMs, toDateMs).length;
}

/**
 * The session that is `count` sessions after a date: 1 is the first one with a later date, 0 the date's own (null when it
 * has none), -1 the last one with an earlier date. Null where the calendar ends.
 */
export function nthSessionAfter(calendar: Calendar, dateMs: number, count: number): TradingSession | null {
  if (count === 0) return sessionOn(calendar, dateMs);
  const step = count > 0 ? 1 : -1;
  let left = Math.abs(count);
  let from = dateMs + step * DAY_MS;
  for (;;) {
    const to = from + step * STRIDE_DAYS * DAY_MS;
    const found = calendar.sessions(Math.min(from, to), Math.max(from, to));
    // No market rests for more than a year: an empty stride is the calendar's end, or a date before its beginning.
    if (found.length === 0 && !(step > 0 ? to < calendar.fromDateMs : from > calendar.toDateMs)) return null;
    const hit = step > 0 ? found[left - 1] : found[found.length - left];
    if (hit !== undefined) return hit;
    left -= found.length;
    from = to + step * DAY_MS;
  }
}
