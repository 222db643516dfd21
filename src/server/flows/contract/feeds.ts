import type { EpochMs, JobId } from "@/modules/_kernel";
import type { AppError } from "../errors";
import type { Actor, Answer, InstrumentKind, Page, ResolutionName } from "./shared";

/** How a feed stands, in one word: what its lamp shows. */
export type FeedStanding =
  | "off"
  /** It works with a key only, and has none that can be opened. */
  | "needs_key"
  /** On, and nobody has asked it anything yet. */
  | "unknown"
  | "live"
  /** Connected, and nothing comes for longer than it is ever silent. */
  | "mute"
  /** Its last answers were refusals. */
  | "down"
  /** It failed so often that it is left alone for a while. */
  | "resting";

/** How a feed's stream stands now. */
export interface FeedStreamView {
  /** `idle`: nothing is wanted of it. */
  readonly state: "connecting" | "live" | "mute" | "down" | "idle";
  readonly since: EpochMs;
  readonly error: AppError | null;
  readonly instruments: number;
  /** What it streams at once at most. */
  readonly instrumentsMax: number;
  /** Wanted and over that: the first of them with why they are wanted, and how many. */
  readonly leftOut: readonly { readonly symbol: string; readonly why: "traded" | "recorded" | "shown" | "watched" }[];
  readonly leftOutCount: number;
  /** Since the stream was taken up; `refused` of them are in the quarantine. */
  readonly messages: number;
  readonly refused: number;
  readonly lastMessageAt: EpochMs | null;
  /** Instruments whose market is open and that say nothing: the first of them with their last word, and how many. */
  readonly muted: readonly { readonly symbol: string; readonly lastAt: EpochMs | null }[];
  readonly mutedCount: number;
}

export interface FeedView {
  readonly feed: string;
  readonly title: string;
  readonly about: string;
  readonly history: readonly ResolutionName[];
  readonly streams: boolean;
  /** Null: no process streams it now. */
  readonly stream: FeedStreamView | null;
  readonly search: boolean;
  readonly needsKey: boolean;
  readonly enabled: boolean;
  readonly standing: FeedStanding;
  /** Addresses that it calls: the provider's own, and what a person set instead. */
  readonly addresses: readonly { readonly name: string; readonly own: string; readonly set: string | null }[];
  readonly keyFields: readonly { readonly name: string; readonly label: string }[];
  /** When its key was given; null: none is there. The key itself never leaves the server. */
  readonly keySetAt: EpochMs | null;
  readonly requests: number;
  readonly errors: number;
  /** Requests that may go out now under its rate limit; null: nobody has asked it yet. */
  readonly rateLeft: number | null;
  readonly rateLimit: { readonly requests: number; readonly windowMs: number };
  readonly lastSuccessAt: EpochMs | null;
  readonly lastRefusal: { readonly at: EpochMs; readonly error: AppError } | null;
  readonly downSince: EpochMs | null;
  readonly openUntil: EpochMs | null;
  /** Start of the newest bar of any instrument that has a name at this feed. */
  readonly newestPriceAt: EpochMs | null;
  /** Bars and answers of it that wait for a person's decision. */
  readonly quarantined: number;
  /** Whether there is something to ask it for a test. */
  readonly testable: boolean;
}

export interface FeedChange {
  readonly enabled?: boolean;
  /** By name; null goes back to the provider's own. */
  readonly addresses?: Readonly<Record<string, string | null>>;
}

export interface FoundInstrument {
  readonly feed: string;
  readonly alias: string;
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  /** Null where the feed does not say before it gives prices. */
  readonly currency: string | null;
  readonly venue: string;
  readonly calendar: string | null;
  /** Decimal text; null where the feed does not say. */
  readonly tick: string | null;
  readonly lot: string | null;
}

/** One feed's part of a search. */
export interface FeedSearchPart {
  readonly feed: string;
  readonly title: string;
  readonly history: readonly ResolutionName[];
  readonly streams: boolean;
  /** `asked` until it answers. */
  readonly state: "asked" | "found" | "refused";
  readonly instruments: readonly FoundInstrument[];
  readonly error: AppError | null;
}

export interface QuarantineView {
  readonly no: number;
  readonly feed: string;
  readonly feedTitle: string;
  readonly alias: string;
  readonly symbol: string;
  readonly resolution: ResolutionName | null;
  readonly reason: string;
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly bars: number;
  readonly firstMs: EpochMs | null;
  readonly lastMs: EpochMs | null;
  /** The beginning of what came, as text. */
  readonly sample: string;
  /** The type of live message that was refused; null for what came as history. */
  readonly message: "quote" | "trade" | "correction" | "bar" | "depth" | "line" | null;
  readonly timesSeen: number;
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly status: "open" | "released" | "discarded";
  /** E-mail address of who decided; an id where no such person is known here. */
  readonly decidedBy: string | null;
  readonly decidedAt: EpochMs | null;
  /** Whether a person may say that it is right after all. */
  readonly releasable: boolean;
}

export interface QuarantineCount {
  readonly feed: string;
  readonly reason: string;
  readonly entries: number;
  readonly bars: number;
}

/** One file of the watched folder and what became of it. */
export interface FolderFileView {
  /** Below the root, with `/` between. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: EpochMs;
  /** `waiting`: it may still be written. `gone`: it was there once, and its bars stay. */
  readonly state: "waiting" | "imported" | "refused" | "gone";
  readonly symbol: string | null;
  readonly resolution: ResolutionName | null;
  /** Why it was kept out; null for files that were not. */
  readonly error: AppError | null;
  /** When it was last taken in or refused. */
  readonly decidedAt: EpochMs | null;
}

export interface FolderView extends Page<FolderFileView> {
  /** Nothing outside of it is read. */
  readonly root: string;
  readonly counts: Readonly<Record<FolderFileView["state"], number>>;
}

/** Feeds: what is set for them, how they stand, what they have, and what of their word is kept out. */
export interface FeedFlows {
  listFeeds(): Promise<readonly FeedView[]>;
  changeFeed(actor: Actor, feed: string, change: FeedChange): Answer<FeedView>;
  /** Keeps a feed's key, sealed. Every field must be given; what was there is replaced. */
  setFeedKey(actor: Actor, feed: string, key: Readonly<Record<string, string>>): Answer<FeedView>;
  removeFeedKey(actor: Actor, feed: string): Answer<FeedView>;
  /** Asks a feed for something that it always has, as a job: its result says how long it took, or why not. */
  testFeed(actor: Actor, feed: string): Answer<{ readonly jobId: JobId }>;
  /**
   * Asks every feed that searches, all at once. Answers come one by one: `feedSearch` has those that are there, and the topic
   * `feed.search` says when there is another. Reads only, so no audit row.
   */
  searchFeeds(actor: Actor, text: string): Promise<{ readonly searchId: string }>;
  feedSearch(searchId: string): Promise<readonly FeedSearchPart[]>;
  /** Files of the watched folder, by path. */
  listFolderFiles(query: {
    readonly state: FolderFileView["state"] | null;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<FolderView>;
  listQuarantine(query: {
    readonly status: QuarantineView["status"];
    readonly feed: string | null;
    readonly reason: string | null;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<QuarantineView>>;
  quarantineCounts(): Promise<readonly QuarantineCount[]>;
  /** Says that what was kept out is right: its bars are merged into the series, as an import that can be undone. */
  releaseQuarantined(actor: Actor, no: number): Answer<QuarantineView>;
  /** Says that it is wrong. It stays on record. */
  discardQuarantined(actor: Actor, no: number): Answer<QuarantineView>;
}
