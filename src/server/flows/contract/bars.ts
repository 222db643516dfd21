import type { EpochMs, ImportId, JobId } from "@/modules/_kernel";
import type { Actor, Answer, InstrumentKind, InstrumentView, Page, ResolutionName, RowProblem } from "./shared";

/** Which bars of a market with extended hours: see `SeriesHours` of the data module. */
export type SeriesHoursName = "regular" | "extended" | "stored";
/** Prices as traded, free of splits, or free of splits and dividends. */
export type PriceAdjustmentName = "raw" | "split" | "total_return";

export type BarField = "time" | "open" | "high" | "low" | "close" | "volume";

/** How to read a file. `columns` maps a bar's field to the file's column (header text, or its 0-based number as text). */
export interface CsvReading {
  readonly delimiter: "," | ";" | "\t" | "|";
  readonly hasHeader: boolean;
  readonly columns: Readonly<Partial<Record<BarField, string>>>;
  readonly timeFormat: "iso" | "epoch_s" | "epoch_ms" | "mdy" | "dmy" | "month_name";
  /** Zone of times that name none. */
  readonly timeZone: string;
  readonly decimalComma: boolean;
}

export interface ImportPreview {
  readonly uploadId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly reading: CsvReading;
  readonly header: readonly string[];
  /** The first rows, as text, one array a row. */
  readonly sample: readonly (readonly string[])[];
  /** Rows that were looked at: all of them when `isWhole`. */
  readonly rows: number;
  readonly isWhole: boolean;
  readonly validRows: number;
  readonly problemCount: number;
  /** At most the first 200. */
  readonly problems: readonly RowProblem[];
  /** Things a person should know that are no problem: "12 rows were out of order and will be sorted". */
  readonly notes: readonly string[];
  readonly suggestedSymbol: string;
  readonly suggestedResolution: ResolutionName;
  readonly firstMs: EpochMs | null;
  readonly lastMs: EpochMs | null;
}

export interface StartImportInput {
  readonly uploadId: string;
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly resolution: ResolutionName;
  readonly reading: CsvReading;
  readonly skipInvalidRows: boolean;
}

export interface ImportView {
  readonly importId: ImportId;
  readonly fileName: string;
  readonly symbol: string;
  readonly resolution: ResolutionName;
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly createdAt: EpochMs;
  readonly undoneAt: EpochMs | null;
}

/** Instruments, imports and stored bars. */
export interface BarFlows {
  searchInstruments(query: string, limit: number): Promise<readonly InstrumentView[]>;
  getInstrument(symbol: string): Answer<InstrumentView>;
  previewImport(uploadId: string, reading: CsvReading | null, resolution: ResolutionName | null): Answer<ImportPreview>;
  startImport(actor: Actor, input: StartImportInput): Answer<{ readonly jobId: JobId }>;
  undoImport(actor: Actor, importId: ImportId): Answer<ImportView>;
  listImports(query: { readonly cursor: string | null; readonly limit: number }): Promise<Page<ImportView>>;
  loadSampleData(actor: Actor): Answer<{ readonly jobId: JobId }>;
  /** Binary columns (`encodeBarColumns`): the newest `limit` bars before `toMs`, oldest first. */
  readBarPage(query: {
    readonly symbol: string;
    readonly resolution: ResolutionName;
    readonly toMs: EpochMs | null;
    readonly limit: number;
    readonly adjustment: PriceAdjustmentName;
    readonly hours: SeriesHoursName;
    /** Last date whose corporate actions count, `YYYY-MM-DD`; null, or not given, is that of the newest bar. */
    readonly untilDate?: string | null;
  }): Answer<Uint8Array<ArrayBuffer>>;
}
