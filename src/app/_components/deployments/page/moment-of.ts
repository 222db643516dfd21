const DAY_MS = 86_400_000;
const TIME = /^(\d{1,2}):(\d{2})$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?$/;

/** Minutes that a zone is ahead of UTC at a moment. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return wall - Math.floor(atMs / 60_000) * 60_000;
}

/** The moment at which a wall clock of the zone shows this. */
function fromWall(wallMs: number, timeZone: string): number {
  const guess = wallMs - offsetMs(wallMs, timeZone);
  return wallMs - offsetMs(guess, timeZone);
}

/**
 * The moment that a person means, in their zone: `10:05` is the last time it was that, `2026-03-04 10:05`, or a day alone, which is
 * its end. Nothing typed is now. Null is no moment.
 */
export function momentOf(text: string, nowMs: number, timeZone: string): number | null {
  const typed = text.trim();
  if (typed === "") return nowMs;
  const time = TIME.exec(typed);
  if (time !== null) {
    const [hours, minutes] = [Number(time[1]), Number(time[2])];
    if (hours > 23 || minutes > 59) return null;
    const wallNow = nowMs + offsetMs(nowMs, timeZone);
    const today = Math.floor(wallNow / DAY_MS) * DAY_MS + hours * 3_600_000 + minutes * 60_000;
    return fromWall(today > wallNow ? today - DAY_MS : today, timeZone);
  }
  const date = DATE_TIME.exec(typed);
  if (date === null) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const start = Date.UTC(year, month - 1, day);
  const isReal = new Date(start).getUTCMonth() === month - 1 && new Date(start).getUTCDate() === day;
  if (!isReal) return null;
  if (date[4] === undefined) return fromWall(start + DAY_MS - 60_000, timeZone);
  const [hours, minutes] = [Number(date[4]), Number(date[5])];
  return hours > 23 || minutes > 59 ? null : fromWall(start + hours * 3_600_000 + minutes * 60_000, timeZone);
}
