import { EpochMs, type InstrumentId, type TimeRange } from "@/modules/_kernel";
import {
  type BarColumns,
  barCount,
  barsWithin,
  joinBars,
  makeBarColumns,
  pickBars,
  sliceBars,
} from "../../domain/bar-columns";
import type { Instrument } from "../../domain/instrument";
import { RESOLUTIONS, type Resolution } from "../../domain/resolution";
import { afterBucket, FINER, finerBarsMax, finerRange, periodOf, rollUpTo } from "../../domain/roll-up";
import { hasExtendedHours, type SeriesHours, type SessionRule, sessionRuleOf } from "../../domain/session-rule";
import { type BarStore, type Coverage, LATEST_BARS_MAX } from "../../ports";

/** The facts of an instrument that say what its sessions are. */
export type SeriesInstrument = Pick<Instrument, "instrumentId" | "calendar" | "timeZone">;

/** Where the bars of a resolution come from. */
export interface SeriesSource {
  readonly resolution: Resolution;
  /** What is stored of this very resolution: a source's own bars, which win over computed ones. Null: all are computed. */
  readonly stored: Coverage | null;
  /** The finest bars that those after the stored ones are rolled up from; null: there are none. */
  readonly rolledUpFrom: Resolution | null;
  /** What hours and longer follow: `XNYS`, or `date in Europe/Berlin` where no calendar is known. */
  readonly sessions: string;
  /** Of the bars it is made of; where those are weeks or months that must be made, the first one's own start. */
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  /** When any of it last changed. Reading as of this moment gives the same bars for ever. */
  readonly changedAtMs: EpochMs;
}

/**
 * Bars of any resolution: stored ones where a source gave them, and after the last stored one those that finer bars make,
 * by the sessions of the instrument. A repair of minutes is in every longer bar at once.
 */
export interface SeriesReader {
  /** Null: there is nothing that bars of this resolution could be made of. */
  sourceOf(instrument: SeriesInstrument, resolution: Resolution): Promise<SeriesSource | null>;
  /** Bars that start inside `range` as known at `asOfMs`; see `BarStore.readBars`. */
  readBars(
    instrument: SeriesInstrument,
    resolution: Resolution,
    range: TimeRange,
    asOfMs: EpochMs,
  ): Promise<BarColumns>;
  /** The newest `limit` bars that start before `toMs` (null: of all), as known now. */
  readLatest(
    instrument: SeriesInstrument,
    resolution: Resolution,
    toMs: EpochMs | null,
    limit: number,
  ): Promise<BarColumns>;
}

type Coverages = ReadonlyMap<Resolution, Coverage>;

/** One instrument while it is read. */
interface Subject {
  readonly instrumentId: InstrumentId;
  readonly rule: SessionRule;
  readonly coverages: Coverages;
  /** Stored bars below an hour that begin outside of the rule's sessions are left out. */
  readonly sessionsOnly: boolean;
}

/** Below an hour bars go by the clock: they are inside of a session or outside of it. */
const BY_CLOCK: readonly Resolution[] = ["1m", "5m", "15m"];

const EVER: TimeRange = { fromMs: EpochMs.of(-8.64e15), toMs: EpochMs.of(8.64e15) };

/**
 * Rolls up when read: bars of a resolution are stored once, so no copy of them can be old, and "as of" is exact for every
 * resolution. Rolling minutes up costs less than reading them: a third on a calendar that never closes, two thirds on one that
 * does, measured at a million.
 *
 * With extended hours, bars of an hour and longer are made only of those below an hour where there are any: what a source gave
 * for such a resolution is its regular session, and one series does not mix the two.
 */
export function makeSeriesReader(bars: BarStore, hours: SeriesHours): SeriesReader {
  const subjectOf = async (instrument: SeriesInstrument) =>
    subjectFrom(instrument, await bars.coveragesOf(instrument.instrumentId), hours);
  return {
    async sourceOf(instrument, resolution) {
      return sourceIn(await subjectOf(instrument), resolution);
    },
    async readBars(instrument, resolution, range, asOfMs) {
      return readRange(bars, await subjectOf(instrument), resolution, range, asOfMs);
    },
    async readLatest(instrument, resolution, toMs, limit) {
      return readNewest(bars, await subjectOf(instrument), resolution, { fromMs: EVER.fromMs, toMs }, limit);
    },
  };
}

