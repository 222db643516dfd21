import type { BarColumns } from "../domain/bar-columns";
import type { Resolution } from "../domain/resolution";

export const EXPORT_FORMATS = ["csv", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A file that bars are written to, series after series. What is not finished is not whole. */
export interface BarFile {
  write(symbol: string, resolution: Resolution, bars: BarColumns): Promise<void>;
  /** Nothing comes any more: the file is whole after this. */
  finish(): Promise<void>;
  /** Lets go of the file as it is. */
  abandon(): Promise<void>;
}
