import type { EpochMs, InstrumentId, SqlPort } from "@/modules/_kernel";
import type { Instrument, InstrumentKind, InstrumentStatus } from "../domain/instrument";
import type { InstrumentFacts } from "../domain/instruments/facts";
import type { ListedSymbol } from "../domain/instruments/symbol-list";

/** Which instruments a list shows; null is "any". */
export interface InstrumentFilter {
  readonly kind: InstrumentKind | null;
  readonly status: InstrumentStatus | null;
  readonly sector: string | null;
  readonly hasBars: boolean | null;
}

/** Something that needs an instrument: a table of rows about it, with how many, counted up to 1,000: "more than that" says enough. */
export interface InstrumentUse {
  readonly usedBy: string;
  readonly rows: number;
}

export interface SavedCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** A name that a line claims, and that its source uses for another instrument already. */
export interface AliasConflict {
  readonly line: number;
  readonly source: string;
  readonly alias: string;
  readonly ownerSymbol: string;
}

/** Keeps instruments: makes, changes, lists and deletes them. Changes work in the caller's transaction. */
export interface InstrumentCatalog {
  /** Instruments that pass the filter, by symbol, those after `afterSymbol` (null: from the first); at most `limit`. */
  list(filter: InstrumentFilter, afterSymbol: string | null, limit: number): Promise<readonly Instrument[]>;
  /** Every sector that an instrument names, in order; at most a few hundred. */
  sectors(): Promise<readonly string[]>;
  /** Those of the symbols that are instruments already. */
  countKnown(symbols: readonly string[]): Promise<number>;
  /** The new instrument, or null when the symbol is taken. */
  insert(tx: SqlPort, facts: InstrumentFacts, nowMs: EpochMs): Promise<Instrument | null>;
  /** The instrument, its row held until the transaction ends; null when there is none. */
  lock(tx: SqlPort, symbol: string): Promise<Instrument | null>;
  update(tx: SqlPort, instrumentId: InstrumentId, facts: InstrumentFacts, nowMs: EpochMs): Promise<void>;
  /** Every table that holds rows about the instrument and would lose their subject. Empty: it may go. */
  uses(sql: SqlPort, instrumentId: InstrumentId): Promise<readonly InstrumentUse[]>;
  /** Deletes it and its aliases. Fails as a fault while something uses it: ask {@link uses} under {@link lock} first. */
  remove(tx: SqlPort, instrumentId: InstrumentId): Promise<void>;
  /** False when the instrument has no such alias. */
  unlinkAlias(tx: SqlPort, instrumentId: InstrumentId, source: string, alias: string): Promise<boolean>;
  /**
   * Makes the symbols that are new, with the defaults for what their line does not say, and changes of those that are
   * known what their line says otherwise. Twice is once. Rows must come in the order of their symbols: two imports at
   * once then wait for each other instead of holding each other up.
   */
  saveListed(
    tx: SqlPort,
    rows: readonly ListedSymbol[],
    defaults: { readonly kind: InstrumentKind; readonly currency: string },
    nowMs: EpochMs,
  ): Promise<SavedCounts & { readonly conflicts: readonly AliasConflict[] }>;
}
