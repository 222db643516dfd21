import type { EpochMs, InstrumentId, JobId, Result, SqlPort } from "@/modules/_kernel";
import type { Span } from "../domain/backfill/span";
import type { BarColumns } from "../domain/bar-columns";
import type { Calendar } from "../domain/calendar/calendar";
import type { Feed, FeedAction, FeedId, FeedRefusal, HistoryPage, HistoryRequest } from "../domain/feed/feed";
import type { RejectedBars } from "../domain/feed/quarantine";
import type { BarTransaction, MergeCounts, SeriesKey } from "./index";

export const FETCH_LANES = ["interactive", "bulk"] as const;
/** Who waits for a fetch: a person at a screen, or nobody. The two have workers of their own. */
export type FetchLane = (typeof FETCH_LANES)[number];
export type FetchReason = "person" | "repair" | "schedule";

/** A series at one feed: what two fetches of one range are two of. */
export interface FetchKey extends SeriesKey {
  readonly feed: FeedId;
}

export interface NewFetch extends FetchKey, Span {
  readonly fetchId: string;
  readonly jobId: JobId;
  readonly symbol: string;
  /** The feed's name of the instrument. */
  readonly alias: string;
  readonly lane: FetchLane;
  readonly reason: FetchReason;
  readonly createdBy: string | null;
}

export type FetchEnd =
  | { readonly status: "completed" | "canceled" }
  | { readonly status: "failed"; readonly refusal: BackfillRefusal };

/** One request for history, and how far it is. */
export interface BarFetch extends NewFetch, MergeCounts {
  /** Everything that starts before this has been given: where it goes on. */
  readonly completeToMs: number;
  readonly status: "open" | FetchEnd["status"];
  readonly pages: number;
  readonly quarantined: number;
  readonly refusal: BackfillRefusal | null;
  readonly createdAtMs: EpochMs;
  readonly updatedAtMs: EpochMs;
  readonly finishedAtMs: EpochMs | null;
}

/** Why a fetch ended early, as plain data. `reason` is a kind of feed refusal, or one of those below. */
export interface BackfillRefusal {
  readonly reason: FeedRefusal["kind"] | "feed.unknown" | "feed.stuck";
  readonly feed: FeedId;
  readonly detail: string;
}

/** A stretch that a source was asked for and answered, with bars or without. */
export interface AnsweredSpan extends Span {
  readonly feed: FeedId;
  readonly answeredAtMs: EpochMs;
}

/** A series that is brought up to date after each session. */
export interface FollowedSeries extends FetchKey {
  readonly alias: string;
  readonly createdBy: string | null;
}

export interface PageCounts extends MergeCounts {
  readonly completeToMs: number;
  readonly quarantined: number;
}

/** Fetches of history. What they brought is committed page by page, each page with how far the fetch is. */
export interface BarFetches {
  /** Whoever decides what to fetch of a series waits here for others who do, until the transaction ends. */
  lockKey(tx: SqlPort, key: FetchKey): Promise<void>;
  insert(tx: SqlPort, fetch: NewFetch, nowMs: EpochMs): Promise<void>;
  find(sql: SqlPort, fetchId: string): Promise<BarFetch | null>;
  /** Those that are not at their end; at most a hundred. */
  listOpen(sql: SqlPort, key: FetchKey): Promise<readonly BarFetch[]>;
  /** Newest first; of one instrument, or of all (null). `offset` pages on. */
  list(
    sql: SqlPort,
    query: { readonly instrumentId: InstrumentId | null; readonly offset: number; readonly limit: number },
  ): Promise<readonly BarFetch[]>;
  /** What was asked of a series and answered, by one feed or by all (null), the newest answers first. */
  answered(sql: SqlPort, series: SeriesKey, feed: FeedId | null): Promise<readonly AnsweredSpan[]>;
  /**
   * Moves a fetch on by a page, in the transaction of the page's bars. False when it does not stand at `fromMs` any more or
   * has ended: somebody else works on it, and nothing of this page may be kept.
   */
  advance(tx: SqlPort, fetchId: string, fromMs: number, page: PageCounts, nowMs: EpochMs): Promise<boolean>;
  /** Ends a fetch; one that has ended stays as it is, and the answer is false. */
  end(tx: SqlPort, fetchId: string, end: FetchEnd, nowMs: EpochMs): Promise<boolean>;
  /** Opens a fetch that ended early, for another job. False when it is open or complete. */
  reopen(tx: SqlPort, fetchId: string, jobId: JobId, nowMs: EpochMs): Promise<boolean>;
  /** Begins to follow a series, or moves its next time. */
  follow(tx: SqlPort, series: FollowedSeries, nextAtMs: EpochMs, nowMs: EpochMs): Promise<void>;
  /** False when it was not followed. */
  unfollow(tx: SqlPort, key: FetchKey): Promise<boolean>;
  /** Followed series whose time has come, locked; those that others have locked are left to them. At most `limit`. */
  lockDue(tx: SqlPort, nowMs: EpochMs, limit: number): Promise<readonly FollowedSeries[]>;
  /** Followed series of an instrument. */
  listFollowed(sql: SqlPort, instrumentId: InstrumentId): Promise<readonly FollowedSeries[]>;
}

/** The feeds of this process. Null for an id that no feed has; a refusal for one that is off or lacks its key. */
export interface FeedDirectory {
  get(id: FeedId): Promise<Result<Feed, FeedRefusal> | null>;
  /** How long a fetch that nobody waits for should let others go first, ms; 0: not at all. */
  patienceMs(id: FeedId): number;
}

/** What a page of history is held against. */
export interface PageContext {
  readonly request: HistoryRequest;
  readonly currency: string;
  readonly calendar: Calendar | null;
  readonly before: { readonly time: number; readonly close: number } | null;
  readonly nowMs: number;
}

/** A page sorted into bars that may be merged, times strictly rising, and what may not with the reason. */
export interface CheckedPage {
  readonly bars: BarColumns;
  readonly rejected: readonly RejectedBars[];
}

export type CheckPage = (page: HistoryPage, context: PageContext) => CheckedPage;

/**
 * Keeps splits and dividends that came with a page, in the transaction of its bars; `currency` is that of the instrument's
 * prices. Safe to be told the same again.
 */
export type KeepActions = (
  tx: BarTransaction,
  fetch: BarFetch,
  told: { readonly actions: readonly FeedAction[]; readonly currency: string },
  nowMs: EpochMs,
) => Promise<void>;

/** Keeps what was rejected where people see it, in the transaction of the page. */
export type KeepRejected = (
  tx: SqlPort,
  fetch: BarFetch,
  rejected: CheckedPage["rejected"],
  nowMs: EpochMs,
) => Promise<void>;
