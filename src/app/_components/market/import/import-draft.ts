import { startImportInput } from "@/server/api/routers/inputs";
import type { ImportPreview, Instrument, Reading } from "../types";

/** Fields of a bar in the order in which files usually have them; volume alone may be left out. */
export const BAR_FIELDS = ["time", "open", "high", "low", "close", "volume"] as const;
export type BarField = (typeof BAR_FIELDS)[number];

/** What the person says about a file. Null stands for "as suggested": suggestions change with the reading. */
export interface ImportDraft {
  readonly symbol: string | null;
  readonly name: string;
  readonly kind: Instrument["kind"];
  readonly currency: string | null;
  readonly resolution: ImportPreview["suggestedResolution"] | null;
  readonly skipInvalidRows: boolean;
}

export const NEW_DRAFT: ImportDraft = {
  symbol: null,
  name: "",
  kind: "equity",
  currency: null,
  resolution: null,
  skipInvalidRows: false,
};

export interface ImportFacts {
  readonly preview: ImportPreview;
  /** The instrument that has this symbol already. */
  readonly known: Instrument | undefined;
  /** What a new instrument is quoted in unless the person says otherwise. */
  readonly baseCurrency: string;
}

export type StartImport = ReturnType<typeof importRequest>;

/** The request the draft stands for. An instrument that exists keeps its own name, kind and currency. */
export function importRequest(draft: ImportDraft, { preview, known, baseCurrency }: ImportFacts) {
  return {
    uploadId: preview.uploadId,
    symbol: symbolOf(draft, preview),
    name: known?.name ?? draft.name,
    kind: known?.kind ?? draft.kind,
    currency: known?.currency ?? draft.currency ?? baseCurrency,
    resolution: draft.resolution ?? preview.suggestedResolution,
    reading: preview.reading,
    skipInvalidRows: draft.skipInvalidRows,
  };
}

/** Symbols are written in capitals; the server does the same. */
export function symbolOf(draft: ImportDraft, preview: ImportPreview): string {
  return (draft.symbol ?? preview.suggestedSymbol).trim().toUpperCase();
}

/** What the API's own schema says against the request, by path. */
export function draftErrors(request: StartImport): Readonly<Record<string, string>> {
  const parsed = startImportInput.safeParse(request);
  const entries = (parsed.error?.issues ?? []).map(({ path, message }) => [path.join("."), message] as const);
  return Object.fromEntries(entries);
}

/** Fields a bar cannot do without that no column is chosen for. */
export function missingFields(reading: Reading): readonly BarField[] {
  return BAR_FIELDS.filter((field) => field !== "volume" && reading.columns[field] === undefined);
}

/** The reading with a field taken from another column; null leaves the field out. A column may serve one field only. */
export function withColumn(reading: Reading, field: BarField, column: string | null): Reading {
  const kept = Object.entries(reading.columns).filter(([name, of]) => name !== field && of !== column);
  return { ...reading, columns: { ...Object.fromEntries(kept), ...(column === null ? {} : { [field]: column }) } };
}

/** The field a column is read as, null when it is not used. */
export function fieldOfColumn(reading: Reading, column: string): BarField | null {
  return BAR_FIELDS.find((field) => reading.columns[field] === column) ?? null;
}

/** Whether pressing Import can do anything: all columns are chosen, and bad rows are either absent or left out on purpose. */
export function isReady(draft: ImportDraft, preview: ImportPreview): boolean {
  if (missingFields(preview.reading).length > 0 || preview.validRows === 0) return false;
  return preview.problemCount === 0 || draft.skipInvalidRows;
}
