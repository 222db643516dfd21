import { type Clock, err, type ImportId, ok, type Result, type SqlPort, type Transactions } from "@/modules/_kernel";
import type { BarColumnName } from "../domain/bar-columns";
import { BarChecker, type CheckedBars, type CheckSummary, duplicateProblem } from "../domain/csv/bar-checker";
import { type CsvReading, columnIndex } from "../domain/csv/reading";
import { PROBLEMS_KEPT_MAX, type RowProblem } from "../domain/csv/row-problem";
import type { InstrumentKind } from "../domain/instrument";
import type { Resolution } from "../domain/resolution";
import { type TimeZone, type TimeZoneError, timeZoneOf } from "../domain/time-zone";
import type { BarImport, BarIngest, BarTransaction, CsvFile, FileError, InstrumentStore } from "../ports";
import { RefusedFile } from "../ports/refused-file";

/**
 * Rows of one import at most. They are one transaction: ten million take minutes and a few gigabytes of staging, and more
 * would hold a worker and the disk hostage. Longer histories are imported in parts, which merge.
 */
const IMPORT_ROWS_MAX = 10_000_000;

export interface ImportRequest {
  /** Given by whoever asks, before the work begins: running the same request again imports once. */
  readonly importId: ImportId;
  readonly file: CsvFile;
  readonly sha256: string;
  readonly symbol: string;
  /** Facts of the instrument, used when the symbol is new. */
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly resolution: Resolution;
  readonly reading: CsvReading;
  /** Import the good lines and count the bad ones; else one bad line refuses the file. */
  readonly skipInvalidRows: boolean;
  readonly createdBy: string | null;
}

export type ImportError =
  | FileError
  | TimeZoneError
  | MappingError
  | { readonly kind: "import.too_many_rows"; readonly rowsMax: number }
  | {
      readonly kind: "import.rows_invalid";
      readonly rows: number;
      readonly problemCount: number;
      /** The first {@link PROBLEMS_KEPT_MAX}, by line. */
      readonly problems: readonly RowProblem[];
    }
  | { readonly kind: "import.canceled" };

/** A field of a bar that no column of the file is given for. */
export interface MappingError {
  readonly kind: "import.mapping_incomplete";
  readonly field: BarColumnName;
  /** What the mapping says, or null when it says nothing. */
  readonly column: string | null;
  readonly header: readonly string[];
}

export interface ImportWatch {
  readonly signal: AbortSignal;
  progress(done: number, total: number | null, unit: string): void;
  /** Joins the import's own transaction, last: audit, news. */
  also(tx: BarTransaction, done: BarImport): Promise<void>;
}

export interface ImportDeps {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
  readonly ingest: BarIngest;
  readonly instruments: InstrumentStore;
  readonly clock: Clock;
}

/** Ends the transaction without a trace and carries the refusal out of it. Never leaves this file. */
class RefusedInside extends Error {
  readonly refusal: ImportError;

  constructor(refusal: ImportError) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

/**
 * Imports a file of bars: all of it or nothing, in one transaction with the instrument, the import's row and whatever the
 * caller adds. The file is read as a stream; memory stays the same however long it is. Safe to run again with the same
 * `importId`: once committed, it only answers what it did.
 *
 * @returns The import with its counts; or why the file was refused, naming the first bad lines.
 */
export const makeImportBars =
  ({ sql, transactions, ingest, instruments, clock }: ImportDeps) =>
  async (request: ImportRequest, watch: ImportWatch): Promise<Result<BarImport, ImportError>> => {
    const before = await ingest.findImport(sql, request.importId);
    if (before !== null) return ok(before);
    try {
      const prepared = await prepare(request);
      if (!prepared.ok) return prepared;
      const { checker } = prepared.value;
      const done = await transactions.run(async (tx) => {
        await ingest.stage(tx, checkedBatches(request, checker, watch));
        const summary = checker.summary();
        await settleDuplicates(tx, ingest, request, summary, checker);
        refuseProblems(request, checker.summary());
        const instrument = await instruments.ensure(tx, { ...request, timeZone: request.reading.timeZone });
        const series = { instrumentId: instrument.instrumentId, resolution: request.resolution };
        const facts = {
          importId: request.importId,
          symbol: request.symbol,
          fileName: request.file.fileName,
          fileBytes: request.file.bytes,
          sha256: request.sha256,
          mapping: request.reading,
          skipped: checker.problems.lines,
          createdBy: request.createdBy,
        };
        const merged = await ingest.merge(tx, series, facts, clock.nowMs(), (bars) => {
          refuseCanceled(watch.signal);
          watch.progress(bars, summary.valid, "bars");
        });
        await watch.also(tx, merged);
        refuseCanceled(watch.signal);
        return merged;
      });
      return ok(done);
    } catch (error) {
      if (error instanceof RefusedInside || error instanceof RefusedFile) return err(error.refusal);
      throw error;
    }
  };

interface Prepared {
  readonly checker: BarChecker;
}

async function prepare(request: ImportRequest): Promise<Result<Prepared, ImportError>> {
  const { file, reading, resolution } = request;
  const head = await file.head();
  if (!head.ok) return head;
  const zone = timeZoneOf(reading.timeZone);
  if (!zone.ok) return zone;
  return makeChecker(file, reading, resolution, zone.value);
}

/** A checker for the columns that the file really has. */
export async function makeChecker(
  file: CsvFile,
  reading: CsvReading,
  resolution: Resolution,
  zone: TimeZone,
): Promise<Result<Prepared, MappingError>> {
  const [header = []] = await firstRows(file, reading, 1);
  const indexOf = (field: BarColumnName) => {
    const column = reading.columns[field];
    return column === undefined ? -1 : columnIndex(header, reading.hasHeader, column);
  };
  for (const field of ["time", "open", "high", "low", "close", "volume"] as const) {
    // Volume may be left out, but a column that is named must be there.
    const needed = field !== "volume" || reading.columns.volume !== undefined;
    if (needed && indexOf(field) < 0) {
      return err({ kind: "import.mapping_incomplete", field, column: reading.columns[field] ?? null, header });
    }
  }
  const columnIndexes = {
    time: indexOf("time"),
    open: indexOf("open"),
    high: indexOf("high"),
    low: indexOf("low"),
    close: indexOf("close"),
    volume: indexOf("volume"),
  };
  return ok({ checker: new BarChecker({ reading, columnIndexes, resolution, zone }) });
}

/** The cells of the first `count` readable rows, the header included. */
export async function firstRows(
  file: CsvFile,
  reading: Pick<CsvReading, "delimiter">,
  count: number,
): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = [];
  for await (const rows of file.rows(reading.delimiter, () => undefined)) {
    for (const row of rows) if ("cells" in row && found.length < count) found.push(row.cells);
    if (found.length >= count) break;
  }
  return found;
}

