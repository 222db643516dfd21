import type { BarColumns } from "../bar-columns";
import { DAY_MS, type Resolution, resolutionMinutes } from "../resolution";
import { rollUpTo } from "../roll-up";
import type { SessionRule } from "../session-rule";

/** Resolutions that may be kept for a limited time; longer ones are small and kept for ever. */
export const LIMITED_RESOLUTIONS = ["1m", "5m", "15m", "1h"] as const satisfies readonly Resolution[];
export type LimitedResolution = (typeof LIMITED_RESOLUTIONS)[number];

/** Fewer days would take from what charts, checks and repairs work on. */
export const KEEP_DAYS_MIN = 30;
/** A century: more is for ever. */
export const KEEP_DAYS_MAX = 36_500;
/** Days of bars that go in one transaction: a week of minutes is ten thousand rows. */
const CHUNK_DAYS = 7;

/** Days that bars of a resolution are kept; none is for ever. */
export type RetentionPolicy = ReadonlyMap<LimitedResolution, number>;

/** What is stored in the place of finer bars, shortest first; weeks and months are made of days. */
const LONGER = ["5m", "15m", "1h", "4h", "1d"] as const satisfies readonly Resolution[];
export type LongerResolution = (typeof LONGER)[number];

/** True for text that names a resolution whose time may be limited. */
export function isLimitedResolution(value: unknown): value is LimitedResolution {
  return LIMITED_RESOLUTIONS.some((resolution) => resolution === value);
}

/**
 * The resolutions that must be stored before bars of `resolution` go: those that are longer and kept longer. Always among
 * them is the day, so that no session is ever forgotten.
 */
export function longerToKeep(resolution: LimitedResolution, policy: RetentionPolicy): readonly LongerResolution[] {
  const days = policy.get(resolution) ?? Number.POSITIVE_INFINITY;
  return LONGER.filter((longer) => {
    if (resolutionMinutes(longer) <= resolutionMinutes(resolution)) return false;
    const kept = isLimitedResolution(longer) ? policy.get(longer) : undefined;
    return kept === undefined || kept > days;
  });
}

/** Before this moment bars may go at `nowMs`: the open of a session, so that every longer bar before it is whole. */
export function cutoffOf(rule: SessionRule, keepDays: number, nowMs: number): number {
  return rule.startOfDate(Math.floor((nowMs - keepDays * DAY_MS) / DAY_MS) * DAY_MS);
}

/** The end of the piece that goes first: the open of a session, a week or so after the first bar. */
export function chunkEndOf(rule: SessionRule, firstMs: number, cutoffMs: number): number {
  return Math.min(cutoffMs, rule.startOfDate((Math.floor(firstMs / DAY_MS) + CHUNK_DAYS) * DAY_MS));
}

/** The longer bars that those of a piece make, in the one order of adding that readers use as well. */
export function makeLonger(
  bars: BarColumns,
  resolution: LimitedResolution,
  rule: SessionRule,
): ReadonlyMap<LongerResolution, BarColumns> {
  const made = new Map<LongerResolution, BarColumns>();
  let finer = bars;
  for (const longer of LONGER) {
    if (resolutionMinutes(longer) <= resolutionMinutes(resolution)) continue;
    const rolled = rollUpTo(finer, longer, rule);
    made.set(longer, rolled);
    // Days are made of hours, as readers make them, and so are four hours.
    if (longer !== "4h") finer = rolled;
  }
  return made;
}