/** The sources of every resolution that the bars there are can be shown at, shortest first. */
export function sourcesFrom(instrument: SeriesInstrument, coverages: readonly Coverage[]): readonly SeriesSource[] {
  const subject = subjectFrom(instrument, coverages, "stored");
  return RESOLUTIONS.map((resolution) => sourceIn(subject, resolution)).filter((source) => source !== null);
}

function subjectFrom(instrument: SeriesInstrument, coverages: readonly Coverage[], hours: SeriesHours): Subject {
  const differs = hours !== "stored" && hasExtendedHours(instrument.calendar);
  const short = coverages.filter(({ resolution }) => BY_CLOCK.includes(resolution));
  const used = differs && hours === "extended" && short.length > 0 ? short : coverages;
  return {
    instrumentId: instrument.instrumentId,
    rule: sessionRuleOf(instrument, hours === "extended" ? "extended" : "regular"),
    coverages: new Map(used.map((found) => [found.resolution, found])),
    sessionsOnly: differs && hours === "regular",
  };
}

/** Those of stored bars that the hours have. */
function inHours({ sessionsOnly, rule }: Subject, resolution: Resolution, columns: BarColumns): BarColumns {
  if (!sessionsOnly || !BY_CLOCK.includes(resolution)) return columns;
  const kept: number[] = [];
  let session = rule.sessionAt(columns.time[0] ?? 0);
  for (const [at, time] of columns.time.entries()) {
    if (session === null || time >= session.closeMs) session = rule.sessionAt(time);
    if (session !== null && time >= session.openMs) kept.push(at);
  }
  return kept.length === columns.time.length ? columns : pickBars(columns, kept);
}

/** The resolution itself and everything it can be made of, coarsest first. */
function ladder(resolution: Resolution): readonly Resolution[] {
  const finer = FINER[resolution];
  return finer === null ? [resolution] : [resolution, ...ladder(finer)];
}

function sourceIn({ coverages, rule }: Subject, resolution: Resolution): SeriesSource | null {
  const used = ladder(resolution).flatMap((rung) => coverages.get(rung) ?? []);
  const finest = used.at(-1);
  if (finest === undefined) return null;
  const stored = coverages.get(resolution) ?? null;
  const least = (pick: (coverage: Coverage) => EpochMs) => EpochMs.of(Math.min(...used.map(pick)));
  const most = (pick: (coverage: Coverage) => EpochMs) => EpochMs.of(Math.max(...used.map(pick)));
  return {
    resolution,
    stored,
    rolledUpFrom: finest.resolution === resolution ? null : finest.resolution,
    sessions: rule.id,
    firstMs: EpochMs.of(
      periodOf(
        least(({ firstMs }) => firstMs),
        resolution,
      ),
    ),
    lastMs: most(({ lastMs }) => lastMs),
    changedAtMs: most(({ changedAtMs }) => changedAtMs),
  };
}

async function readRange(
  bars: BarStore,
  subject: Subject,
  resolution: Resolution,
  range: TimeRange,
  asOfMs: EpochMs,
): Promise<BarColumns> {
  const { coverages, rule, instrumentId } = subject;
  if (range.fromMs >= range.toMs) return makeBarColumns(0);
  const finer = finerWithBars(subject, resolution);
  const coverage = coverages.get(resolution);
  const series = { instrumentId, resolution };
  if (finer === null) {
    return coverage === undefined
      ? makeBarColumns(0)
      : inHours(subject, resolution, await bars.readBars(series, range, asOfMs));
  }
  // As of an older moment the series may have ended elsewhere: what comes after the range says whether it went on.
  const isCurrent = coverage !== undefined && coverage.changedAtMs <= asOfMs;
  const readTo = coverage === undefined || isCurrent ? range.toMs : EVER.toMs;
  const known =
    coverage === undefined
      ? makeBarColumns(0)
      : await bars.readBars(series, { fromMs: range.fromMs, toMs: readTo }, asOfMs);
  const lastMs = isCurrent ? coverage.lastMs : (known.time.at(-1) ?? null);
  const stored = inHours(subject, resolution, before(known, range.toMs));
  const tailMs = lastMs === null ? range.fromMs : Math.max(range.fromMs, afterBucket(lastMs, resolution));
  if (tailMs >= range.toMs) return stored;
  const finerSpan = toRange(finerRange({ fromMs: tailMs, toMs: range.toMs }, resolution, rule));
  const tail = rollUpTo(await readRange(bars, subject, finer, finerSpan, asOfMs), resolution, rule);
  return joinBars(stored, barsWithin(tail, tailMs, range.toMs));
}

