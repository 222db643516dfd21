import type { CopyPort, EpochMs, InstrumentId, SqlPort, UserId } from "@/modules/_kernel";
import type { SeriesVerdict } from "../domain/quality/check-series";
import type { ExplanationKind, Finding, FindingKind, Severity } from "../domain/quality/finding";
import type { Resolution } from "../domain/resolution";
import type { Coverage, SeriesKey } from "./index";

/** How a series stood at its newest check. */
export interface SeriesQuality {
  /** 0 to 100, see `qualityScore`; null: no bars to judge. */
  readonly score: number | null;
  readonly checkedAtMs: EpochMs;
  /** The state of the series that was judged: `Coverage.changedAtMs` of then. */
  readonly dataChangedAtMs: EpochMs;
  /** Id of the calendar it was judged by; null: none, so nothing is said of gaps. */
  readonly calendar: string | null;
}

/** A finding as it is kept, with what was said about it. */
export interface StoredFinding extends Finding {
  readonly findingId: string;
  readonly symbol: string;
  readonly resolution: Resolution;
  readonly foundAtMs: EpochMs;
  readonly explanation: ExplanationKind | null;
  readonly reason: string;
  /** Who explained it; null with an explanation: the house knew. */
  readonly explainedBy: UserId | null;
  readonly repairJob: string | null;
}

/** One series as the coverage page lists it. */
export interface CoveredSeries {
  readonly instrumentId: InstrumentId;
  readonly symbol: string;
  readonly name: string;
  readonly calendar: string | null;
  readonly coverage: Coverage;
  readonly quality: SeriesQuality | null;
  /** Findings that nothing explains, by severity. */
  readonly open: Readonly<Record<Severity, number>>;
}

/** A series that should be checked. */
export interface DueSeries {
  readonly series: SeriesKey;
  readonly symbol: string;
}

/** What must be judged anew. `everything`: what changed cannot be told. */
export type SeriesChange =
  | { readonly what: "nothing" | "everything" }
  | { readonly what: "from"; readonly fromMs: EpochMs };

/**
 * A series is due when it changed since its check, a split of it became known, it was judged by other rules or another
 * calendar, or too long ago. One that only grows by live bars waits until its check is older than `liveOlderThanMs`.
 */
export interface DueQuery {
  readonly olderThanMs: EpochMs;
  readonly liveOlderThanMs: EpochMs;
  readonly checkVersion: number;
  /** Ids of the calendars there are: an instrument with another one is judged without. */
  readonly calendars: readonly string[];
  readonly limit: number;
}

export interface FindingQuery {
  readonly symbol: string | null;
  readonly resolution: Resolution | null;
  readonly kind: FindingKind | null;
  /** Only those that nothing explains, only those that something does, or all. */
  readonly state: "open" | "explained" | "all";
  readonly beforeId: string | null;
  readonly limit: number;
}

/** A verdict on a series, or on its stretch from `fromMs` on, ready to be written down. */
export interface CheckedSeries {
  readonly series: SeriesKey;
  readonly fromMs: number;
  readonly verdict: SeriesVerdict;
  /** What the house knows of findings, in the order of the verdict's. */
  readonly explanations: readonly (ExplanationKind | null)[];
  readonly calendar: string | null;
  /** Of the rules it was judged by. */
  readonly checkVersion: number;
  readonly dataChangedAtMs: EpochMs;
  readonly nowMs: EpochMs;
}

/** Which cells of the coverage map: whole years, the months of a year, the days of a month. */
export type MapZoom =
  | { readonly by: "year" }
  | { readonly by: "month"; readonly year: number }
  | { readonly by: "day"; readonly year: number; readonly month: number };

/** Cells of one series; `at` is a year, a month (1 to 12) or a day (1 to 31). */
export interface MapRow {
  readonly instrumentId: InstrumentId;
  readonly resolution: Resolution;
  readonly cells: readonly { readonly at: number; readonly bars: number; readonly missing: number }[];
}

/** Bars that two imports gave differently, as kept by the revisions. */
export interface Disagreement {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bars: number;
  /** Largest difference of two closes, as a fraction of the newer. */
  readonly largest: number;
  /** What the bars came from before and now. */
  readonly before: string;
  readonly now: string;
}

/** Findings, scores and the days behind the coverage map. */
export interface QualityStore {
  qualityOf(series: SeriesKey): Promise<SeriesQuality | null>;
  /** Series whose check no longer holds, the oldest check first. */
  listDue(query: DueQuery): Promise<readonly DueSeries[]>;
  /** What of the series is not as its check saw it. Everything, when it was judged by other rules or another calendar. */
  changedSince(series: SeriesKey, checkVersion: number, calendar: string | null): Promise<SeriesChange>;
  /** Where a check from `fromMs` must begin so that no kept finding is cut in two. */
  beginOf(series: SeriesKey, fromMs: number): Promise<number>;
  disagreements(tx: SqlPort, series: SeriesKey, limit: number): Promise<readonly Disagreement[]>;
  /** Writes a verdict over the one before and sums up the score. What people said of findings that are found again stays. */
  save(tx: SqlPort & CopyPort, checked: CheckedSeries): Promise<SeriesQuality>;
  /** Every series with bars, by symbol; at most `limit`. */
  listCovered(limit: number): Promise<readonly CoveredSeries[]>;
  /** What all bars take on the disk with their indexes. */
  diskBytes(): Promise<number>;
  readMap(zoom: MapZoom, limit: number): Promise<readonly MapRow[]>;
  listFindings(query: FindingQuery): Promise<readonly StoredFinding[]>;
  findFinding(findingId: string): Promise<StoredFinding | null>;
  /** Says why a finding is as it is, or with null that nothing explains it, and sums the score up again. */
  explain(
    tx: SqlPort,
    finding: StoredFinding,
    said: { readonly explanation: ExplanationKind; readonly reason: string; readonly by: UserId | null } | null,
    nowMs: EpochMs,
  ): Promise<void>;
  /** Remembers the backfill that was asked for because of a finding. */
  markRepair(tx: SqlPort, findingId: string, jobId: string): Promise<void>;
}
