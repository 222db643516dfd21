import type { Calendar } from "../calendar/calendar";
import { isSessionResolution, type Resolution, resolutionMs } from "../resolution";

const HOUR_MS = 3_600_000;

/**
 * By how much a source's clock is wrong, as its bars tell it against a calendar: plus or minus an hour, or null where they
 * tell nothing.
 *
 * An hour is what a forgotten change to daylight saving makes. It is believed only when the bars as they are reach out of
 * the sessions, and moved by the hour they all lie inside and cover one session from its first bar to its last: bars of
 * extended hours, which reach out at both ends, never do.
 *
 * @returns Milliseconds that the source is ahead (above 0) or behind.
 */
export function hourOff(times: Float64Array, resolution: Resolution, calendar: Calendar): number | null {
  if (isSessionResolution(resolution) || times.length === 0) return null;
  const outside = times.some((time) => calendar.sessionAt(time) === null);
  if (!outside) return null;
  return [HOUR_MS, -HOUR_MS].find((offMs) => fitsMovedBy(times, -offMs, resolutionMs(resolution), calendar)) ?? null;
}

function fitsMovedBy(times: Float64Array, moveMs: number, lengthMs: number, calendar: Calendar): boolean {
  const spans = new Map<number, { first: number; last: number; readonly openMs: number; readonly closeMs: number }>();
  for (const original of times) {
    const time = original + moveMs;
    const session = calendar.sessionAt(time);
    if (session === null) return false;
    const span = spans.get(session.dateMs);
    if (span === undefined) {
      spans.set(session.dateMs, { first: time, last: time, openMs: session.openMs, closeMs: session.closeMs });
    } else {
      span.first = Math.min(span.first, time);
      span.last = Math.max(span.last, time);
    }
  }
  return [...spans.values()].some(({ first, last, openMs, closeMs }) => first === openMs && last + lengthMs >= closeMs);
}
