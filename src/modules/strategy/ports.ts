import type { EpochMs, JobId, Result, RunId, SqlPort } from "@/modules/_kernel";
import type {
  AdjustedSeriesError,
  BarColumns,
  NamedColumns,
  PriceAdjustment,
  Resolution,
  TimeZone,
} from "@/modules/data";
import type { Examination, Verdict } from "./domain/analysis/examination";
import type { BacktestSpec } from "./domain/backtest-spec";
import type { DecisionNote } from "./domain/strategy";
import type { BacktestStats } from "./domain/tear-sheet";

/** What went into a run, hashed and dated, so that it can be run again to the same bits. */
export interface RunCard {
  /** Commit of the code that ran. */
  readonly code: string;
  readonly engineVersion: string;
  readonly strategyVersion: string;
  /** sha256 over the bars' columns. */
  readonly dataHash: string;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  /** The bars are those that were known at this moment. */
  readonly asOfMs: EpochMs;
  /** What the prices are free of, by how many corporate actions, and as of when those were known; null: none ever was. */
  readonly adjustment: PriceAdjustment;
  readonly actions: number;
  readonly actionsAsOfMs: EpochMs | null;
  readonly seed: number;
  readonly tookMs: number;
  /** How far the bars could be trusted when the run began; null: nobody had judged them. Of several series the worst. */
  readonly quality: DataQuality | null;
  /** Calendars that decide when bars are over, by what they say: another hash is another calendar. */
  readonly calendars: readonly CalendarFacts[];
  /** Of a run on several instruments or resolutions each of its series; none: the one that the card is about. */
  readonly series: readonly SeriesCard[];
  /** What was held for comparison, where it is none of the run's own. */
  readonly benchmark: SeriesCard | null;
}

/** A calendar and the hash of the sessions it has. */
export interface CalendarFacts {
  readonly id: string;
  readonly hash: string;
}

/** One series that went into a run. */
export interface SeriesCard {
  readonly symbol: string;
  readonly resolution: Resolution;
  readonly dataHash: string;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  readonly asOfMs: EpochMs;
  readonly actions: number;
  readonly actionsAsOfMs: EpochMs | null;
}

/** The judgement of the bars a run is made of; the worst of them where several series are joined. */
export interface DataQuality {
  /** 0 to 100; null: there was nothing to judge. */
  readonly score: number | null;
  readonly checkedAtMs: EpochMs;
  /** Whether it is about the very bars of the run: false when they changed after they were judged. */
  readonly current: boolean;
}

/** What a finished backtest is: card, statistics, hash of the result's columns, and the columns that are kept. */
export interface BacktestOutcome {
  readonly card: RunCard;
  readonly stats: BacktestStats;
  /** sha256 over equity, orders, fills and trades: two runs with one hash gave the same bits. */
  readonly resultHash: string;
  readonly series: NamedColumns;
  /** What the strategy wrote on its way, oldest first: the first thousand lines at most. */
  readonly notes: readonly DecisionNote[];
}

export type RunStatus = "queued" | "running" | "succeeded" | "failed" | "canceled";

export interface NewRun {
  readonly runId: RunId;
  readonly jobId: JobId;
  readonly spec: BacktestSpec;
  readonly instrumentId: number;
  /** Of those besides it, in the order of the request. */
  readonly otherInstrumentIds: readonly number[];
  readonly currency: string;
  readonly rerunOf: RunId | null;
  readonly createdBy: string | null;
}

/** What a person wrote on a run. */
export interface RunRemarks {
  readonly note: string;
  readonly tags: readonly string[];
}

/** Which runs of a list; what is not given is any. */
export interface RunFilter {
  readonly tag?: string;
  readonly strategy?: string;
  /** Of any instrument of the run. */
  readonly symbol?: string;
  readonly verdict?: Verdict;
}

export interface BacktestRun extends Omit<NewRun, "otherInstrumentIds">, RunRemarks {
  /** As last written by the run itself; its job knows more while it is not at its end. */
  readonly status: RunStatus;
  readonly card: RunCard | null;
  readonly stats: BacktestStats | null;
  readonly resultHash: string | null;
  /** Of the run it repeats, once that has one. */
  readonly resultHashRepeated: string | null;
  readonly error: RunRefusal | null;
  /** Of its examination; null: not yet. */
  readonly verdict: Verdict | null;
  readonly createdAtMs: EpochMs;
  readonly finishedAtMs: EpochMs | null;
}