/**
 * Feeds every row of the file but the header to `checker`; yields how many after each piece of the file, and whenever the
 * checker is full and must be emptied.
 */
export async function* checkRows(
  file: CsvFile,
  reading: CsvReading,
  checker: BarChecker,
  onBytes: (bytes: number) => void,
): AsyncGenerator<number, void> {
  let header = reading.hasHeader;
  let rows = 0;
  for await (const batch of file.rows(reading.delimiter, onBytes)) {
    for (const row of batch) {
      if (header && "cells" in row) {
        header = false;
        continue;
      }
      rows += 1;
      if ("cells" in row) checker.check(row.line, row.cells);
      else
        checker.refuse({
          line: row.line,
          column: null,
          value: row.value,
          kind: "row.quotes_broken",
          message: row.broken,
        });
      if (checker.full) yield rows;
    }
    yield rows;
  }
}

async function* checkedBatches(
  { file, reading, skipInvalidRows }: ImportRequest,
  checker: BarChecker,
  watch: ImportWatch,
): AsyncGenerator<CheckedBars, void> {
  const onBytes = (bytes: number) => watch.progress(bytes, file.bytes, "bytes");
  for await (const rows of checkRows(file, reading, checker, onBytes)) {
    refuseCanceled(watch.signal);
    if (rows > IMPORT_ROWS_MAX) throw new RefusedInside({ kind: "import.too_many_rows", rowsMax: IMPORT_ROWS_MAX });
    if (!checker.full) continue;
    const batch = checker.take();
    // After the first problem nothing will be kept: the rest is read only to name what else is wrong.
    if (skipInvalidRows || checker.problems.count === 0) yield batch;
  }
  if (skipInvalidRows || checker.problems.count === 0) yield checker.take();
}

/** In a file that is not in order, bars of one time may stand anywhere: only the whole set tells. */
async function settleDuplicates(
  tx: BarTransaction,
  ingest: BarIngest,
  { resolution, reading, skipInvalidRows }: ImportRequest,
  { outOfOrder, problems }: CheckSummary,
  checker: BarChecker,
): Promise<void> {
  const nothingStaged = !skipInvalidRows && problems.count > 0;
  if (outOfOrder === 0 || nothingStaged) return;
  const found = await ingest.findDuplicates(tx, resolution, PROBLEMS_KEPT_MAX);
  if (found.count === 0) return;
  for (const { line, timeMs } of found.first) {
    checker.problems.add(duplicateProblem(line, reading.columns.time ?? "time", "", timeMs, resolution));
  }
  checker.problems.count += found.count - found.first.length;
  checker.problems.lines += found.count - found.first.length;
  if (skipInvalidRows) await ingest.dropDuplicates(tx, resolution);
}

function refuseProblems({ file, skipInvalidRows }: ImportRequest, { rows, valid, problems }: CheckSummary): void {
  if (rows === 0) throw new RefusedInside({ kind: "import.empty", fileName: file.fileName });
  if (problems.count === 0) return;
  // With every line bad there is nothing to skip to.
  if (skipInvalidRows && valid > 0) return;
  throw new RefusedInside({
    kind: "import.rows_invalid",
    rows,
    problemCount: problems.count,
    problems: problems.first,
  });
}

function refuseCanceled(signal: AbortSignal): void {
  if (signal.aborted) throw new RefusedInside({ kind: "import.canceled" });
}
