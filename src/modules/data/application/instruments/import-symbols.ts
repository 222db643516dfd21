import { type Clock, err, ok, type Result, type SqlPort, type Transactions } from "@/modules/_kernel";
import { detectDelimiter } from "../../domain/csv/reading";
import type { RowProblem } from "../../domain/csv/row-problem";
import type { InstrumentKind } from "../../domain/instrument";
import {
  aliasTakenProblem,
  type ListedSymbol,
  readListHeader,
  SYMBOL_ROWS_MAX,
  SymbolListChecker,
  type SymbolListError,
} from "../../domain/instruments/symbol-list";
import type { CsvFile, FileError, InstrumentCatalog, SavedCounts } from "../../ports";
import { firstRows } from "../import-bars";

/** Rows written in one statement: a few megabytes of parameters, and a report of progress a second or so. */
const BATCH_ROWS = 5_000;

export type SymbolImportError =
  | FileError
  | SymbolListError
  | { readonly kind: "import.too_many_rows"; readonly rowsMax: number }
  | {
      readonly kind: "import.symbols_invalid";
      readonly rows: number;
      readonly problemCount: number;
      readonly problems: readonly RowProblem[];
    }
  | { readonly kind: "import.canceled" };

/** A list as it was read: every good line, and what is wrong with the others. */
export interface SymbolList {
  readonly rows: readonly ListedSymbol[];
  /** Lines with something on them, the header left out. */
  readonly lines: number;
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  /** Headers that were found and mean nothing here. */
  readonly unusedColumns: readonly string[];
}

/** Reads a list of symbols whole and checks every line. Changes nothing. */
export async function readSymbolList(
  file: CsvFile,
  onBytes: (bytes: number) => void,
): Promise<Result<SymbolList, SymbolImportError>> {
  const head = await file.head();
  if (!head.ok) return head;
  const delimiter = detectDelimiter(head.value.lines);
  const [header = []] = await firstRows(file, { delimiter }, 1);
  const columns = readListHeader(header);
  if (!columns.ok) return columns;
  const checker = new SymbolListChecker(columns.value);
  let lines = -1;
  for await (const batch of file.rows(delimiter, onBytes)) {
    for (const row of batch) {
      lines += 1;
      if (lines === 0 && "cells" in row) continue;
      if ("cells" in row) checker.check(row.line, row.cells);
      else checker.problems.add({ ...row, column: null, kind: "row.quotes_broken", message: row.broken });
    }
    if (lines > SYMBOL_ROWS_MAX) return err({ kind: "import.too_many_rows", rowsMax: SYMBOL_ROWS_MAX });
  }
  if (lines < 1) return err({ kind: "import.empty", fileName: file.fileName });
  const { problems, rows } = checker;
  return ok({
    rows,
    lines,
    problems: problems.first,
    problemCount: problems.count,
    unusedColumns: columns.value.unused,
  });
}

export interface SymbolImportRequest {
  readonly file: CsvFile;
  /** For symbols that are new and whose line does not say. */
  readonly defaults: { readonly kind: InstrumentKind; readonly currency: string };
}

export interface SymbolImportWatch {
  readonly signal: AbortSignal;
  progress(done: number, total: number | null, unit: string): void;
  /** Joins the import's own transaction, last: audit, news. */
  also(tx: SqlPort, counts: SavedCounts): Promise<void>;
}

/** Ends the transaction without a trace and carries the refusal out of it. Never leaves this file. */
class RefusedInside extends Error {
  readonly refusal: SymbolImportError;

  constructor(refusal: SymbolImportError) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

/**
 * Imports a list of symbols: all of it or nothing, in one transaction with whatever the caller adds. A symbol that is known
 * is changed where its line says otherwise. Running it again changes nothing.
 */
export const makeImportSymbols =
  ({
    transactions,
    catalog,
    clock,
  }: {
    readonly transactions: Transactions;
    readonly catalog: InstrumentCatalog;
    readonly clock: Clock;
  }) =>
  async (
    { file, defaults }: SymbolImportRequest,
    watch: SymbolImportWatch,
  ): Promise<Result<SavedCounts, SymbolImportError>> => {
    const read = await readSymbolList(file, (bytes) => watch.progress(bytes, file.bytes, "bytes"));
    if (!read.ok) return read;
    const { lines, problems, problemCount } = read.value;
    if (problemCount > 0) return err({ kind: "import.symbols_invalid", rows: lines, problemCount, problems });
    const rows = read.value.rows.toSorted((left, right) => (left.symbol < right.symbol ? -1 : 1));
    try {
      return ok(
        await transactions.run(async (tx) => {
          const counts = await saveAll(tx, rows);
          await watch.also(tx, counts);
          return counts;
        }),
      );
    } catch (error) {
      if (error instanceof RefusedInside) return err(error.refusal);
      throw error;
    }

    async function saveAll(tx: SqlPort, all: readonly ListedSymbol[]): Promise<SavedCounts> {
      let [inserted, updated, unchanged] = [0, 0, 0];
      const taken: RowProblem[] = [];
      for (let at = 0; at < all.length; at += BATCH_ROWS) {
        if (watch.signal.aborted) throw new RefusedInside({ kind: "import.canceled" });
        const saved = await catalog.saveListed(tx, all.slice(at, at + BATCH_ROWS), defaults, clock.nowMs());
        inserted += saved.inserted;
        updated += saved.updated;
        unchanged += saved.unchanged;
        for (const { line, source, alias, ownerSymbol } of saved.conflicts)
          taken.push(aliasTakenProblem(line, source, alias, ownerSymbol));
        watch.progress(Math.min(at + BATCH_ROWS, all.length), all.length, "symbols");
      }
      if (taken.length === 0) return { inserted, updated, unchanged };
      const inOrder = taken.toSorted((left, right) => left.line - right.line);
      throw new RefusedInside({
        kind: "import.symbols_invalid",
        rows: all.length,
        problemCount: inOrder.length,
        problems: inOrder,
      });
    }
  };
