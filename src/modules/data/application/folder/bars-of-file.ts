import { err, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, barCount, concatBars, pickBars } from "../../domain/bar-columns";
import type { CsvReading } from "../../domain/csv/reading";
import type { RowProblem } from "../../domain/csv/row-problem";
import type { NamedFile } from "../../domain/folder/file-name";
import type { Resolution } from "../../domain/resolution";
import { type TimeZoneError, timeZoneOf } from "../../domain/time-zone";
import type { CsvFile, FileError } from "../../ports";
import { RefusedFile } from "../../ports/refused-file";
import { checkRows, type MappingError, makeChecker } from "../import-bars";
import { previewFile } from "../preview-file";

export type FolderFileError =
  | FileError
  | TimeZoneError
  | MappingError
  /** The dates fit two formats, and nobody is there to ask. */
  | { readonly kind: "folder.dates_ambiguous"; readonly fileName: string }
  | {
      readonly kind: "import.rows_invalid";
      readonly rows: number;
      readonly problemCount: number;
      readonly problems: readonly RowProblem[];
    }
  | { readonly kind: "import.too_many_rows"; readonly rowsMax: number }
  | { readonly kind: "import.canceled" };

/** How a file is to be read. */
export interface FileReading {
  readonly reading: CsvReading;
  readonly resolution: Resolution;
}

/** Finds out how a file reads, as the import page would suggest it; times that name no zone are of `timeZone`. */
export async function readingOfFile(
  file: CsvFile,
  { resolution }: NamedFile,
  timeZone: string,
): Promise<Result<FileReading, FolderFileError>> {
  const seen = await previewFile({ file, reading: null, resolution, timeZone });
  if (!seen.ok) return seen;
  if (seen.value.ambiguousDates) return err({ kind: "folder.dates_ambiguous", fileName: file.fileName });
  return ok({ reading: seen.value.reading, resolution: resolution ?? seen.value.suggestedResolution });
}

export interface BarsWanted {
  readonly fromMs: number;
  readonly toMs: number;
  /** Bars at most: they are held in memory. */
  readonly barsMax: number;
}

/**
 * The bars of a file that start in `[fromMs, toMs)`, in the file's order, checked as the import checks them: one bad line
 * refuses the file.
 */
export async function barsOfFile(
  file: CsvFile,
  { reading, resolution }: FileReading,
  { fromMs, toMs, barsMax }: BarsWanted,
  signal: AbortSignal,
): Promise<Result<BarColumns, FolderFileError>> {
  const zone = timeZoneOf(reading.timeZone);
  if (!zone.ok) return zone;
  try {
    const prepared = await makeChecker(file, reading, resolution, zone.value);
    if (!prepared.ok) return prepared;
    const { checker } = prepared.value;
    const parts: BarColumns[] = [];
    let held = 0;
    const take = () => {
      const { bars, count } = checker.take();
      const part = inRange(bars, count, { fromMs, toMs });
      held += barCount(part);
      if (barCount(part) > 0) parts.push(part);
    };
    for await (const rows of checkRows(file, reading, checker, () => undefined)) {
      if (signal.aborted) return err({ kind: "import.canceled" });
      if (rows > 0 && checker.full) take();
      if (held > barsMax) return err({ kind: "import.too_many_rows", rowsMax: barsMax });
    }
    take();
    const { rows, problems } = checker.summary();
    if (rows === 0) return err({ kind: "import.empty", fileName: file.fileName });
    if (problems.count > 0)
      return err({ kind: "import.rows_invalid", rows, problemCount: problems.count, problems: problems.first });
    return ok(concatBars(parts));
  } catch (error) {
    if (error instanceof RefusedFile) return err(error.refusal);
    throw error;
  }
}

function inRange(
  bars: BarColumns,
  count: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): BarColumns {
  const at: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const time = bars.time[i] ?? Number.NaN;
    if (time >= fromMs && time < toMs) at.push(i);
  }
  return pickBars(bars, at);
}
