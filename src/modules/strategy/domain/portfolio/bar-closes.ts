import {
  type Calendar,
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  isSessionResolution,
  type Resolution,
  resolutionMs,
  type TradingSession,
} from "@/modules/data";

/** When each bar was over, and the close of its session; both epoch milliseconds, one a bar. */
export interface BarCloses {
  readonly closeMs: Float64Array;
  /** NaN where no session is known: without a calendar, or outside its hours. */
  readonly sessionCloseMs: Float64Array;
}

/**
 * The moments at which bars were over and so could be known.
 *
 * A bar shorter than a session is over after its length, or at the close of its session where that is sooner. One of a
 * session or more is over at the close of the last session in it. Without a calendar a day ends at midnight UTC, a week
 * after seven of them.
 *
 * @param time - Starts of the bars, rising; dates at 00:00 UTC where a bar is a session or more.
 */
export function closesOf(time: Float64Array, resolution: Resolution, calendar: Calendar | null): BarCloses {
  const sessionCloseMs = new Float64Array(time.length).fill(Number.NaN);
  if (isSessionResolution(resolution)) {
    const closeMs = time.map((dateMs) => {
      const lastDateMs = lastDateOf(dateMs, resolution);
      return calendar?.sessions(dateMs, lastDateMs).at(-1)?.closeMs ?? lastDateMs + DAY_MS;
    });
    return { closeMs, sessionCloseMs };
  }
  let session: TradingSession | null = null;
  const closeMs = time.map((startMs, i) => {
    if (session === null || startMs >= session.closeMs) session = calendar?.sessionAt(startMs) ?? null;
    const end = startMs + resolutionMs(resolution);
    if (session === null || startMs < session.openMs) return end;
    sessionCloseMs[i] = session.closeMs;
    return Math.min(end, session.closeMs);
  });
  return { closeMs, sessionCloseMs };
}

/** Last date of a bar that begins on a date. */
function lastDateOf(dateMs: number, resolution: Resolution): number {
  if (resolution === "1d") return dateMs;
  if (resolution === "1w") return dateMs + 6 * DAY_MS;
  const { year, month } = civilFromDays(dateMs / DAY_MS);
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return (daysFromCivil(next) - 1) * DAY_MS;
}