/** Why a run was refused, as plain data: a kind with its facts. */
export interface RunRefusal {
  readonly kind: string;
  readonly path?: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

/** A line that a strategy wrote about a decision. */
export interface RunNote {
  /** Time it was shown; null: before the first bar. */
  readonly atMs: EpochMs | null;
  readonly text: string;
}

/** One page of closed trades, columns of {@link TRADE_SERIES}. */
export interface TradePage {
  readonly total: number;
  readonly columns: NamedColumns;
}

/** Where to read on in a list that is newest first. */
export interface RunCursor {
  readonly createdAtMs: EpochMs;
  readonly runId: RunId;
}

/** Backtests: one row each, and their result columns. */
export interface BacktestRuns {
  /** In the transaction that submits its job. */
  insert(tx: SqlPort, run: NewRun): Promise<void>;
  find(runId: RunId): Promise<BacktestRun | null>;
  /** Newest first, older than `before`; at most `limit`. */
  list(filter: RunFilter, before: RunCursor | null, limit: number): Promise<readonly BacktestRun[]>;
  /** Those of the ids that there are, in no order; at most a page of them. */
  findAll(runIds: readonly RunId[]): Promise<readonly BacktestRun[]>;
  /** Every tag in use with the number of its runs, the most used first; at most {@link TAGS_MAX}. */
  listTags(): Promise<readonly { readonly tag: string; readonly runs: number }[]>;
  /** Replaces note and tags. False: there is no such run. */
  remark(tx: SqlPort, runId: RunId, remarks: RunRemarks): Promise<boolean>;
  /** A run that is at its end stays there. */
  markRunning(runId: RunId): Promise<void>;
  /** Writes result and columns in the caller's transaction; twice is once. */
  complete(tx: SqlPort, runId: RunId, outcome: BacktestOutcome): Promise<void>;
  refuse(tx: SqlPort, runId: RunId, error: RunRefusal): Promise<void>;
  cancel(tx: SqlPort, runId: RunId): Promise<void>;
  /** What its strategy wrote, oldest first. */
  readNotes(runId: RunId): Promise<readonly RunNote[]>;
  /** The columns of those names that the run has. */
  readSeries(runId: RunId, names: readonly string[]): Promise<NamedColumns>;
  /** Columns of `limit` trades from number `offset` on, without reading the others. */
  readTrades(runId: RunId, offset: number, limit: number): Promise<TradePage>;
}

/** How often a strategy was tried on some data, and how the tries differed. */
export interface Tries {
  /** Different results ever recorded, the run itself included; 1 or more. */
  readonly count: number;
  /** Sample variance of their annualized Sharpe ratios; null of fewer than two that have one. */
  readonly sharpeVariance: number | null;
}

/** What the examination of a run found. */
export interface Examinations {
  /** Tries of the run's strategy on its instrument and resolution, in windows that share bars with its own. */
  triesOf(run: BacktestRun): Promise<Tries>;
  /** In the caller's transaction; a later examination replaces an earlier one. */
  write(
    tx: SqlPort,
    runId: RunId,
    examined: { readonly examination: Examination; readonly series: NamedColumns },
  ): Promise<void>;
  find(runId: RunId): Promise<{ readonly examination: Examination; readonly examinedAtMs: EpochMs } | null>;
}

/** sha256 of columns, as hexadecimal text: names, lengths and every bit of the values. */
export type HashColumns = (columns: NamedColumns) => string;

/** What the outside does for a long computation. */
export interface Pacing {
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
  /** Lets everything else that waits in this process have its turn. */
  yieldTurn(): Promise<void>;
}

/** As of when a run reads what it runs on. */
export interface RunMoments {
  readonly asOfMs: EpochMs;
  /** Null: no action is known. */
  readonly actionsAsOfMs: EpochMs | null;
  /** Where a run has several series, those of each. */
  readonly series?: readonly Omit<SeriesCard, "actions" | "bars" | "dataHash" | "firstMs" | "lastMs">[];
  readonly benchmark?: Pick<SeriesCard, "asOfMs" | "actionsAsOfMs"> | null;
}

/** Bars of a request as of given moments; null is now. */
export type RunBars = (spec: BacktestSpec, asOf: RunMoments | null) => Promise<Result<LoadedBars, BarsError>>;

export interface LoadedBars extends RunMoments {
  readonly bars: BarColumns;
  /** Corporate actions that moved a price. */
  readonly actions: number;
  readonly tradesAtWeekends: boolean;
  /** Clocks of the exchange. */
  readonly timeZone: TimeZone;
  /** Id of the instrument's calendar; null: none is known. */
  readonly calendar: string | null;
  readonly quality: DataQuality | null;
}

export type BarsError =
  | AdjustedSeriesError
  | { readonly kind: "instrument.not_found"; readonly symbol: string }
  | {
      readonly kind: "backtest.window_empty";
      readonly symbol: string;
      readonly resolution: string;
      /** What there is of the series; null when there is nothing. */
      readonly firstMs: EpochMs | null;
      readonly lastMs: EpochMs | null;
    };
