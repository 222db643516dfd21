import { EpochMs, type Exact, exact } from "@/modules/_kernel";
import {
  barCount,
  calendarOf,
  closedBars,
  type Instrument,
  makeSeriesReader,
  resolutionMs,
  sessionRuleOf,
} from "@/modules/data";
import { makeBarStore } from "@/modules/data/server";
import type { VolumeBucket } from "@/modules/execution";
import type { FlowDeps } from "../../deps";

/** Days in which the sessions of a profile are looked for, for each one that is wanted: weekends and holidays are between. */
const DAYS_A_SESSION = 2;
const DAYS_MORE = 10;
const DAY_MS = 86_400_000;
/** What a profile is made of, the finest first. */
const PROFILE_RESOLUTIONS = ["5m", "15m", "1h"] as const;
const TRADED_IN = "1m";

interface Session {
  readonly openMs: number;
  readonly closeMs: number;
}

/** The calendar that an instrument's volume is looked at by: days of UTC where it has none. */
const calendarFor = ({ calendar }: Pick<Instrument, "calendar">) =>
  calendarOf(calendar ?? "24/7") ?? calendarOf("24/7");

/** The session in which a moment lies, and whether trading ends with it; null: the market is closed then. */
export function sessionOf(instrument: Instrument, marketMs: number): (Session & { readonly isEnding: boolean }) | null {
  const calendar = calendarFor(instrument);
  const session = calendar?.sessionAt(marketMs) ?? null;
  return session === null ? null : { ...session, isEnding: instrument.calendar !== null && calendar?.id !== "24/7" };
}

/** What was traded in the last sessions before today's, by the time after their open; null: no bar of them is stored. */
export async function readVolumeBuckets(
  { sql, clock }: Pick<FlowDeps, "sql" | "clock">,
  instrument: Instrument,
  { marketMs, sessions }: { readonly marketMs: number; readonly sessions: number },
) {
  const calendar = calendarFor(instrument);
  const today = calendar?.sessionAt(marketMs) ?? null;
  if (calendar === null || today === null) return null;
  const fromDate = today.dateMs - (sessions * DAYS_A_SESSION + DAYS_MORE) * DAY_MS;
  const earlier = calendar.sessions(fromDate, today.dateMs - DAY_MS).slice(-sessions);
  const [first] = earlier;
  if (first === undefined) return null;
  const reader = makeSeriesReader(makeBarStore(sql), "stored");
  const range = { fromMs: EpochMs.of(first.openMs), toMs: EpochMs.of(today.openMs) };
  for (const resolution of PROFILE_RESOLUTIONS) {
    const bars = await reader.readBars(instrument, resolution, range, clock.nowMs());
    if (barCount(bars) === 0) continue;
    const buckets: VolumeBucket[] = [];
    for (const { openMs, closeMs } of earlier)
      for (const [place, time] of bars.time.entries())
        if (time >= openMs && time < closeMs) buckets.push({ atMs: time - openMs, volume: bars.volume[place] ?? 0 });
    if (!buckets.some(({ volume }) => volume > 0)) continue;
    return { buckets, bucketMs: resolutionMs(resolution), resolution, sessions: earlier.length };
  }
  return null;
}

/** What the market traded in bars that closed since a moment; null: none is stored, so nobody knows. */
export async function readTradedSince(
  { sql, clock }: Pick<FlowDeps, "sql" | "clock">,
  instrument: Instrument,
  { fromMs, marketMs }: { readonly fromMs: EpochMs; readonly marketMs: EpochMs },
): Promise<Exact | null> {
  if (marketMs <= fromMs) return null;
  const reader = makeSeriesReader(makeBarStore(sql), "stored");
  const read = await reader.readBars(instrument, TRADED_IN, { fromMs, toMs: marketMs }, clock.nowMs());
  const bars = closedBars(read, TRADED_IN, sessionRuleOf(instrument), marketMs);
  if (barCount(bars) === 0) return null;
  let sum = exact(0);
  for (const volume of bars.volume) if (Number.isFinite(volume) && volume > 0) sum = sum.plus(exact(volume));
  return sum;
}
