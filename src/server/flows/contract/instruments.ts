import type { JobId } from "@/modules/_kernel";
import type { Actor, Answer, InstrumentKind, InstrumentView, Page, RowProblem } from "./shared";

export type InstrumentStatus = "active" | "halted" | "delisted";

/** One name of an instrument at one source: a feed, a broker, `isin`. */
export interface AliasInput {
  readonly source: string;
  readonly alias: string;
  /** The market behind the name, where the source has several; empty otherwise. */
  readonly venue: string;
}

/** Everything that is known of one instrument. */
export interface InstrumentDetail extends InstrumentView {
  readonly aliases: readonly AliasInput[];
  /** What needs it, so that it cannot be deleted: a table's name, and how many rows, counted up to 1001. */
  readonly uses: readonly { readonly usedBy: string; readonly rows: number }[];
}

/** What a person may say of an instrument. What is not given keeps its value, or takes the usual one when it is new. */
export interface InstrumentChange {
  readonly name?: string | undefined;
  readonly kind?: InstrumentKind | undefined;
  readonly currency?: string | undefined;
  readonly tick?: string | undefined;
  readonly lot?: string | undefined;
  readonly multiplier?: string | undefined;
  /** Null: known to have none. */
  readonly calendar?: string | null | undefined;
  readonly timeZone?: string | undefined;
  readonly sector?: string | undefined;
  readonly status?: InstrumentStatus | undefined;
}

export interface NewInstrumentInput extends InstrumentChange {
  readonly symbol: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
}

export interface FactChangeView {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface ListInstrumentsQuery {
  readonly kind: InstrumentKind | null;
  readonly status: InstrumentStatus | null;
  readonly sector: string | null;
  readonly hasBars: boolean | null;
  readonly cursor: string | null;
  readonly limit: number;
}

export interface SymbolsPreview {
  readonly uploadId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly lines: number;
  /** Symbols that are not instruments yet, and those that are. */
  readonly newSymbols: number;
  readonly knownSymbols: number;
  readonly problemCount: number;
  /** At most the first 200. */
  readonly problems: readonly RowProblem[];
  readonly unusedColumns: readonly string[];
  /** The first rows as they were understood. */
  readonly sample: readonly {
    readonly line: number;
    readonly symbol: string;
    readonly name: string | null;
    readonly kind: InstrumentKind | null;
    readonly currency: string | null;
  }[];
}

export interface StartSymbolImportInput {
  readonly uploadId: string;
  /** For new symbols whose line does not say. */
  readonly kind: InstrumentKind;
  readonly currency: string;
}

export interface InstrumentFlows {
  /** By symbol; the cursor is the last symbol of the page before. */
  listInstruments(query: ListInstrumentsQuery): Promise<Page<InstrumentView>>;
  listSectors(): Promise<readonly string[]>;
  describeInstrument(symbol: string): Answer<InstrumentDetail>;
  createInstrument(actor: Actor, input: NewInstrumentInput): Answer<InstrumentView>;
  /** What was changed is in the answer and in the audit log; nothing changed is no refusal and leaves no trace. */
  editInstrument(
    actor: Actor,
    symbol: string,
    change: InstrumentChange,
  ): Answer<{ readonly instrument: InstrumentView; readonly changes: readonly FactChangeView[] }>;
  /** Refused while anything uses it, naming what does. */
  deleteInstrument(actor: Actor, symbol: string): Answer<null>;
  linkInstrumentAlias(actor: Actor, symbol: string, alias: AliasInput): Answer<readonly AliasInput[]>;
  unlinkInstrumentAlias(actor: Actor, symbol: string, source: string, alias: string): Answer<readonly AliasInput[]>;
  previewSymbols(uploadId: string): Answer<SymbolsPreview>;
  startSymbolImport(actor: Actor, input: StartSymbolImportInput): Answer<{ readonly jobId: JobId }>;
}
