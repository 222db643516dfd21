import { civilFromDays, daysFromCivil } from "../civil";
import { DAY_MS } from "../resolution";
import { newYorkMs, weekdayOf } from "./new-york-time";
import { CALENDAR_YEAR_MAX, type Calendar, type SpecialDay, type TradingSession } from "./trading-session";
import { usEquityClosures, usEquityEarlyCloses, usEquityInterruptions } from "./us-equity-days";

const YEAR_MIN = 1990;
/** The last year whose holidays the exchanges have published and we have compared. */
const YEAR_EXACT_MAX = 2027;

/** New York, minutes after midnight. */
const [PRE_OPEN, OPEN, CLOSE, POST_CLOSE] = [4 * 60, 9 * 60 + 30, 16 * 60, 20 * 60];
/** After a half day late trading ends at 17:00. */
const POST_CLOSE_SHORT = 17 * 60;

const yearStart = (year: number) => daysFromCivil({ year, month: 1, day: 1 });
const yearOf = (dateMs: number) => civilFromDays(Math.floor(dateMs / DAY_MS)).year;

interface Year {
  readonly sessions: readonly TradingSession[];
  readonly special: readonly SpecialDay[];
}

interface UsEquitiesOptions {
  readonly id: string;
  readonly title: string;
  /** Only halts of all markets, not those of the New York Stock Exchange. */
  readonly everywhereOnly: boolean;
}

/**
 * Calendar of US stock exchanges: 09:30 to 16:00 New York, holidays and half days by rule with their changes since 1990.
 * Hours are those announced before the day; what stopped trading unannounced is a special day of the kind `interrupted`.
 */
export function makeUsEquities({ id, title, everywhereOnly }: UsEquitiesOptions): Calendar {
  // One entry a year asked for, at most 110: the rules of a year cost some microseconds, its sessions are asked for in loops.
  const years = new Map<number, Year>();
  const ofYear = (year: number): Year => {
    const known = years.get(year);
    if (known !== undefined) return known;
    const made = makeYear(year, everywhereOnly);
    years.set(year, made);
    return made;
  };
  const collect = <T extends { readonly dateMs: number }>(
    fromMs: number,
    toMs: number,
    of: (year: Year) => readonly T[],
  ) => {
    const found: T[] = [];
    const [first, last] = [Math.max(YEAR_MIN, yearOf(fromMs)), Math.min(CALENDAR_YEAR_MAX, yearOf(toMs))];
    for (let year = first; year <= last; year += 1) {
      for (const each of of(ofYear(year))) if (each.dateMs >= fromMs && each.dateMs <= toMs) found.push(each);
    }
    return found;
  };
  return {
    id,
    title,
    timeZone: "America/New_York",
    fromDateMs: yearStart(YEAR_MIN) * DAY_MS,
    toDateMs: (yearStart(YEAR_EXACT_MAX + 1) - 1) * DAY_MS,
    sessions: (fromMs, toMs) => collect(fromMs, toMs, ({ sessions }) => sessions),
    specialDays: (fromMs, toMs) => collect(fromMs, toMs, ({ special }) => special),
    sessionAt(atMs) {
      // Open and close of a session lie on its date in UTC too.
      const dateMs = Math.floor(atMs / DAY_MS) * DAY_MS;
      const year = yearOf(dateMs);
      if (year < YEAR_MIN || year > CALENDAR_YEAR_MAX) return null;
      const session = findByDate(ofYear(year).sessions, dateMs);
      return session !== null && atMs >= session.openMs && atMs < session.closeMs ? session : null;
    },
    extendedHours: ({ dateMs, short }) => ({
      openMs: newYorkMs(dateMs, PRE_OPEN),
      closeMs: newYorkMs(dateMs, short ? POST_CLOSE_SHORT : POST_CLOSE),
    }),
  };
}

/** The session of a date by bisection, or null. */
function findByDate(sessions: readonly TradingSession[], dateMs: number): TradingSession | null {
  let [low, high] = [0, sessions.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const session = sessions[middle];
    if (session === undefined || session.dateMs === dateMs) return session ?? null;
    if (session.dateMs < dateMs) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

function makeYear(year: number, everywhereOnly: boolean): Year {
  const closures = usEquityClosures(year);
  const earlyCloses = usEquityEarlyCloses(year);
  const closed = new Set(closures.map(({ days }) => days));
  const closeOf = new Map(earlyCloses.map(({ days, closeMinutes }) => [days, closeMinutes]));
  const sessions: TradingSession[] = [];
  for (let days = yearStart(year); days < yearStart(year + 1); days += 1) {
    const weekday = weekdayOf(days);
    if (weekday === 0 || weekday === 6 || closed.has(days)) continue;
    const early = closeOf.get(days);
    sessions.push({
      dateMs: days * DAY_MS,
      openMs: newYorkMs(days * DAY_MS, OPEN),
      closeMs: newYorkMs(days * DAY_MS, early ?? CLOSE),
      breakMs: null,
      short: early !== undefined,
    });
  }
  const special: SpecialDay[] = [
    ...closures.map(({ days, name }) => ({ kind: "closed" as const, dateMs: days * DAY_MS, name })),
    ...earlyCloses.map(({ days, name }) => ({ kind: "short" as const, dateMs: days * DAY_MS, name })),
    ...usEquityInterruptions(year)
      .filter(({ everywhere }) => everywhere || !everywhereOnly)
      .map(({ days, name, startMinutes, endMinutes }) => ({
        kind: "interrupted" as const,
        dateMs: days * DAY_MS,
        name,
        startMs: newYorkMs(days * DAY_MS, startMinutes),
        endMs: newYorkMs(days * DAY_MS, endMinutes),
      })),
  ];
  return { sessions, special: special.toSorted((a, b) => a.dateMs - b.dateMs) };
}
