import type { EpochMs, JobId, UserId } from "@/modules/_kernel";
import type { PriceAdjustment, SeriesHours } from "@/modules/data";
import type { Actor, Answer, ResolutionName } from "./shared";

export interface ExportView {
  readonly exportId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly bars: number;
  readonly series: number;
  readonly createdAt: EpochMs;
  /** When the file goes by itself. */
  readonly expiresAt: EpochMs;
}

export interface ExportInput {
  readonly format: "csv" | "parquet";
  /** Null: all. */
  readonly symbols: readonly string[] | null;
  /** Null: those that are stored. One that is named is made of finer bars where it is not stored. */
  readonly resolutions: readonly ResolutionName[] | null;
  readonly adjustment: PriceAdjustment;
  readonly hours: SeriesHours;
  /** `YYYY-MM-DD`, both inside, by the date in UTC; null is the first or last bar there is. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Bars out of the house as files. A file is its owner's alone: who asked for it. */
export interface ExportFlows {
  /** Refused while the disk, the room for exports, or the person's share of it is full. */
  startExport(actor: Actor, input: ExportInput): Answer<{ readonly jobId: JobId; readonly exportId: string }>;
  /** Files that are kept for a person, newest first. */
  listExports(userId: UserId): Promise<readonly ExportView[]>;
  /** Where a whole file is on this machine; null when the person has none of that id. */
  findExport(userId: UserId, exportId: string): Promise<(ExportView & { readonly path: string }) | null>;
  /** Deletes a file before its time. One that is gone is gone. */
  removeExport(actor: Actor, exportId: string): Answer<null>;
}
