import type { EpochMs, JobId, UserId } from "@/modules/_kernel";
import type { Actor, Answer, InstrumentKind, Page, ResolutionName } from "./shared";

/** Facts of an instrument that comes into being with its first fetch; what exists is not changed. */
export interface FetchedInstrument {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly timeZone: string;
  /** Steps as the feed tells them, decimal text; not given, or null: what is usual for its kind. */
  readonly tick?: string | null | undefined;
  readonly lot?: string | null | undefined;
}

export interface StartBackfillInput {
  readonly symbol: string;
  readonly feed: string;
  /** The feed's name of it; null takes the one that is linked, or the symbol. */
  readonly alias: string | null;
  readonly resolution: ResolutionName;
  /** First and last session, `YYYY-MM-DD`, both inside; null is what is usual at the resolution, and now. */
  readonly from: string | null;
  readonly to: string | null;
  /** Whether it waits behind everything that people wait for. */
  readonly bulk: boolean;
  /** Bring it up to date after each session from now on. */
  readonly follow: boolean;
  /** For a symbol that is new. */
  readonly instrument: FetchedInstrument | null;
}

/** A job that brings a part of what was asked for. */
export interface BackfillPart {
  readonly fetchId: string;
  readonly jobId: JobId;
  /** It was at work already, for somebody else who asked for the same. */
  readonly joined: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface BackfillView {
  readonly fetchId: string;
  readonly jobId: JobId;
  readonly symbol: string;
  readonly feed: string;
  readonly alias: string;
  readonly resolution: ResolutionName;
  readonly fromMs: number;
  readonly toMs: number;
  readonly completeToMs: number;
  readonly bulk: boolean;
  readonly reason: "person" | "repair" | "schedule";
  readonly status: "waiting" | "running" | "completed" | "failed" | "canceled";
  readonly pages: number;
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly kept: number;
  readonly quarantined: number;
  /** Kind of refusal and its facts, for a fetch that failed. */
  readonly refusal: { readonly reason: string; readonly detail: string } | null;
  /** Who started its job, while it is open; null: the house itself. */
  readonly createdBy: UserId | null;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly finishedAt: EpochMs | null;
}

export interface RepairSpan {
  readonly symbol: string;
  readonly resolution: ResolutionName;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What becomes of a gap. `source_has_none`: every feed that gave bars of the series was asked for it and had none. */
export type RepairAnswer =
  | { readonly outcome: "started"; readonly parts: readonly BackfillPart[] }
  | { readonly outcome: "source_has_none"; readonly feeds: readonly string[]; readonly answeredAtMs: EpochMs }
  | { readonly outcome: "no_source" };

export interface FollowView {
  readonly symbol: string;
  readonly feed: string;
  readonly alias: string;
  readonly resolution: ResolutionName;
}

export interface BackfillFlows {
  /** Starts bringing history. Of what others already bring only the rest is started; what is asked for twice is done once. */
  startBackfill(actor: Actor, input: StartBackfillInput): Answer<readonly BackfillPart[]>;
  /** Goes on with a fetch that failed or was canceled, where it stands. */
  resumeBackfill(actor: Actor, fetchId: string): Answer<BackfillPart>;
  getBackfill(fetchId: string): Answer<BackfillView>;
  /** Newest first; of one symbol, or of all (null). */
  listBackfills(query: {
    readonly symbol: string | null;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<BackfillView>>;
  /** Asks the feeds of a series for a gap, once an answer each. */
  repairSpan(actor: Actor, span: RepairSpan): Answer<RepairAnswer>;
  listFollowed(symbol: string): Answer<readonly FollowView[]>;
  unfollow(actor: Actor, series: Omit<FollowView, "alias">): Answer<null>;
}
