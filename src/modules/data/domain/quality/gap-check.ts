import type { TradingSession } from "../calendar/calendar";
import { civilFromDays, daysFromCivil } from "../civil";
import { DAY_MS, isSessionResolution, type Resolution, resolutionMs } from "../resolution";
import type { Finding } from "./finding";
import { type SessionSource, SessionWalk, slotsBetween } from "./session-walk";

/** Sessions from which the usual number of bars in one is taken. */
const DENSITY_SESSIONS = 20;
const DENSITY_SESSIONS_MIN = 3;
/** However dense a series is, one slot without a trade is nothing to say. */
const DENSITY_MAX = 0.999;
/** A run of empty slots is a gap when pure chance leaves one so long once in a million. */
const CHANCE_LOG = Math.log(1e-6);
/** Pre-market in New York begins at 04:00, after-hours end at 20:00. */
const EXTENDED_BEFORE_MS = 5.5 * 3_600_000;
const EXTENDED_AFTER_MS = 8 * 3_600_000;
/** Instruments that trade in fewer slots than this trade in bursts, so that chance is thrice as generous to them. */
const THIN_DENSITY = 0.9;
const THIN_FACTOR = 3;

interface EmptyRun {
  readonly fromMs: number;
  readonly toMs: number;
  readonly slots: number;
}

/** What of a day's bars a heat map shows. */
export interface DayTally {
  readonly dateMs: number;
  readonly bars: number;
  readonly missing: number;
}

/** Where gaps and days go. */
export interface GapSink {
  finding(finding: Finding): void;
  day(tally: DayTally): void;
}

/** Speaks of the gaps of one series against its calendar. Bars come oldest first, through {@link take}. */
export interface GapCheck {
  take(timeMs: number): void;
  /** Nothing comes any more: what stands open at the end is no gap, the series ends there. */
  finish(): void;
}

/** The check for a resolution. @param firstMs - Time of the first bar that will be taken. */
export function makeGapCheck(
  resolution: Resolution,
  calendar: SessionSource | null,
  firstMs: number,
  sink: GapSink,
): GapCheck {
  if (calendar === null) return new DayCounter(sink);
  if (resolution === "1w" || resolution === "1mo") return new PeriodGaps(resolution, sink);
  return isSessionResolution(resolution)
    ? new DailyGaps(calendar, firstMs, sink)
    : new MinuteGaps(calendar, resolutionMs(resolution), firstMs, sink);
}

/** Without a calendar nothing is said of gaps; bars are counted by their UTC date. */
class DayCounter implements GapCheck {
  private dateMs = Number.NaN;
  private bars = 0;

  private readonly sink: GapSink;

  constructor(sink: GapSink) {
    this.sink = sink;
  }

  take(timeMs: number): void {
    const dateMs = Math.floor(timeMs / DAY_MS) * DAY_MS;
    if (dateMs !== this.dateMs) {
      this.finish();
      this.dateMs = dateMs;
      this.bars = 0;
    }
    this.bars += 1;
  }

  finish(): void {
    if (this.bars > 0) this.sink.day({ dateMs: this.dateMs, bars: this.bars, missing: 0 });
  }
}

/** One bar a week or month: a gap is a period without one. */
class PeriodGaps implements GapCheck {
  private last: { readonly index: number; readonly timeMs: number } | null = null;

  private readonly resolution: "1w" | "1mo";
  private readonly sink: GapSink;

  constructor(resolution: "1w" | "1mo", sink: GapSink) {
    this.resolution = resolution;
    this.sink = sink;
  }

  take(timeMs: number): void {
    const index = this.periodOf(timeMs);
    const { last } = this;
    if (last !== null && index - last.index > 1) {
      const bars = index - last.index - 1;
      for (let period = last.index + 1; period < index; period += 1) {
        this.sink.day({ dateMs: this.startOf(period), bars: 0, missing: 1 });
      }
      this.sink.finding({
        kind: "missing_sessions",
        severity: "error",
        fromMs: this.startOf(last.index + 1),
        toMs: this.startOf(index),
        bars,
        facts: { sessions: bars },
      });
    }
    this.sink.day({ dateMs: Math.floor(timeMs / DAY_MS) * DAY_MS, bars: 1, missing: 0 });
    this.last = { index, timeMs };
  }

  finish(): void {
    this.last = null;
  }

  /** Weeks count from the Monday 1969-12-29, months from year 0. */
  private periodOf(timeMs: number): number {
    if (this.resolution === "1w") return Math.floor((timeMs / DAY_MS + 3) / 7);
    const { year, month } = civilFromDays(Math.floor(timeMs / DAY_MS));
    return year * 12 + month - 1;
  }

