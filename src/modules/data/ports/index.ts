import type { CopyPort, EpochMs, ImportId, InstrumentId, Result, SqlPort, TimeRange } from "@/modules/_kernel";
import type { Bar, BarColumns } from "../domain/bar-columns";
import type { CheckedBars } from "../domain/csv/bar-checker";
import type { Delimiter } from "../domain/csv/reading";
import type { FeedId } from "../domain/feed/feed";
import type { Instrument, InstrumentKind } from "../domain/instrument";
import type { Resolution } from "../domain/resolution";

export * from "./corporate-actions";
export * from "./instruments";
export * from "./market-events";

/** A transaction of the database that bars live in. */
export type BarTransaction = SqlPort & CopyPort;

/** One series of bars: one instrument at one resolution. */
export interface SeriesKey {
  readonly instrumentId: InstrumentId;
  readonly resolution: Resolution;
}

/** What there is of a series. */
export interface Coverage {
  readonly resolution: Resolution;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  /** When it last changed. Reading as of this moment gives the same bars for ever. */
  readonly changedAtMs: EpochMs;
}

interface NewInstrument {
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly timeZone: string;
  /** Decimal text above 0; not given, or null: what is usual for its kind. */
  readonly tick?: string | null | undefined;
  readonly lot?: string | null | undefined;
}

/** One name of an instrument at one source. */
export interface InstrumentAlias {
  readonly source: string;
  readonly alias: string;
  /** The market behind the name, where the source has several; empty otherwise. */
  readonly venue: string;
}

/** Source of aliases that are former symbols of an instrument. */
export const FORMER_SYMBOL = "former-symbol";

/** Instruments by symbol. Symbols are unique, upper case, and never given to another instrument. */
export interface InstrumentStore {
  /** The instrument of that symbol, or else the one that had it before it changed ({@link FORMER_SYMBOL}). */
  find(symbol: string): Promise<Instrument | null>;
  /** What {@link find} finds of each, by the symbol that was asked for, in one question; what is not known has no entry. */
  findAll(symbols: readonly string[]): Promise<ReadonlyMap<string, Instrument>>;
  /** What {@link find} finds; made from the facts given when that is nothing. What exists is not changed. */
  ensure(tx: BarTransaction, facts: NewInstrument): Promise<Instrument>;
  /** The instrument that a source (a feed, a broker) knows under that name. */
  findByAlias(source: string, alias: string): Promise<Instrument | null>;
  aliasesOf(instrumentId: InstrumentId): Promise<readonly InstrumentAlias[]>;
  /** Gives the instrument another symbol. False when that is taken. */
  rename(tx: SqlPort, instrumentId: InstrumentId, symbol: string): Promise<boolean>;
  /** Gives the instrument a name at a source. False when the source uses the name for another instrument. */
  linkAlias(tx: SqlPort, instrumentId: InstrumentId, alias: InstrumentAlias): Promise<boolean>;
  /**
   * Those that a text means, best first: the exact symbol, symbols that begin with it, aliases that do, names with words
   * that do, and (from three letters on) whatever contains it. For an empty text those with bars first. At most `limit`.
   */
  search(text: string, limit: number): Promise<readonly Instrument[]>;
  /** What there is of each instrument's series, by instrument; none for instruments without bars. */
  coverage(instrumentIds: readonly InstrumentId[]): Promise<ReadonlyMap<InstrumentId, readonly Coverage[]>>;
}

/**
 * Bars of one read of the newest at most: what a page of long bars is rolled up from. More than five years of minutes; what
 * reaches further back is made of hours or days that are stored.
 */
export const LATEST_BARS_MAX = 3_000_000;

/** Bars as columns, oldest first. Reads never block writers and writers never block reads. */
export interface BarStore {
  /** What there is of one series, or null. */
  coverageOf(series: SeriesKey): Promise<Coverage | null>;
  /** What there is of each of an instrument's series, shortest resolution first. */
  coveragesOf(instrumentId: InstrumentId): Promise<readonly Coverage[]>;
  /**
   * Bars of the series inside `range` as known at `asOfMs`. To be able to repeat a read, take `asOfMs` from
   * {@link Coverage.changedAtMs}: a change that is being committed meanwhile is always later than that.
   */
  readBars(series: SeriesKey, range: TimeRange, asOfMs: EpochMs): Promise<BarColumns>;
  /** The newest `limit` bars, {@link LATEST_BARS_MAX} at most, that start before `toMs` (null: of all), as known now. */
  readLatest(series: SeriesKey, toMs: EpochMs | null, limit: number): Promise<BarColumns>;
}

