import type { EpochMs, JobId, SqlPort } from "@/modules/_kernel";
import type { BarColumns, NamedColumns } from "@/modules/data";
import type {
  ParameterRanges,
  SearchOutcome,
  SearchSpec,
  SumUpInput,
  sumUpSearch,
  TrialOutcome,
  TrialTask,
  WalkWindow,
} from "./domain/search";
import type { StrategyParams } from "./domain/strategy";
import type { RunRefusal } from "./ports";

export type SearchStatus = "queued" | "running" | "succeeded" | "failed" | "canceled";
export type ChunkStatus = "waiting" | "sent" | "done" | "failed" | "canceled";

export interface NewSearch {
  readonly searchId: string;
  /** The job that plans it. */
  readonly jobId: JobId;
  readonly spec: SearchSpec;
  readonly instrumentId: number;
  readonly currency: string;
  readonly createdBy: string | null;
  /** How many trials it will run; of a grid an upper bound until it is planned. */
  readonly trials: number;
}

/** What all chunks run on, settled once: whoever takes part, whenever, computes the same. */
export interface SearchPlan {
  readonly asOfMs: EpochMs;
  readonly actionsAsOfMs: EpochMs | null;
  /** sha256 over the bars' columns. */
  readonly dataHash: string;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  readonly periodsPerYear: number;
  readonly windows: readonly WalkWindow[];
  readonly returnEveryDays: number;
  /** Id of the instrument's calendar, which says where sessions end; null where none is known. */
  readonly calendar: string | null;
  readonly code: string;
  readonly engineVersion: string;
  readonly strategyVersion: string;
}

export interface SearchRecord extends NewSearch {
  readonly status: SearchStatus;
  readonly plan: SearchPlan | null;
  readonly outcome: SearchOutcome | null;
  readonly trialsDone: number;
  /** Combinations whose strategy broke. */
  readonly faults: number;
  /** How many chunks have been finished in all: their results are numbered in this order. */
  readonly chunksDone: number;
  readonly chunks: number;
  readonly chunksFailed: number;
  readonly error: RunRefusal | null;
  readonly createdAtMs: EpochMs;
  readonly finishedAtMs: EpochMs | null;
}

export interface SearchChunk {
  readonly chunk: number;
  readonly status: ChunkStatus;
  readonly jobId: JobId | null;
  readonly trials: number;
  readonly error: RunRefusal | null;
}

/** Results of some chunks, in the order in which they were finished. */
export interface ChunkResults {
  /** Number of the last one in that order; read on after it. */
  readonly order: number;
  /** `point` and the columns of the trials, one value a trial. */
  readonly columns: NamedColumns;
}

export interface SearchCursor {
  readonly createdAtMs: EpochMs;
  readonly searchId: string;
}

/** Searches: one row each, their chunks with results in columns, and the curves of their end. */
export interface Searches {
  insert(tx: SqlPort, search: NewSearch): Promise<void>;
  find(searchId: string): Promise<SearchRecord | null>;
  /** Newest first, older than `before`. */
  list(before: SearchCursor | null, limit: number): Promise<readonly SearchRecord[]>;
  /** Best first by the return of the curve out of sample; those without one last, newest first. */
  rank(
    before: (SearchCursor & { readonly oosReturn: number | null }) | null,
    limit: number,
  ): Promise<readonly SearchRecord[]>;
  /** Searches that are at work, oldest first. */
  listOpen(limit: number): Promise<readonly string[]>;
  /** Keeps the row to this transaction: who advances a search does so one after the other. Null: there is none. */
  lock(tx: SqlPort, searchId: string): Promise<SearchStatus | null>;
  setStatus(tx: SqlPort, searchId: string, status: "running" | "queued", jobId: JobId | null): Promise<void>;
  setPlan(tx: SqlPort, searchId: string, plan: SearchPlan, trials: number): Promise<void>;
  /** Adds chunks behind those there are. */
  addChunks(tx: SqlPort, searchId: string, chunks: readonly (readonly number[])[]): Promise<void>;
  listChunks(
    tx: SqlPort,
    searchId: string,
    statuses: readonly ChunkStatus[],
    limit: number,
  ): Promise<readonly SearchChunk[]>;
  countChunks(tx: SqlPort, searchId: string): Promise<Readonly<Record<ChunkStatus, number>>>;
  markSent(tx: SqlPort, searchId: string, chunk: number, jobId: JobId): Promise<void>;
  readPoints(
    searchId: string,
    chunk: number,
  ): Promise<{ readonly status: ChunkStatus; readonly points: Float64Array } | null>;
  /** Keeps the results of a chunk. False: it had them already, and nothing was counted twice. */
  complete(tx: SqlPort, searchId: string, chunk: number, outcome: TrialOutcome, points: Float64Array): Promise<boolean>;
  /** Ends a chunk without results, unless it has some. */
  endChunk(tx: SqlPort, searchId: string, chunk: number, end: ChunkEnd): Promise<void>;
  /** Chunks that ended without results wait again. Returns how many. */
  reopenChunks(tx: SqlPort, searchId: string): Promise<number>;
  cancelChunks(tx: SqlPort, searchId: string): Promise<void>;
  /** Results of chunks finished after number `after` in their order, at most `limit` of them. */
  readResults(searchId: string, after: number, limit: number): Promise<ChunkResults>;
  /** Returns of all trials between the ends kept, a row a trial in the order of {@link readResults}. */
  readReturns(
    searchId: string,
  ): Promise<{ readonly trials: number; readonly periods: number; readonly returns: Float32Array }>;
  end(tx: SqlPort, searchId: string, end: SearchEnd): Promise<void>;
  readSeries(searchId: string): Promise<NamedColumns>;
  /** Trials ever run of a strategy on an instrument's bars of a resolution: what a lucky result must be held against. */
  countTrials(subject: TrialSubject): Promise<number>;
}

export interface TrialSubject {
  readonly strategy: string;
  readonly instrumentId: number;
  readonly resolution: string;
}

export type ChunkEnd =
  | { readonly status: "failed"; readonly error: RunRefusal }
  | { readonly status: "canceled" }
  | { readonly status: "waiting" };

export type SearchEnd =
  | { readonly status: "succeeded"; readonly outcome: SearchOutcome; readonly series: NamedColumns }
  | { readonly status: "failed"; readonly error: RunRefusal }
  | { readonly status: "canceled" };

/** Runs trials on all processors. */
export interface TrialPool {
  /**
   * The outcome of all trials, in their order; null when the signal came first. `key` names the bars: they are handed to the
   * threads once. A thread that dies takes the call with it as a fault; a combination whose strategy does not come back is a
   * fault of its own, and the others go on.
   */
  run(
    job: PooledTrials,
    pacing: { readonly signal: AbortSignal; progress(done: number): void },
  ): Promise<TrialOutcome | null>;
  /** See `sumUpSearch`, on a thread. Breaks with a `StrategyFault` where the strategy does not come back. */
  sumUp(job: PooledSum): Promise<SearchSummary>;
  close(): Promise<void>;
}

/** As plain data: strategy and space are made of it where it is summed up. */
export interface PooledSum extends Omit<SumUpInput, "definition" | "space"> {
  readonly ranges: ParameterRanges;
}
export type SearchSummary = ReturnType<typeof sumUpSearch>;

export interface PooledTrials {
  readonly key: string;
  readonly bars: BarColumns;
  readonly task: TrialTask;
  readonly trials: readonly StrategyParams[];
}
