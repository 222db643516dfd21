import { DAY_MS, isSessionResolution, type Resolution } from "../resolution";
import type { SessionRule } from "../session-rule";

/** Sources publish a session's bars a little after its close. */
const PUBLISHED_AFTER_MS = 20 * 60_000;
/** The longest that a market stays closed, with room. */
const LOOK_AHEAD_DAYS = 20;
/** Sources correct their last bars: these many days are asked for again. */
const OVERLAP_DAYS = 5;

/** How far back history is fetched when nobody says: what charts show at that resolution, and what sources keep. */
const DAYS_BACK: Readonly<Record<Resolution, number>> = {
  "1m": 30,
  "5m": 60,
  "15m": 60,
  "1h": 700,
  "4h": 700,
  "1d": 20 * 365,
  "1w": 30 * 365,
  "1mo": 30 * 365,
};

/** Where a fetch begins when nobody says, and where it ends: bars that have not begun are in no source. */
export function usualSpan(resolution: Resolution, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const toMs = isSessionResolution(resolution) ? Math.floor(nowMs / DAY_MS) * DAY_MS + DAY_MS : nowMs;
  return { fromMs: Math.floor(nowMs / DAY_MS - DAYS_BACK[resolution]) * DAY_MS, toMs };
}

/** When a followed series is asked for next: once the session that runs or comes next has closed and was published. */
export function nextRefreshMs(rule: SessionRule, nowMs: number): number {
  const dateMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  // The day before UTC's: a place behind UTC is still in it.
  for (let day = -1; day <= LOOK_AHEAD_DAYS; day += 1) {
    const session = rule.sessionAt(rule.startOfDate(dateMs + day * DAY_MS));
    const atMs = session === null ? Number.NEGATIVE_INFINITY : session.closeMs + PUBLISHED_AFTER_MS;
    if (atMs > nowMs) return atMs;
  }
  return nowMs + DAY_MS;
}

/** From where a followed series is asked for: a few days before what is known, or from the usual beginning. */
export function refreshFromMs(resolution: Resolution, completeToMs: number | null, nowMs: number): number {
  const usual = usualSpan(resolution, nowMs).fromMs;
  return completeToMs === null ? usual : Math.max(usual, Math.floor(completeToMs / DAY_MS - OVERLAP_DAYS) * DAY_MS);
}
