import { err, ok, type Result } from "@/modules/_kernel";
import { type BarChecker, type CheckedBars, type CheckSummary, duplicateProblem } from "../domain/csv/bar-checker";
import { guessResolution, guessSymbol } from "../domain/csv/guess";
import { type CsvReading, columnIndex, type Delimiter, detectDelimiter, detectReading } from "../domain/csv/reading";
import type { RowProblem } from "../domain/csv/row-problem";
import { parseTime } from "../domain/csv/time-format";
import type { Resolution } from "../domain/resolution";
import { DAY_MS } from "../domain/resolution";
import { type TimeZoneError, timeZoneOf } from "../domain/time-zone";
import type { CsvFile, FileError } from "../ports";
import { RefusedFile } from "../ports/refused-file";
import { checkRows, firstRows, type MappingError, makeChecker } from "./import-bars";

/** Rows that a preview checks: a second of work. The import checks all. */
const PREVIEW_ROWS_MAX = 100_000;
/** Rows that guesses are made from. */
const GUESS_ROWS = 200;
/** Rows shown as text. */
const SAMPLE_ROWS = 12;

/** A table of bars has six columns; one with more than these is something else, and no browser could show it. */
const PREVIEW_COLUMNS_MAX = 200;

export interface FilePreview {
  readonly reading: CsvReading;
  /** Names of the columns; their numbers in a file without a header. */
  readonly header: readonly string[];
  readonly sample: readonly (readonly string[])[];
  /** Rows that were looked at: all of them when `isWhole`. */
  readonly rows: number;
  readonly isWhole: boolean;
  readonly validRows: number;
  readonly problemCount: number;
  readonly problems: readonly RowProblem[];
  readonly notes: readonly string[];
  /** The dates fit two formats: somebody must say which. */
  readonly ambiguousDates: boolean;
  readonly suggestedSymbol: string;
  readonly suggestedResolution: Resolution;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

export interface PreviewQuery {
  readonly file: CsvFile;
  /** How to read it; null: find out. */
  readonly reading: CsvReading | null;
  /** For a reading that is found out: what stands between cells, when that is known. */
  readonly delimiter?: Delimiter;
  /** null: guess from the distance between rows. */
  readonly resolution: Resolution | null;
  /** For a reading that is found out: zone of times that name none. */
  readonly timeZone: string;
}

/**
 * Looks at the beginning of a file as the import will: what it holds, how it reads, what is wrong with it. Changes nothing.
 * A mapping that lacks a field is no refusal here: the rows are shown so that a person can complete it.
 */
export async function previewFile(query: PreviewQuery): Promise<Result<FilePreview, FileError | TimeZoneError>> {
  try {
    return await lookAt(query);
  } catch (error) {
    if (error instanceof RefusedFile) return err(error.refusal);
    throw error;
  }
}

async function lookAt(query: PreviewQuery): Promise<Result<FilePreview, FileError | TimeZoneError>> {
  const { file } = query;
  const head = await file.head();
  if (!head.ok) return head;
  const delimiter = query.reading?.delimiter ?? query.delimiter ?? detectDelimiter(head.value.lines);
  const first = await firstRows(file, { delimiter }, GUESS_ROWS);
  const detected = detectReading(delimiter, first, query.timeZone);
  const reading = query.reading ?? detected.reading;
  const zone = timeZoneOf(reading.timeZone);
  if (!zone.ok) return zone;
  const [header = []] = first;
  if (header.length > PREVIEW_COLUMNS_MAX) {
    const reason = `it has ${header.length} columns, and at most ${PREVIEW_COLUMNS_MAX} can be shown`;
    return err({ kind: "import.unreadable", fileName: file.fileName, reason });
  }
  const data = first.slice(reading.hasHeader ? 1 : 0);
  if (data.length === 0) return err({ kind: "import.empty", fileName: file.fileName });
  const suggestedResolution = guessResolution(usualStep(timesOf(data, header, reading)));
  const resolution = query.resolution ?? suggestedResolution;
  const prepared = await makeChecker(file, reading, resolution, zone.value);
  const checked = prepared.ok ? await checkStart(query.file, reading, prepared.value.checker, resolution) : null;
  const ambiguousDates = query.reading === null && detected.ambiguousDates;
  return ok({
    reading,
    header: reading.hasHeader ? header : header.map((_, index) => String(index)),
    sample: data.slice(0, SAMPLE_ROWS),
    rows: checked?.summary.rows ?? data.length,
    isWhole: checked !== null && !checked.cut,
    validRows: checked?.summary.valid ?? 0,
    problemCount: checked?.summary.problems.count ?? 1,
    problems: checked?.summary.problems.first ?? (prepared.ok ? [] : [mappingProblem(prepared.error)]),
    notes: [...(query.reading === null ? detected.notes : []), ...(checked === null ? [] : notesOf(checked, reading))],
    ambiguousDates,
    suggestedSymbol: guessSymbol(file.fileName),
    suggestedResolution,
    firstMs: checked?.summary.firstMs ?? null,
    lastMs: checked?.summary.lastMs ?? null,
  });
}

interface CheckedStart {
  readonly summary: CheckSummary;
  readonly cut: boolean;
}

async function checkStart(
  file: CsvFile,
  reading: CsvReading,
  checker: BarChecker,
  resolution: Resolution,
): Promise<CheckedStart> {
  const lineOfTime = new Map<number, number>();
  let cut = false;
  let valid = 0;
  const look = ({ bars, lines, count }: CheckedBars) => {
    for (let i = 0; i < count; i += 1) {
      const [time, line] = [bars.time[i] ?? 0, lines[i] ?? 0];
      const earlier = lineOfTime.get(time);
      if (earlier === undefined) lineOfTime.set(time, line);
      else checker.problems.add(duplicateProblem(line, reading.columns.time ?? "time", "", time, resolution));
    }
    valid += count;
  };
  for await (const rows of checkRows(file, reading, checker, () => undefined)) {
    if (checker.full) look(checker.take());
    if (rows >= PREVIEW_ROWS_MAX) {
      cut = true;
      break;
    }
  }
  look(checker.take());
  const repeated = valid - lineOfTime.size;
  const summary = checker.summary();
  return { summary: { ...summary, valid: summary.valid - repeated }, cut };
}

function notesOf({ summary, cut }: CheckedStart, reading: CsvReading): readonly string[] {
  const { rows, outOfOrder } = summary;
  const notes: string[] = [];
  if (cut) notes.push(`The first ${rows.toLocaleString("en-US")} rows were checked; the import checks all of them.`);
  if (outOfOrder > 0 && outOfOrder >= rows - 1) notes.push("The file is newest first; it will be sorted.");
  else if (outOfOrder === 1) notes.push("1 row is out of order and will be sorted.");
  else if (outOfOrder > 0) notes.push(`${outOfOrder} rows are out of order and will be sorted.`);
  if (reading.columns.volume === undefined) notes.push("There is no volume column: volume will be 0.");
  return [...new Set(notes)];
}

function mappingProblem({ field, column, header }: MappingError): RowProblem {
  const names = header.join(", ");
  const message =
    column === null
      ? `No column is chosen for ${field}; the file has ${names}.`
      : `There is no column "${column}" for ${field}; the file has ${names}.`;
  return { line: 1, column: field, value: column ?? "", kind: "row.cells_missing", message };
}

function timesOf(rows: readonly (readonly string[])[], header: readonly string[], reading: CsvReading) {
  const index = columnIndex(header, reading.hasHeader, reading.columns.time ?? "");
  return rows.flatMap((row) => {
    const written = parseTime((row[index] ?? "").trim(), reading.timeFormat);
    if (written === null) return [];
    return [written.kind === "moment" ? written.epochMs : written.localMs];
  });
}

/** The middle one of the distances between neighbours; null without two times. Dates alone are never below a day. */
function usualStep(times: readonly number[]): number | null {
  const steps = times.slice(1).map((time, index) => Math.abs(time - (times[index] ?? time)));
  const given = steps.filter((step) => step > 0).toSorted((a, b) => a - b);
  const middle = given[Math.floor(given.length / 2)];
  if (middle === undefined) return null;
  return times.every((time) => time % DAY_MS === 0) ? Math.max(middle, DAY_MS) : middle;
}
