import { shownValue } from "../csv/row-problem";

/** Most characters of a list that a person hands over: what fits into one request, 5 000 to 10 000 rows. */
export const LIST_CHARS_MAX = 500_000;
/** Most rows of one list. */
export const LIST_ROWS_MAX = 10_000;

/** One row of a list: its cells by the name of their column, lower case, without spaces around. */
export interface ListRecord {
  /** Line of a CSV file, or number of the entry of a JSON array; from 1. */
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

export interface ListProblem {
  readonly line: number;
  readonly column: string | null;
  /** What stood there, cut. */
  readonly value: string;
  /** What is wrong and what would pass, in one sentence. */
  readonly message: string;
}

export interface ListContent {
  readonly records: readonly ListRecord[];
  readonly problems: readonly ListProblem[];
}

export function listProblem(line: number, column: string | null, value: string, message: string): ListProblem {
  return { line, column, value: shownValue(value), message };
}

/**
 * Rows of a list as people have it: CSV with a header (`,`, `;`, tab or `|`, quotes as RFC 4180 has them), a JSON array of
 * objects, or an object with one such array. A file that is neither is one problem, of line 0.
 */
export function readRecords(text: string): ListContent {
  const clean = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const whole = (message: string): ListContent => ({ records: [], problems: [listProblem(0, null, "", message)] });
  if (clean.length > LIST_CHARS_MAX)
    return whole(`At most ${LIST_CHARS_MAX} characters: split the file, the parts merge.`);
  if (clean.trim() === "") return whole("The file is empty: a header and rows, or a JSON array.");
  if (clean.includes("\0")) return whole("This is no text: export the list as CSV or JSON in UTF-8.");
  const content = /^\s*[[{]/.test(clean) ? readJson(clean) : readCsv(clean);
  return content.records.length > LIST_ROWS_MAX
    ? whole(`At most ${LIST_ROWS_MAX} rows: split the file, the parts merge.`)
    : content;
}

function readJson(text: string): ListContent {
  const parsed = parseJson(text);
  const entries = arrayIn(parsed);
  if (entries === null) {
    const message = 'JSON is an array of objects like [{"date": "2020-08-31"}].';
    return { records: [], problems: [listProblem(0, null, text.trimStart(), message)] };
  }
  const records: ListRecord[] = [];
  const problems: ListProblem[] = [];
  for (const [index, entry] of entries.entries()) {
    const line = index + 1;
    const cells = cellsOf(entry);
    if (cells === null)
      problems.push(listProblem(line, null, JSON.stringify(entry) ?? "", "An object of text and numbers."));
    else records.push({ line, cells });
  }
  return { records, problems };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The one thing JSON.parse throws on text is that it is no JSON.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function arrayIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return null;
  const arrays = Object.values(value).filter((each): each is unknown[] => Array.isArray(each));
  return arrays.length === 1 ? (arrays[0] ?? null) : null;
}

function cellsOf(entry: unknown): ReadonlyMap<string, string> | null {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return null;
  const cells = new Map<string, string>();
  for (const [name, value] of Object.entries(entry)) {
    if (value === null) continue;
    if (typeof value !== "string" && typeof value !== "number") return null;
    cells.set(name.trim().toLowerCase(), String(value).trim());
  }
  return cells;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

function readCsv(text: string): ListContent {
  const head = text.slice(0, text.search(/\r|\n|$/));
  const delimiter = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ",";
  const { rows, problems } = splitCsv(text, delimiter);
  const [header, ...body] = rows;
  if (header === undefined) return { records: [], problems };
  const names = header.cells.map((name) => name.trim().toLowerCase());
  const records: ListRecord[] = [];
  for (const { line, cells } of body) {
    if (cells.length > names.length) {
      const message = `${names.length} cells as in the header, was ${cells.length}.`;
      problems.push(listProblem(line, null, cells.join(delimiter), message));
      continue;
    }
    const pairs = cells.map((cell, column): readonly [string, string] => [names[column] ?? "", cell.trim()]);
    records.push({ line, cells: new Map(pairs.filter(([name, cell]) => name !== "" && cell !== "")) });
  }
  return { records, problems };
}

interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Cells of a whole text. A quote that is never closed is one problem; the rows before it stand. */
function splitCsv(text: string, delimiter: string): { readonly rows: CsvLine[]; readonly problems: ListProblem[] } {
  const rows: CsvLine[] = [];
  const problems: ListProblem[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const first = line;
    const cells: string[] = [];
    for (let ended = false; !ended; ) {
      const cell = cellAt(text, at, delimiter);
      if (cell === null) {
        problems.push(listProblem(first, null, text.slice(at), "A quote that is opened is closed."));
        return { rows, problems };
      }
      cells.push(cell.text);
      line += cell.lines;
      at = cell.end;
      if (text[at] === delimiter) at += 1;
      else ended = true;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
    line += 1;
    if (cells.some((cell) => cell.trim() !== "")) rows.push({ line: first, cells });
  }
  return { rows, problems };
}

/** One cell from a place on, the place after it, and the line ends inside it; null when its quote is not closed. */
function cellAt(
  text: string,
  from: number,
  delimiter: string,
): { readonly text: string; readonly end: number; readonly lines: number } | null {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
    return { text: text.slice(from, end), end, lines: 0 };
  }
  let cell = "";
  for (let at = from + 1; at < text.length; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return null;
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      // What stands between a closing quote and the next delimiter belongs to the cell, as spreadsheets read it.
      const rest = cellAt(text, quote + 1, delimiter);
      const lines = cell.split(/\r\n|\r|\n/).length - 1;
      return rest === null ? null : { text: cell + rest.text, end: rest.end, lines };
    }
    cell += '"';
    at = quote + 2;
  }
  return null;
}