/** The newest bars of a stretch; `toMs` null is without end. */
async function readNewest(
  bars: BarStore,
  subject: Subject,
  resolution: Resolution,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | null },
  limit: number,
): Promise<BarColumns> {
  const coverage = subject.coverages.get(resolution);
  const finer = finerWithBars(subject, resolution);
  const endMs = toMs ?? EVER.toMs;
  const tailMs = coverage === undefined ? fromMs : Math.max(fromMs, afterBucket(coverage.lastMs, resolution));
  const tail =
    finer === null || tailMs >= endMs
      ? makeBarColumns(0)
      : await newestRolledUp(bars, subject, resolution, finer, { fromMs: tailMs, toMs: endMs }, limit);
  const missing = limit - barCount(tail);
  if (missing <= 0 || coverage === undefined) return tail;
  const storedTo = toMs === null || toMs >= EVER.toMs ? null : EpochMs.of(toMs);
  const stored = await newestStored(bars, subject, resolution, storedTo, missing);
  return joinBars(barsWithin(stored, fromMs, endMs), tail);
}

/** The newest stored bars that the hours have: more are read where too many of them are outside. */
async function newestStored(
  bars: BarStore,
  subject: Subject,
  resolution: Resolution,
  toMs: EpochMs | null,
  limit: number,
): Promise<BarColumns> {
  const series = { instrumentId: subject.instrumentId, resolution };
  for (let asked = Math.min(limit, LATEST_BARS_MAX); ; asked = Math.min(asked * WIDER, LATEST_BARS_MAX)) {
    const stored = await bars.readLatest(series, toMs, asked);
    const kept = inHours(subject, resolution, stored);
    const count = barCount(kept);
    if (count >= limit || barCount(stored) < asked || asked === LATEST_BARS_MAX)
      return sliceBars(kept, Math.max(0, count - limit), count);
  }
}

async function newestRolledUp(
  bars: BarStore,
  subject: Subject,
  resolution: Resolution,
  finer: Resolution,
  span: { readonly fromMs: number; readonly toMs: number },
  limit: number,
): Promise<BarColumns> {
  const finerSpan = finerRange(span, resolution, subject.rule);
  // One bucket more than asked for: the first may be cut off.
  const enough = (limit + 1) * finerBarsMax(resolution, subject.rule);
  for (let asked = Math.min(enough, LATEST_BARS_MAX); ; asked = Math.min(asked * WIDER, LATEST_BARS_MAX)) {
    const fine = await readNewest(bars, subject, finer, finerSpan, asked);
    const rolled = barsWithin(rollUpTo(fine, resolution, subject.rule), span.fromMs, span.toMs);
    const count = barCount(rolled);
    const isAll = barCount(fine) < asked;
    const first = isAll ? 0 : Math.min(1, count);
    // Bars outside of trading make none: then more must be read to have as many as were asked for.
    if (isAll || count - first >= limit || asked === LATEST_BARS_MAX)
      return sliceBars(rolled, Math.max(first, count - limit), count);
  }
}

/** How much more is read when a read brought too few: extended hours are two and a half times the session. */
const WIDER = 3;

/** The next finer rung of which, or of something finer still, there are bars. */
function finerWithBars({ coverages }: Subject, resolution: Resolution): Resolution | null {
  const finer = FINER[resolution];
  if (finer === null) return null;
  return ladder(finer).some((rung) => coverages.has(rung)) ? finer : null;
}

const toRange = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): TimeRange => ({
  fromMs: EpochMs.of(fromMs),
  toMs: EpochMs.of(toMs),
});

const before = (bars: BarColumns, toMs: number) => barsWithin(bars, Number.NEGATIVE_INFINITY, toMs);
