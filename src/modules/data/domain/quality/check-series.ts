import { type BarColumns, barCount } from "../bar-columns";
import { civilFromDays, daysFromCivil } from "../civil";
import { DAY_MS, isSessionResolution, type Resolution, resolutionMinutes } from "../resolution";
import { BarCheck, type BarCheckFacts } from "./bar-check";
import { FINDING_KINDS, type Finding, type FindingKind } from "./finding";
import { type DayTally, type GapCheck, makeGapCheck } from "./gap-check";
import type { SessionSource } from "./session-walk";

/** Raised when the same bars may be judged otherwise: every series is then checked anew. */
export const CHECK_VERSION = 2;
/** Findings of one kind that are kept with their facts; the rest is counted. A person reads no more. */
export const FINDINGS_PER_KIND_MAX = 200;
const DAYS_PER_MONTH_MAX = 31;

export interface SeriesFacts extends BarCheckFacts {
  /** Null: unknown, and nothing is said of gaps. */
  readonly calendar: SessionSource | null;
}

/** Bars of one month of dates, day by day; what a heat map is made of. */
export interface MonthTally {
  /** First of the month, 00:00 UTC. */
  readonly monthMs: number;
  readonly bars: number;
  /** Bars that gaps of the month lack, explained or not. */
  readonly missing: number;
  /** By day of the month, the first at 0. */
  readonly dayBars: Int32Array;
  readonly dayMissing: Int32Array;
}

export interface SeriesVerdict {
  readonly findings: readonly Finding[];
  readonly months: readonly MonthTally[];
  /** Findings, and their bars, that were counted and not kept, by kind. */
  readonly dropped: readonly { readonly kind: FindingKind; readonly count: number; readonly bars: number }[];
}

/**
 * How long before the stretch to be judged the reading must begin, so that the verdict is the one of a reading from the
 * very first bar: the scale of moves and the usual density are then the same. Null: always from the first bar, which is
 * quick for these.
 */
export function leadInMs(resolution: Resolution): number | null {
  return resolutionMinutes(resolution) <= 15 ? 60 * DAY_MS : null;
}

/** The first of the month of a moment, 00:00 UTC. */
export function monthOf(timeMs: number): number {
  const { year, month } = civilFromDays(Math.floor(timeMs / DAY_MS));
  return daysFromCivil({ year, month, day: 1 }) * DAY_MS;
}

/**
 * Checks one series, or its stretch from `fromMs` on. Bars come oldest first in pieces of any size; memory does not grow
 * with them. Those before `fromMs` are only read to know what is usual, see {@link leadInMs}.
 */
export class SeriesCheck {
  private readonly barCheck: BarCheck;
  private gapCheck: GapCheck | null = null;
  private readonly findings: Finding[] = [];
  private readonly kept = new Map<FindingKind, number>();
  private readonly dropped = new Map<FindingKind, { count: number; bars: number }>();
  private readonly months = new Map<number, { dayBars: Int32Array; dayMissing: Int32Array }>();

  private readonly facts: SeriesFacts;
  private readonly fromMs: number;

  /** @param fromMs - First of a month, or -Infinity for everything. */
  constructor(facts: SeriesFacts, fromMs: number) {
    this.facts = facts;
    this.fromMs = fromMs;
    this.barCheck = new BarCheck(facts, (finding) => this.add(finding));
  }

  push(bars: BarColumns): void {
    const count = barCount(bars);
    for (let i = 0; i < count; i += 1) {
      const timeMs = bars.time[i] ?? Number.NaN;
      this.gapCheck ??= makeGapCheck(this.facts.resolution, this.facts.calendar, timeMs, {
        finding: (finding) => this.add(finding),
        day: (tally) => this.addDay(tally),
      });
      this.gapCheck.take(timeMs);
      this.barCheck.push(bars, i);
    }
  }

  finish(): SeriesVerdict {
    this.gapCheck?.finish();
    this.barCheck.finish();
    const months = [...this.months].map(([monthMs, { dayBars, dayMissing }]) => ({
      monthMs,
      bars: dayBars.reduce((sum, count) => sum + count, 0),
      missing: dayMissing.reduce((sum, count) => sum + count, 0),
      dayBars,
      dayMissing,
    }));
    return {
      findings: this.findings.toSorted(
        (left, right) =>
          left.fromMs - right.fromMs || FINDING_KINDS.indexOf(left.kind) - FINDING_KINDS.indexOf(right.kind),
      ),
      months: months.toSorted((left, right) => left.monthMs - right.monthMs),
      dropped: [...this.dropped].map(([kind, { count, bars }]) => ({ kind, count, bars })),
    };
  }

  private add(finding: Finding): void {
    if (finding.toMs <= this.fromMs) return;
    const kept = this.kept.get(finding.kind) ?? 0;
    if (kept < FINDINGS_PER_KIND_MAX) {
      this.kept.set(finding.kind, kept + 1);
      this.findings.push(finding);
      return;
    }
    const dropped = this.dropped.get(finding.kind) ?? { count: 0, bars: 0 };
    this.dropped.set(finding.kind, { count: dropped.count + 1, bars: dropped.bars + finding.bars });
  }

  private addDay({ dateMs, bars, missing }: DayTally): void {
    if (dateMs < this.fromMs) return;
    const monthMs = monthOf(dateMs);
    let month = this.months.get(monthMs);
    if (month === undefined) {
      month = { dayBars: new Int32Array(DAYS_PER_MONTH_MAX), dayMissing: new Int32Array(DAYS_PER_MONTH_MAX) };
      this.months.set(monthMs, month);
    }
    const day = (dateMs - monthMs) / DAY_MS;
    month.dayBars[day] = (month.dayBars[day] ?? 0) + bars;
    month.dayMissing[day] = (month.dayMissing[day] ?? 0) + missing;
  }
}

/** Sessions that closed after the last bar: above this a series that should go on is stale. */
export const STALE_SESSIONS = 3;
/** Sessions that are counted; more is only "more". */
const STALE_COUNT_MAX = 10_000;

/**
 * The finding that a series has no new bar, or null: more than {@link STALE_SESSIONS} sessions have closed since its last
 * one. Without a calendar nothing can be said.
 *
 * @param lastMs - Time of the last bar. @param nowMs - The moment of the check.
 */
export function staleFinding(
  { resolution, calendar }: Pick<SeriesFacts, "resolution" | "calendar">,
  lastMs: number,
  nowMs: number,
): Finding | null {
  if (calendar === null) return null;
  const afterMs = lastMs + (resolution === "1w" ? 6 : resolution === "1mo" ? 30 : 0) * DAY_MS;
  const sessions = calendar
    .sessions(Math.floor(afterMs / DAY_MS) * DAY_MS, nowMs)
    .filter((session) => (isSessionResolution(resolution) ? session.dateMs > afterMs : session.openMs > afterMs))
    .filter((session) => session.closeMs <= nowMs).length;
  if (sessions <= STALE_SESSIONS) return null;
  const facts = { sessions: Math.min(sessions, STALE_COUNT_MAX) };
  return { kind: "stale", severity: "info", fromMs: lastMs, toMs: nowMs, bars: 0, facts };
}
