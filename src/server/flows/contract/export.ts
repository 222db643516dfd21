import type { EpochMs, JobId } from "@/modules/_kernel";
import type { Actor, Answer, ResolutionName } from "./shared";

export interface ExportView {
  readonly exportId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly bars: number;
  readonly series: number;
  readonly createdAt: EpochMs;
}

export interface ExportInput {
  readonly format: "csv" | "parquet";
  /** Null: all. */
  readonly symbols: readonly string[] | null;
  readonly resolutions: readonly ResolutionName[] | null;
  /** `YYYY-MM-DD`, both inside, by the date in UTC; null is the first or last bar there is. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Bars out of the house as files. */
export interface ExportFlows {
  startExport(actor: Actor, input: ExportInput): Answer<{ readonly jobId: JobId; readonly exportId: string }>;
  /** Files that are kept, newest first. */
  listExports(): Promise<readonly ExportView[]>;
  /** Where a whole file is on this machine; null when there is none of that id. */
  findExport(exportId: string): Promise<(ExportView & { readonly path: string }) | null>;
}
