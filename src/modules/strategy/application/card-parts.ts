import { EpochMs, invariant } from "@/modules/_kernel";
import { barCount, calendarOf, DAY_MS, daysFromCivil, type Resolution } from "@/modules/data";
import type { CalendarFacts, HashColumns, LoadedBars, RunMoments, SeriesCard } from "../ports";

/** What a card says of one series. */
export function seriesCard(
  { symbol, resolution }: { readonly symbol: string; readonly resolution: Resolution },
  { bars, asOfMs, actions, actionsAsOfMs }: Pick<LoadedBars, "bars" | "asOfMs" | "actions" | "actionsAsOfMs">,
  hashColumns: HashColumns,
): SeriesCard {
  const [first, last] = [bars.time[0], bars.time.at(-1)];
  invariant(first !== undefined && last !== undefined, "a window has bars");
  return {
    symbol,
    resolution,
    dataHash: hashColumns({ ...bars }),
    bars: barCount(bars),
    firstMs: EpochMs.of(first),
    lastMs: EpochMs.of(last),
    asOfMs,
    actions,
    actionsAsOfMs,
  };
}

/** The moments as of which one series of a run was read; null: as of now. */
export function momentsOf(
  asOf: RunMoments | null,
  { symbol, resolution }: { readonly symbol: string; readonly resolution: Resolution },
): RunMoments | null {
  if (asOf === null) return null;
  return asOf.series?.find((one) => one.symbol === symbol && one.resolution === resolution) ?? asOf;
}

/** Sessions that a calendar's hash is over: every year that bars of an exchange are likely to come from. */
const FIRST_DAY_MS = daysFromCivil({ year: 1970, month: 1, day: 1 }) * DAY_MS;
const LAST_DAY_MS = daysFromCivil({ year: 2039, month: 12, day: 31 }) * DAY_MS;

/** Hashes of calendars, each reckoned once in a process: their rules are code, and do not change while it runs. */
const known = new Map<string, string>();

/** The calendars of those ids, each once. What is no calendar is left out. */
export function calendarFacts(ids: readonly (string | null)[], hashColumns: HashColumns): readonly CalendarFacts[] {
  return [...new Set(ids)].flatMap((id) => {
    const calendar = id === null ? null : calendarOf(id);
    if (id === null || calendar === null) return [];
    const hash = known.get(id) ?? hashColumns(sessionColumns(calendar.sessions(FIRST_DAY_MS, LAST_DAY_MS)));
    known.set(id, hash);
    return [{ id, hash }];
  });
}

function sessionColumns(sessions: readonly { readonly openMs: number; readonly closeMs: number }[]) {
  return {
    open: Float64Array.from(sessions, ({ openMs }) => openMs),
    close: Float64Array.from(sessions, ({ closeMs }) => closeMs),
  };
}