  private startOf(index: number): number {
    if (this.resolution === "1w") return (index * 7 - 3) * DAY_MS;
    return daysFromCivil({ year: Math.floor(index / 12), month: (index % 12) + 1, day: 1 }) * DAY_MS;
  }
}

/** One bar a session: a gap is a session without one, and a bar on a date without a session is none of this market. */
class DailyGaps implements GapCheck {
  private readonly walk: SessionWalk;
  private begun = false;

  private readonly calendar: SessionSource;
  private readonly sink: GapSink;

  constructor(calendar: SessionSource, firstMs: number, sink: GapSink) {
    this.calendar = calendar;
    this.sink = sink;
    this.walk = new SessionWalk(calendar, firstMs);
  }

  take(timeMs: number): void {
    const skipped: TradingSession[] = [];
    let session = this.walk.current();
    while (session !== null && session.dateMs < timeMs) {
      skipped.push(session);
      this.walk.next();
      session = this.walk.current();
    }
    if (this.begun) this.sayMissing(skipped, timeMs);
    this.begun = true;
    this.sink.day({ dateMs: Math.floor(timeMs / DAY_MS) * DAY_MS, bars: 1, missing: 0 });
    if (session?.dateMs === timeMs) {
      this.walk.next();
      return;
    }
    // Beyond what the calendar is exact for nothing is known; a time that is no date is said by the grid.
    const known = timeMs >= this.calendar.fromDateMs && timeMs <= this.calendar.toDateMs;
    if (known && timeMs % DAY_MS === 0) this.sink.finding(outside(timeMs, timeMs + DAY_MS, 1));
  }

  finish(): void {
    this.begun = false;
  }

  private sayMissing(skipped: readonly TradingSession[], toMs: number): void {
    const [first] = skipped;
    if (first === undefined) return;
    for (const { dateMs } of skipped) this.sink.day({ dateMs, bars: 0, missing: 1 });
    const sessions = skipped.length;
    this.sink.finding({
      kind: "missing_sessions",
      severity: "error",
      fromMs: first.dateMs,
      toMs,
      bars: sessions,
      facts: { sessions },
    });
  }
}

function outside(fromMs: number, toMs: number, bars: number): Finding {
  return { kind: "outside_session", severity: "warning", fromMs, toMs, bars, facts: {} };
}

/**
 * Bars inside of sessions. What a series misses is judged by what it usually has: an instrument that trades in half of its
 * minutes has no gap where ten pass without a trade. Bars before and after a session, on the date of one, are its extended
 * hours: nothing is expected there and nothing said.
 */
class MinuteGaps implements GapCheck {
  private readonly walk: SessionWalk;
  private session: TradingSession | null = null;
  private lastMs = Number.NaN;
  private present = 0;
  private runs: EmptyRun[] = [];
  private isFirst = true;
  /** Shares of slots with a bar in the sessions before. */
  private readonly densities: number[] = [];
  /** Whole sessions without a bar, one after another. */
  private skipped: { readonly fromMs: number; sessions: number; bars: number } | null = null;
  private strayDate = Number.NaN;
  private strays = 0;
  private strayFromMs = Number.NaN;
  private strayLastMs = Number.NaN;

  private readonly calendar: SessionSource;
  private readonly stepMs: number;
  private readonly sink: GapSink;

  constructor(calendar: SessionSource, stepMs: number, firstMs: number, sink: GapSink) {
    this.calendar = calendar;
    this.stepMs = stepMs;
    this.sink = sink;
    this.walk = new SessionWalk(calendar, firstMs);
  }

  take(timeMs: number): void {
    this.passTo(timeMs);
    const session = this.walk.current();
    if (session === null || timeMs < session.openMs) {
      this.takeOutside(timeMs, session);
      return;
    }
    this.closeStrays();
    if (this.session !== session) this.open(session, timeMs);
    else if (timeMs - this.lastMs >= 2 * this.stepMs) this.addRun(session, this.lastMs + this.stepMs, timeMs);
    this.present += 1;
    this.lastMs = timeMs;
  }

  finish(): void {
    this.closeStrays();
    if (this.session !== null) this.close(this.session, false);
    this.session = null;
  }

  /** Leaves behind the sessions that ended before a moment. */
  private passTo(timeMs: number): void {
    for (let at = this.walk.current(); at !== null && at.closeMs <= timeMs; at = this.walk.current()) {
      if (this.session === at) {
        this.close(at, true);
        this.session = null;
        this.isFirst = false;
      } else if (!this.isFirst) {
        this.skip(at);
      }
      this.walk.next();
    }
  }

