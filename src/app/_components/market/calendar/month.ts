import {
  type Calendar,
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  isOpenAt,
  isoDate,
  nextSession,
  type SpecialDay,
  type TradingSession,
} from "@/modules/data";

/** First and last date of a month written `YYYY-MM`, as 00:00 UTC of them; null for text that is none. */
export function monthOf(text: string): { readonly fromMs: number; readonly toMs: number } | null {
  const match = /^(\d{4})-(\d{2})$/.exec(text);
  const [year, month] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || month < 1 || month > 12) return null;
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return { fromMs: daysFromCivil({ year, month, day: 1 }) * DAY_MS, toMs: (daysFromCivil(next) - 1) * DAY_MS };
}

/** The month `count` after another, as `YYYY-MM`. */
export function shiftMonth(text: string, count: number): string {
  const month = monthOf(text);
  if (month === null) return text;
  const { year, month: number } = civilFromDays(Math.floor(month.fromMs / DAY_MS));
  const months = year * 12 + number - 1 + count;
  return `${String(Math.floor(months / 12)).padStart(4, "0")}-${String((months % 12) + 1).padStart(2, "0")}`;
}

/** The month of a moment where the calendar is, as `YYYY-MM`: that of the session under way or of the next one. */
export function monthAt(calendar: Calendar, nowMs: number): string {
  const session = calendar.sessionAt(nowMs) ?? nextSession(calendar, nowMs);
  return isoDate(session?.dateMs ?? nowMs).slice(0, 7);
}

/** One date of a calendar's month: its session, or why there is none. */
export interface CalendarRow {
  readonly dateMs: number;
  readonly session: TradingSession | null;
  readonly special: readonly SpecialDay[];
}

/** Dates of a month that have a session or a reason to have none, oldest first. Plain weekends are left out. */
export function calendarRows(calendar: Calendar, fromMs: number, toMs: number): readonly CalendarRow[] {
  const rows = new Map<number, CalendarRow>();
  for (const session of calendar.sessions(fromMs, toMs)) {
    rows.set(session.dateMs, { dateMs: session.dateMs, session, special: [] });
  }
  for (const day of calendar.specialDays(fromMs, toMs)) {
    const row = rows.get(day.dateMs) ?? { dateMs: day.dateMs, session: null, special: [] };
    rows.set(day.dateMs, { ...row, special: [...row.special, day] });
  }
  return [...rows.values()].toSorted((a, b) => a.dateMs - b.dateMs);
}

/** How a market stands at a moment. `untilMs` is when that changes; null where its calendar ends. */
export interface Standing {
  readonly state: "open" | "paused" | "closed";
  readonly untilMs: number | null;
}

export function standingAt(calendar: Calendar, nowMs: number): Standing {
  const session = calendar.sessionAt(nowMs);
  if (session === null) return { state: "closed", untilMs: nextSession(calendar, nowMs)?.openMs ?? null };
  return { state: isOpenAt(calendar, nowMs) ? "open" : "paused", untilMs: session.closeMs };
}
