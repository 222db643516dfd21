import type { Calendar, TradingSession } from "../calendar/calendar";
import { DAY_MS } from "../resolution";

/** Sessions asked of the calendar at once: what is kept is bounded, however long the history. */
const SPAN_DAYS = 366;

/** The part of a calendar that checks need. */
export type SessionSource = Pick<Calendar, "fromDateMs" | "toDateMs" | "sessions">;

/** Walks the sessions of a calendar forwards beside bars that come oldest first. */
export class SessionWalk {
  private sessions: readonly TradingSession[] = [];
  private at = 0;
  private loadedToMs: number;

  private readonly calendar: SessionSource;

  /** @param fromDateMs - The first date that will be asked for. */
  constructor(calendar: SessionSource, fromDateMs: number) {
    this.calendar = calendar;
    // A session may begin on the evening before its date.
    this.loadedToMs = Math.floor(fromDateMs / DAY_MS) * DAY_MS - 2 * DAY_MS;
  }

  /** The session the walk stands at: the first that is not done. Null at the end of what the calendar knows. */
  current(): TradingSession | null {
    while (this.at >= this.sessions.length) {
      if (this.loadedToMs > this.calendar.toDateMs) return null;
      const from = this.loadedToMs;
      this.loadedToMs = from + SPAN_DAYS * DAY_MS;
      this.sessions = this.calendar.sessions(from, this.loadedToMs - DAY_MS);
      this.at = 0;
    }
    return this.sessions[this.at] ?? null;
  }

  /** Leaves the current session behind. */
  next(): void {
    this.at += 1;
  }
}

/** Bars of `resolutionMs` that begin in `[fromMs, toMs)` of a session: its pause has none. */
export function slotsBetween(session: TradingSession, fromMs: number, toMs: number, resolutionMs: number): number {
  const pause = session.breakMs;
  const paused = pause === null ? 0 : Math.max(0, Math.min(toMs, pause.endMs) - Math.max(fromMs, pause.startMs));
  return Math.max(0, Math.ceil((toMs - fromMs - paused) / resolutionMs));
}
