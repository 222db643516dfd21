import type { Resolution } from "../../domain/resolution";
import { FINER } from "../../domain/roll-up";
import { sessionRuleOf } from "../../domain/session-rule";
import type { SeriesSpan } from "../../ports";
import type { SeriesInstrument } from "./series-reader";

/** What days are made of: themselves, and every finer rung. */
const OF_DAYS: ReadonlySet<Resolution> = new Set(rungs("1d"));

function rungs(resolution: Resolution): readonly Resolution[] {
  const finer = FINER[resolution];
  return finer === null ? [resolution] : [resolution, ...rungs(finer)];
}

/**
 * The first date whose daily bar may have changed between two looks at an instrument, the later one second; infinity: none has.
 * Null: any may have, for something else happened to a series than that bars came after its last one.
 */
export function firstChangedDay(
  instrument: SeriesInstrument,
  before: readonly SeriesSpan[],
  now: readonly SeriesSpan[],
): number | null {
  const [known, there] = [before, now].map((spans) => spans.filter(({ resolution }) => OF_DAYS.has(resolution)));
  if (known === undefined || there === undefined || known.length !== there.length) return null;
  const rule = sessionRuleOf(instrument);
  let first = Number.POSITIVE_INFINITY;
  for (const span of there) {
    const was = known.find(({ resolution }) => resolution === span.resolution);
    if (was === undefined) return null;
    if (was.changedAtMs === span.changedAtMs) continue;
    if (!isOnlyLonger(was, span)) return null;
    // What came is later than the last bar there was: of its session, or of one after it.
    const dateMs = span.resolution === "1d" ? was.lastMs : (rule.sessionAt(was.lastMs)?.dateMs ?? null);
    if (dateMs === null) return null;
    first = Math.min(first, dateMs);
  }
  return first;
}

function isOnlyLonger(was: SeriesSpan, { changedAtMs, firstMs, appended }: SeriesSpan): boolean {
  return (
    firstMs === was.firstMs && appended !== null && appended.toMs === changedAtMs && was.changedAtMs >= appended.fromMs
  );
}
