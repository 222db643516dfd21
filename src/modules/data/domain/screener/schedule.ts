import { assertNever } from "@/modules/_kernel";
import type { Calendar } from "../calendar/calendar";
import { DAY_MS, MINUTE_MS } from "../resolution";

/** When a screen runs by itself. `session`: once after each session of a calendar, when its bars have had time to come. */
export type ScreenSchedule =
  | { readonly kind: "manual" }
  | { readonly kind: "every"; readonly minutes: number }
  | { readonly kind: "session"; readonly calendar: string };

/** After a close feeds still correct their last bars. */
export const AFTER_CLOSE_MS = 20 * MINUTE_MS;
/** Far enough back to hold a session across any holiday. */
const LOOK_BACK_MS = 14 * DAY_MS;

/**
 * Whether a screen should run now. A screen that missed many turns, because nobody was there to run it, runs once.
 *
 * @param lastRunMs - When it was last begun, however that ended; null for never.
 * @param calendar - Of a `session` schedule; null when there is none of that id, and then it never runs by itself.
 */
export function isScreenDue(
  schedule: ScreenSchedule,
  lastRunMs: number | null,
  nowMs: number,
  calendar: Calendar | null,
): boolean {
  switch (schedule.kind) {
    case "manual":
      return false;
    case "every":
      return lastRunMs === null || nowMs - lastRunMs >= schedule.minutes * MINUTE_MS;
    case "session": {
      const sessions = calendar?.sessions(nowMs - LOOK_BACK_MS, nowMs) ?? [];
      const closed = sessions.findLast(({ closeMs }) => closeMs + AFTER_CLOSE_MS <= nowMs);
      return closed !== undefined && (lastRunMs === null || lastRunMs < closed.closeMs + AFTER_CLOSE_MS);
    }
    default:
      return assertNever(schedule, "isScreenDue");
  }
}