  private open(session: TradingSession, timeMs: number): void {
    this.saySkipped(session.openMs);
    this.session = session;
    this.present = 0;
    this.runs = [];
    if (!this.isFirst && timeMs - session.openMs >= this.stepMs) this.addRun(session, session.openMs, timeMs);
  }

  private addRun(session: TradingSession, fromMs: number, toMs: number): void {
    const slots = slotsBetween(session, fromMs, toMs, this.stepMs);
    if (slots > 0) this.runs.push({ fromMs, toMs, slots });
  }

  /** @param whole - False for the last session of the series, which may go on. */
  private close(session: TradingSession, whole: boolean): void {
    const tailFromMs = this.lastMs + this.stepMs;
    if (whole && tailFromMs < session.closeMs) this.addRun(session, tailFromMs, session.closeMs);
    const slots = this.present + this.runs.reduce((sum, run) => sum + run.slots, 0);
    const density = this.usualDensity(slots);
    let missing = 0;
    for (const run of this.runs) {
      if (!isGapAt(density, run.slots)) continue;
      const bars = Math.max(1, Math.round(run.slots * density));
      missing += bars;
      const minutes = Math.round((run.slots * this.stepMs) / 60_000);
      this.sink.finding({
        kind: "missing_bars",
        severity: "warning",
        fromMs: run.fromMs,
        toMs: run.toMs,
        bars,
        facts: { minutes },
      });
    }
    this.sink.day({ dateMs: session.dateMs, bars: this.present, missing });
    if (!whole || slots === 0) return;
    this.densities.push(this.present / slots);
    if (this.densities.length > DENSITY_SESSIONS) this.densities.shift();
  }

  /** Of the sessions before; of this one without its longest hole while those are too few. */
  private usualDensity(slots: number): number {
    if (this.densities.length >= DENSITY_SESSIONS_MIN) {
      // The median, so that a bad day does not make the next ones look better.
      return this.densities.toSorted((left, right) => left - right)[this.densities.length >> 1] ?? 0;
    }
    const longest = this.runs.reduce((most, run) => Math.max(most, run.slots), 0);
    return this.present / Math.max(1, slots - longest);
  }

  private skip(session: TradingSession): void {
    const { dateMs, openMs, closeMs } = session;
    const slots = slotsBetween(session, openMs, closeMs, this.stepMs);
    const usual = Math.max(1, Math.round(slots * this.usualDensity(slots)));
    this.skipped ??= { fromMs: openMs, sessions: 0, bars: 0 };
    this.skipped.sessions += 1;
    this.skipped.bars += usual;
    this.sink.day({ dateMs, bars: 0, missing: usual });
  }

  private saySkipped(toMs: number): void {
    const { skipped } = this;
    if (skipped === null) return;
    this.skipped = null;
    const { fromMs, sessions, bars } = skipped;
    this.sink.finding({ kind: "missing_sessions", severity: "error", fromMs, toMs, bars, facts: { sessions } });
  }

  /** Extended hours belong to a date with a session in this zone's day; the rest is said once a date. */
  private takeOutside(timeMs: number, next: TradingSession | null): void {
    if (next === null || timeMs < this.calendar.fromDateMs) return;
    const previousCloseMs = Number.isNaN(this.lastMs) ? timeMs : this.lastMs;
    const nearOpen = next.openMs - timeMs <= EXTENDED_BEFORE_MS;
    const nearClose = timeMs - previousCloseMs <= EXTENDED_AFTER_MS;
    if (nearOpen || nearClose || this.isFirst) return;
    const dateMs = Math.floor(timeMs / DAY_MS) * DAY_MS;
    if (dateMs !== this.strayDate) this.closeStrays();
    if (this.strays === 0) this.strayFromMs = timeMs;
    this.strayDate = dateMs;
    this.strays += 1;
    this.strayLastMs = timeMs;
  }

  private closeStrays(): void {
    if (this.strays > 0) this.sink.finding(outside(this.strayFromMs, this.strayLastMs + this.stepMs, this.strays));
    this.strays = 0;
  }
}

/** Whether chance alone would hardly leave so many slots empty. */
function isGapAt(density: number, slots: number): boolean {
  if (slots < 2) return false;
  const empty = Math.log(1 - Math.min(density, DENSITY_MAX));
  const factor = density < THIN_DENSITY ? THIN_FACTOR : 1;
  return slots * empty < CHANCE_LOG * factor;
}
