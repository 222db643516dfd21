import type { EpochMs, InstrumentId, SqlPort, UserId } from "@/modules/_kernel";
import type { BarColumns } from "../domain/bar-columns";
import type { FeedId, FeedInstrument, FeedMessage, FeedRefusal } from "../domain/feed/feed";
import type { QuarantineFacts, QuarantineReason } from "../domain/feed/quarantine";
import type { Resolution } from "../domain/resolution";

/** What a person set for a feed. */
export interface FeedChoice {
  readonly feed: FeedId;
  readonly enabled: boolean;
  readonly baseUrls: Readonly<Record<string, string>>;
}

/** What calls of one process add to a feed's state. Counts are those since its last report. */
export interface FeedReport {
  readonly feed: FeedId;
  readonly requests: number;
  readonly errors: number;
  readonly lastSuccessMs: number | null;
  readonly lastRefusal: { readonly atMs: number; readonly refusal: FeedRefusal } | null;
  readonly openUntilMs: number | null;
  readonly rateLeft: number;
  readonly atMs: number;
}

/** How a feed stands. */
export interface FeedState {
  readonly feed: FeedId;
  readonly requests: number;
  readonly errors: number;
  readonly lastSuccessMs: EpochMs | null;
  /** The newest refusal, with its facts. */
  readonly lastRefusal: { readonly atMs: EpochMs; readonly refusal: FeedRefusal } | null;
  /** First refusal since the last success; null while it works, or was never asked. */
  readonly downSinceMs: EpochMs | null;
  readonly openUntilMs: EpochMs | null;
  readonly rateLeft: number | null;
  readonly updatedAtMs: EpochMs;
}

/** Choices and states of feeds. */
export interface FeedStore {
  choiceOf(sql: SqlPort, feed: FeedId): Promise<FeedChoice | null>;
  choices(sql: SqlPort): Promise<readonly FeedChoice[]>;
  choose(tx: SqlPort, choice: FeedChoice, by: UserId | null): Promise<void>;
  states(sql: SqlPort): Promise<readonly FeedState[]>;
  /** Start of the newest bar of any instrument that has a name at a feed, by feed. */
  newestPrices(sql: SqlPort): Promise<ReadonlyMap<FeedId, EpochMs>>;
  /** Adds to what other processes reported. */
  report(sql: SqlPort, report: FeedReport): Promise<void>;
}

/** Something to keep out, with what is needed to look at it and to take it after all. */
export interface ToQuarantine {
  readonly feed: FeedId;
  readonly alias: string;
  readonly instrumentId: InstrumentId | null;
  readonly symbol: string;
  readonly resolution: Resolution | null;
  readonly reason: QuarantineReason;
  readonly facts: QuarantineFacts;
  /** As they came; null for what is no bar. */
  readonly bars: BarColumns | null;
  /** The beginning of what came, in the source's words or ours. */
  readonly sample: string;
  /** Null: it came as history. */
  readonly live: LiveRefusals | null;
}

/** Refused messages of a stream: those of one type, instrument, reason and window are one entry. */
export interface LiveRefusals {
  readonly message: FeedMessage["type"];
  readonly times: number;
  /** What comes again in this window is counted; in another it is an entry of its own. */
  readonly window: number;
}

/** A price that a person released: what a stream holds further prices against. */
export interface ReleasedLevel {
  readonly alias: string;
  readonly price: number;
  /** When the refused messages began to come: from here on they are asked of the source's history. */
  readonly sinceMs: EpochMs;
  readonly decidedAtMs: EpochMs;
}

export type QuarantineStatus = "open" | "released" | "discarded";

export interface QuarantineEntry {
  readonly no: number;
  readonly feed: FeedId;
  readonly alias: string;
  readonly instrumentId: InstrumentId | null;
  readonly symbol: string;
  readonly resolution: Resolution | null;
  readonly reason: QuarantineReason;
  readonly facts: QuarantineFacts;
  readonly bars: number;
  readonly firstMs: EpochMs | null;
  readonly lastMs: EpochMs | null;
  readonly sample: string;
  /** The type of live messages; null for what came as history. */
  readonly message: FeedMessage["type"] | null;
  readonly timesSeen: number;
  readonly firstSeenMs: EpochMs;
  readonly lastSeenMs: EpochMs;
  readonly status: QuarantineStatus;
  readonly decidedBy: string | null;
  readonly decidedAtMs: EpochMs | null;
}

export interface QuarantineQuery {
  readonly status: QuarantineStatus;
  readonly feed: FeedId | null;
  readonly reason: QuarantineReason | null;
  /** Entries before this number; null begins at the newest. */
  readonly beforeNo: number | null;
  readonly limit: number;
}

/** What was kept out. Nothing leaves it but by a person's word, and what was decided stays on record. */
export interface QuarantineStore {
  /** Keeps it; the same again is counted with its bars, and what was discarded stays so. */
  keep(tx: SqlPort, entry: ToQuarantine, nowMs: EpochMs): Promise<void>;
  list(sql: SqlPort, query: QuarantineQuery): Promise<readonly QuarantineEntry[]>;
  /** Open entries and their bars, by feed and reason. */
  counts(sql: SqlPort): Promise<
    readonly {
      readonly feed: FeedId;
      readonly reason: QuarantineReason;
      readonly entries: number;
      readonly bars: number;
    }[]
  >;
  /** One entry with its bars, locked until the transaction ends; null when there is none. */
  lock(tx: SqlPort, no: number): Promise<{ readonly entry: QuarantineEntry; readonly bars: BarColumns | null } | null>;
  /** Prices of live messages of a feed that were released at or after a moment; at most `limit`. */
  releasedLevels(sql: SqlPort, feed: FeedId, fromMs: EpochMs, limit: number): Promise<readonly ReleasedLevel[]>;
  decide(
    tx: SqlPort,
    no: number,
    decision: { readonly status: "released" | "discarded"; readonly by: string | null; readonly atMs: EpochMs },
  ): Promise<void>;
}

/** One feed's answer to a search. */
export type FeedSearchAnswer =
  | { readonly state: "found"; readonly instruments: readonly FeedInstrument[] }
  | { readonly state: "refused"; readonly refusal: FeedRefusal };

/** Answers of feeds to a search, as they come. */
export interface FeedSearches {
  keep(tx: SqlPort, searchId: string, feed: FeedId, answer: FeedSearchAnswer): Promise<void>;
  answers(sql: SqlPort, searchId: string): Promise<ReadonlyMap<FeedId, FeedSearchAnswer>>;
  /** Removes up to `limit` answers that are older. Returns how many went. */
  prune(sql: SqlPort, olderThanMs: number, limit: number): Promise<number>;
}
