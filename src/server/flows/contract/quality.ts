import type { EpochMs, JobId } from "@/modules/_kernel";
import type { Actor, Answer, Page, ResolutionName } from "./shared";

export type FindingKindName =
  | "missing_sessions"
  | "missing_bars"
  | "outside_session"
  | "split_jump"
  | "bad_print"
  | "outlier"
  | "off_grid"
  | "frozen"
  | "zero_volume"
  | "sources_disagree"
  | "stale";
export type SeverityName = "error" | "warning" | "info";
export type ExplanationName = "source_has_none" | "halted" | "delisted" | "no_trade" | "reason" | "accepted";

/** One series of the coverage page. */
export interface CoveredSeriesView {
  readonly symbol: string;
  readonly name: string;
  readonly resolution: ResolutionName;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  /** 0 to 100; null before the first check. */
  readonly score: number | null;
  readonly checkedAtMs: EpochMs | null;
  /** Whether the series changed since. */
  readonly current: boolean;
  /** Id of the calendar it was judged by; null: none, and nothing is said of gaps. */
  readonly calendar: string | null;
  readonly open: Readonly<Record<SeverityName, number>>;
}

export type MapZoomInput =
  | { readonly by: "year" }
  | { readonly by: "month"; readonly year: number }
  | { readonly by: "day"; readonly year: number; readonly month: number };

/** Cells of one series of the map, in three lists of one length. */
export interface MapRowView {
  readonly symbol: string;
  readonly resolution: ResolutionName;
  /** A year, a month (1 to 12) or a day (1 to 31). */
  readonly at: readonly number[];
  readonly bars: readonly number[];
  readonly missing: readonly number[];
}

export interface FindingView {
  readonly findingId: string;
  readonly symbol: string;
  readonly resolution: ResolutionName;
  readonly kind: FindingKindName;
  readonly severity: SeverityName;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly bars: number;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly foundAtMs: EpochMs;
  readonly explanation: ExplanationName | null;
  readonly reason: string;
  /** Whether a person said so; false with an explanation: the house knew. */
  readonly byPerson: boolean;
  readonly remedy: "repair" | "add_action" | "look" | "choose_source";
}

export interface FindingQueryInput {
  readonly symbol: string | null;
  readonly resolution: ResolutionName | null;
  readonly kind: FindingKindName | null;
  readonly state: "open" | "explained" | "all";
  readonly cursor: string | null;
  readonly limit: number;
}

/** What became of a repair. `no_source`: no feed ever gave bars of this series, so nobody can be asked. */
export interface RepairView {
  readonly outcome: "started" | "source_has_none" | "no_source";
  readonly jobId: JobId | null;
}

/** What is wrong with which bars, how far a series can be trusted, and what people said about it. */
export interface QualityFlows {
  listCoveredSeries(): Promise<readonly CoveredSeriesView[]>;
  readCoverageMap(zoom: MapZoomInput): Promise<readonly MapRowView[]>;
  listFindings(query: FindingQueryInput): Promise<Page<FindingView>>;
  /** Checks one series, an instrument's series, or with null everything, as a job. */
  startQualityCheck(
    actor: Actor,
    input: { readonly symbol: string | null; readonly resolution: ResolutionName | null },
  ): Answer<{ readonly jobId: JobId }>;
  /** Says why a finding is as it is. `accepted` needs no reason. */
  explainFinding(
    actor: Actor,
    input: {
      readonly findingId: string;
      readonly explanation: "halted" | "no_trade" | "reason" | "accepted";
      readonly reason: string;
    },
  ): Answer<FindingView>;
  /** Asks the feeds of its series for the bars of a finding. */
  repairFinding(actor: Actor, findingId: string): Answer<RepairView>;
  /** Takes back what a person said. */
  reopenFinding(actor: Actor, findingId: string): Answer<FindingView>;
}
