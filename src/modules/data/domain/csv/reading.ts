import { BAR_COLUMN_NAMES, type BarColumnName } from "../bar-columns";
import { parseNumber } from "./number-format";
import { detectTimeFormats, parseTime, TIME_FORMATS, type TimeFormat } from "./time-format";

export const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How to read a file. `columns` maps a bar's field to the file's column: its header, or its 0-based number as text. */
export interface CsvReading {
  readonly delimiter: Delimiter;
  readonly hasHeader: boolean;
  readonly columns: Readonly<Partial<Record<BarColumnName, string>>>;
  readonly timeFormat: TimeFormat;
  /** Zone of times that name none. */
  readonly timeZone: string;
  readonly decimalComma: boolean;
}

/** What was found in the first rows of a file, and what a person should look at before trusting it. */
export interface DetectedReading {
  readonly reading: CsvReading;
  readonly notes: readonly string[];
  /** True when the dates fit month-day and day-month alike: the format given is a guess that somebody must confirm. */
  readonly ambiguousDates: boolean;
}

/** Names under which vendors file each field, compared without case, spaces and marks. Earlier names win. */
const ALIASES: Readonly<Record<BarColumnName, readonly string[]>> = {
  time: [
    "time",
    "datetime",
    "timestamp",
    "date",
    "opentime",
    "start",
    "ts",
    "t",
    "unixtime",
    "unix",
    "day",
    "datum",
    "zeit",
    "localtime",
    "gmttime",
    // What pandas calls an index without a name.
    "indexlevel0",
  ],
  open: ["open", "openprice", "o", "first", "eröffnung", "eroeffnung"],
  high: ["high", "highprice", "h", "max", "hoch", "tageshoch"],
  low: ["low", "lowprice", "l", "min", "tief", "tagestief"],
  close: ["close", "closeprice", "closelast", "last", "price", "c", "settle", "schluss", "schlusskurs"],
  volume: [
    "volume",
    "vol",
    "v",
    "qty",
    "quantity",
    "shares",
    "volumebtc",
    "tickvolume",
    "umsatz",
    "volumen",
    "stück",
    "stuck",
  ],
};

const plainName = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Rows by each delimiter; the one that gives the most columns in most rows wins. */
export function detectDelimiter(lines: readonly string[]): Delimiter {
  const score = (delimiter: Delimiter) => {
    const counts = lines.map((line) => unquoted(line).split(delimiter).length);
    const [first = 1] = counts;
    const agreeing = counts.filter((count) => count === first).length;
    return first < 2 ? 0 : agreeing * 100 + first;
  };
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: score(delimiter) }));
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

const unquoted = (line: string) => line.replaceAll(/"(?:[^"]|"")*"/g, '""');

/** True when the first row names columns: it has a cell with letters that is neither a time nor a number. */
export function detectHeader(rows: readonly (readonly string[])[]): boolean {
  const [first = []] = rows;
  const isValue = (cell: string) =>
    cell === "" || parseNumber(cell, false) !== null || parseNumber(cell, true) !== null || isTime(cell);
  return first.some((cell) => !isValue(cell.trim()));
}

const isTime = (text: string) => TIME_FORMATS.some((format) => parseTime(text, format) !== null);

/** Which column holds which field, by name; without a header by place, in the usual order of a price file. */
export function detectColumns(
  header: readonly string[],
  hasHeader: boolean,
): Readonly<Partial<Record<BarColumnName, string>>> {
  const found: Partial<Record<BarColumnName, string>> = {};
  if (!hasHeader) {
    BAR_COLUMN_NAMES.forEach((field, index) => {
      if (index < header.length) found[field] = String(index);
    });
    return found;
  }
  const taken = new Set<number>();
  const names = header.map(plainName);
  for (const field of BAR_COLUMN_NAMES) {
    const index = ALIASES[field]
      .map((alias) => names.findIndex((name, at) => name === alias && !taken.has(at)))
      .find((at) => at >= 0);
    if (index === undefined) continue;
    taken.add(index);
    // A header that stands twice cannot be named: then the column's number does.
    found[field] = names.filter((name) => name === names[index]).length > 1 ? String(index) : (header[index] ?? "");
  }
  return found;
}

/**
 * The 0-based column that a mapping means, or -1. A header of that text wins over a number, compared exactly, then without
 * case and marks.
 */
export function columnIndex(header: readonly string[], hasHeader: boolean, column: string): number {
  if (hasHeader) {
    const exact = header.findIndex((name) => name.trim() === column.trim());
    if (exact >= 0) return exact;
    const loose = header.findIndex((name) => plainName(name) !== "" && plainName(name) === plainName(column));
    if (loose >= 0) return loose;
  }
  const index = /^\d{1,4}$/.test(column) ? Number(column) : -1;
  return index >= 0 && index < header.length ? index : -1;
}

/**
 * Decimal commas: cells with a comma that read as numbers only that way. `1,234` reads both ways; between semicolons it is
 * taken for 1.234, because whoever writes semicolons needs the comma for something else.
 */
function detectDecimalComma(cells: readonly string[], delimiter: Delimiter): boolean {
  const given = cells.filter((cell) => cell !== "");
  if (!given.some((cell) => cell.includes(",")) || !given.every((cell) => parseNumber(cell, true) !== null))
    return false;
  return delimiter === ";" || !given.every((cell) => parseNumber(cell, false) !== null);
}

/**
 * Reads the first rows of a file (cells as text, header included) as a person would. `timeZone` is used for times that
 * name none. Never fails: what could not be found is missing from `columns`, and the notes say what to look at.
 */
export function detectReading(
  delimiter: Delimiter,
  rows: readonly (readonly string[])[],
  timeZone: string,
): DetectedReading {
  const hasHeader = detectHeader(rows);
  const header = rows[0] ?? [];
  const columns = detectColumns(header, hasHeader);
  const data = rows.slice(hasHeader ? 1 : 0);
  const cellsOf = (field: BarColumnName) => {
    const index = columnIndex(header, hasHeader, columns[field] ?? "");
    return index < 0 ? [] : data.map((row) => (row[index] ?? "").trim());
  };
  const times = cellsOf("time").filter((cell) => cell !== "");
  const formats = detectTimeFormats(times);
  const ambiguousDates = formats.includes("mdy") && formats.includes("dmy");
  const timeFormat = formats[0] ?? detectTimeFormats(times.slice(0, 1))[0] ?? "iso";
  const decimalComma = detectDecimalComma([...cellsOf("open"), ...cellsOf("close"), ...cellsOf("high")], delimiter);
  const notes: string[] = [];
  if (ambiguousDates) {
    notes.push(`Dates such as "${times[0]}" can be month-day or day-month: choose which before importing.`);
  }
  if (times.some((text) => parseTime(text, timeFormat)?.kind === "wall")) {
    notes.push(`Times name no zone: they are read in ${timeZone}.`);
  }
  if (!hasHeader && header.length > 0)
    notes.push("The file has no header: columns are taken in the order time, open, high, low, close, volume.");
  return { reading: { delimiter, hasHeader, columns, timeFormat, timeZone, decimalComma }, notes, ambiguousDates };
}
