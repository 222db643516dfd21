import type { EpochMs, JobId } from "@/modules/_kernel";
import type { SearchOutcome, SearchPlan, SearchSpec, SearchStatus } from "@/modules/strategy";
import type { AppError } from "../errors";
import type { Actor, Answer, Page } from "./shared";

export interface SearchView {
  readonly searchId: string;
  readonly status: SearchStatus;
  readonly spec: SearchSpec;
  readonly strategyTitle: string;
  readonly currency: string;
  readonly plan: SearchPlan | null;
  readonly outcome: SearchOutcome | null;
  /** Combinations it runs in all (of a grid an upper bound until it is planned), and those that ran. */
  readonly trials: number;
  readonly trialsDone: number;
  /** Combinations whose strategy broke. */
  readonly faults: number;
  readonly chunks: number;
  readonly chunksDone: number;
  readonly chunksFailed: number;
  readonly error: AppError | null;
  readonly createdAt: EpochMs;
  readonly finishedAt: EpochMs | null;
}

/** A search with what only its own page shows. */
export interface SearchDetail extends SearchView {
  /** Jobs that are before its own in the queue; null when one of its own runs. */
  readonly ahead: number | null;
  /** Why parts of it ended without results; at most the first 20. */
  readonly failures: readonly { readonly chunk: number; readonly trials: number; readonly error: AppError | null }[];
  /** Trials ever run of this strategy on these bars, this search included. */
  readonly trialsEver: number;
}

export type SearchOrder = "newest" | "outOfSample";

export type SearchSpecInput = SearchSpec;

/** Searches over a strategy's parameters. */
export interface SearchFlows {
  /** Checks everything that can be said without reading bars; each call is a search of its own. */
  submitSearch(actor: Actor, input: SearchSpecInput): Answer<{ readonly searchId: string; readonly jobId: JobId }>;
  getSearch(searchId: string): Answer<SearchDetail>;
  /** Newest first, or best first by what they were worth out of sample (those without an answer last). */
  listSearches(page: {
    readonly order: SearchOrder;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<SearchView>>;
  /** What has run stays; refuses one that has ended. */
  cancelSearch(actor: Actor, searchId: string): Answer<null>;
  /** Runs what a canceled search, or one with failed parts, has left out. Refuses one that is at work or complete. */
  resumeSearch(actor: Actor, searchId: string): Answer<null>;
  /** Columns of the chunks finished after number `after`, and `order`, the number to read on after. */
  readSearchResults(searchId: string, after: number): Answer<Uint8Array<ArrayBuffer>>;
  /** The curve out of sample. */
  readSearchSeries(searchId: string): Answer<Uint8Array<ArrayBuffer>>;
}