/** What there is of a resolution, and since when it only grew at its end. */
export interface SeriesSpan extends Omit<Coverage, "bars"> {
  /** Each change after `fromMs` up to `toMs` only added bars after the last one; null: nothing is known of its changes. */
  readonly appended: { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null;
}

export interface SeriesState {
  /** Differs as soon as any bar of the instrument, at any resolution, its sessions or its corporate actions do. */
  readonly text: string;
  /** Shortest first. */
  readonly spans: readonly SeriesSpan[];
}

/** Tells whether bars may be read otherwise than before, and which, without reading any. */
export interface SeriesStates {
  /**
   * The state of each symbol that there is. Two with equal texts, whenever they were read: the same bars at every moment between.
   */
  statesOf(symbols: readonly string[]): Promise<ReadonlyMap<string, SeriesState>>;
}

/** Counts of one merge. `inserted + replaced + unchanged + kept` is the number of bars given. */
export interface MergeCounts {
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
  /** Bars that differ from those of a source that goes before this one: theirs stay, and what this one said is noted. */
  readonly kept: number;
}

interface StagedDuplicate {
  readonly line: number;
  readonly timeMs: number;
}

/** Bars of a file: one import, whole or not at all. */
export interface FileFacts {
  readonly importId: ImportId;
  readonly symbol: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly sha256: string;
  readonly mapping: unknown;
  readonly skipped: number;
  readonly createdBy: string | null;
}

/**
 * Bars of a feed, which come in pieces: those of one batch are one import, until another import of the series comes in
 * between. Then the batch goes on as an import of its own, so that an undo always knows what lies over what.
 */
export interface BatchFacts {
  /** A fetch's id, or the name of a stretch of live bars: letters, digits, `.`, `_` and `-`, 50 at most. */
  readonly batch: string;
  readonly symbol: string;
  /** The feed's id: bars of one source replace each other, whichever way they came. */
  readonly source: FeedId;
  /** What the list of imports shows. */
  readonly title: string;
  readonly origin: "feed" | "live";
  readonly createdBy: string | null;
}

export type ImportFacts = FileFacts | BatchFacts;

/** What another source says about a bar that is shown as one source has it. */
export interface Disagreement {
  readonly source: string;
  readonly bar: Bar;
  readonly seenAtMs: EpochMs;
}

/** One committed import. */
export interface BarImport extends MergeCounts {
  readonly importId: ImportId;
  readonly no: number;
  /** `file`, or the feed's id. */
  readonly source: string;
  readonly fileName: string;
  readonly symbol: string;
  readonly series: SeriesKey;
  readonly skipped: number;
  readonly createdAtMs: EpochMs;
  readonly undoneAtMs: EpochMs | null;
}

export type UndoError =
  | { readonly kind: "import.not_found"; readonly importId: string }
  | { readonly kind: "import.undone_already"; readonly importId: string; readonly undoneAtMs: EpochMs }
  /** A later import wrote over bars of this one: it must be undone first. */
  | {
      readonly kind: "import.overlaid";
      readonly importId: string;
      readonly byImportId: string;
      readonly byFileName: string;
      readonly byCreatedAtMs: EpochMs;
    };

/**
 * Writes bars. Every method works in the caller's transaction: until that commits, nobody sees anything, and a transaction
 * that ends otherwise leaves nothing. Merges of one series wait for each other.
 */
export interface BarIngest {
  /** Copies bars to a staging table of this transaction. Once a transaction. Returns how many. */
  stage(tx: BarTransaction, batches: AsyncIterable<CheckedBars>): Promise<number>;
  /** Staged bars whose time (week, month) an earlier line has; the first `limit` by line, and how many there are. */
  findDuplicates(
    tx: BarTransaction,
    resolution: Resolution,
    limit: number,
  ): Promise<{ readonly count: number; readonly first: readonly StagedDuplicate[] }>;
  /** Takes the duplicates out of the staging table, keeping the earliest line of each time. */
  dropDuplicates(tx: BarTransaction, resolution: Resolution): Promise<void>;
  /**
   * Merges what was staged into the series and records the import. A bar that is there with the same values is not
   * touched; one with other values moves to the revisions first, or stays where its source goes before (a file before a
   * feed, a feed's history before another's; see `PRECEDENCE`). `onMerged` hears how many bars are merged so far and may
   * throw to give up.
   */
  merge(
    tx: BarTransaction,
    series: SeriesKey,
    facts: ImportFacts,
    nowMs: EpochMs,
    onMerged: (bars: number) => void,
  ): Promise<BarImport>;
  /**
   * Adds bars (oldest first, each time once) that are newer than everything there is of the series, without staging. False: one is not,
   * nothing was added, and they are to be merged.
   *
   * @param beside - written in one go with the bars, where they are added
   */
  append(
    tx: BarTransaction,
    series: SeriesKey,
    facts: BatchFacts,
    bars: readonly Bar[],
    nowMs: EpochMs,
    beside?: () => Promise<void>,
  ): Promise<boolean>;
  /** The import of that id if it was committed: what makes a job that runs twice import once. */
  findImport(sql: SqlPort, importId: ImportId): Promise<BarImport | null>;
  /** The newest import, not undone, of a file with these very bytes into this series. */
  findSameFile(
    sql: SqlPort,
    series: { readonly symbol: string; readonly resolution: Resolution },
    sha256: string,
  ): Promise<BarImport | null>;
  /** Where other sources differ from what is shown, oldest first, from `fromMs`; at most `limit`. */
  listDisagreements(sql: SqlPort, series: SeriesKey, fromMs: EpochMs, limit: number): Promise<readonly Disagreement[]>;
  /** Imports of files and of feeds' history, newest first, older than `beforeNo`; at most `limit`. Not what streams in. */
  listImports(sql: SqlPort, beforeNo: number | null, limit: number): Promise<readonly BarImport[]>;
  /**
   * Takes those bars of a source away, by their times: what they were moves to the revisions. Bars of other sources stay.
   * Returns how many went; none leaves no trace. A thousand times at most.
   */
  remove(
    tx: SqlPort,
    series: SeriesKey,
    which: { readonly source: FeedId; readonly times: readonly number[] },
    nowMs: EpochMs,
  ): Promise<number>;
  /** Takes the bars of an import away and puts back what they replaced. The revisions keep both. */
  undo(
    tx: BarTransaction,
    importId: ImportId,
    undoneBy: string | null,
    nowMs: EpochMs,
  ): Promise<Result<BarImport, UndoError>>;
}

/** A row of a file: its cells, or why it is none. `line` counts from 1. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly broken: string; readonly value: string };

export type FileError =
  | { readonly kind: "import.empty"; readonly fileName: string }
  | { readonly kind: "import.not_text"; readonly fileName: string; readonly looksLike: string }
  /** A Parquet file that is damaged, or none that is read here. `reason` completes "cannot be read: …". */
  | { readonly kind: "import.unreadable"; readonly fileName: string; readonly reason: string };

/** What the beginning of a file says about the rest. */
interface FileHead {
  /** The first whole lines, for guessing the delimiter. */
  readonly lines: readonly string[];
}

/** A file of rows on this machine. Reads as a stream: memory does not grow with the file. */
export interface CsvFile {
  readonly fileName: string;
  readonly bytes: number;
  /** Looks at the beginning: refuses what is empty, binary or not UTF-8. */
  head(): Promise<Result<FileHead, FileError>>;
  /** All rows in order, in batches. Empty lines are left out. `onBytes` hears how far it is. */
  rows(delimiter: Delimiter, onBytes: (bytesRead: number) => void): AsyncIterable<readonly CsvRow[]>;
  sha256(): Promise<string>;
}

export type {
  FeedChoice,
  FeedSearchAnswer,
  FeedState,
  QuarantineEntry,
} from "./feeds";
export type * from "./screener";
