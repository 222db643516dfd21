import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { err, ok } from "@/modules/_kernel";
import type { Delimiter } from "../domain/csv/reading";
import { LINE_CHARS_MAX, LineSplitter, type SplitLine } from "../domain/csv/split-lines";
import type { CsvFile, CsvRow } from "../ports";

/** Read at a time: large enough that the disk is not the bottleneck, small enough to hold. */
const CHUNK_BYTES = 262_144;
/** How much of a file is looked at to tell text from anything else. */
const HEAD_BYTES = 65_536;
const HEAD_LINES_MAX = 50;
/** Lines that one quoted record may take. A quote that is never closed would otherwise swallow the file. */
const RECORD_LINES_MAX = 20;

/** Beginnings of files that people take for a CSV. */
const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "a ZIP archive or an Excel workbook (.xlsx)"],
  [[0x1f, 0x8b], "a gzip archive"],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook (.xls)"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF"],
  [[0x50, 0x41, 0x52, 0x31], "a Parquet file"],
  [[0xff, 0xfe], "text in UTF-16, not UTF-8"],
  [[0xfe, 0xff], "text in UTF-16, not UTF-8"],
];

/** A file of rows on this machine's disk. */
export async function openCsvFile(path: string, fileName: string): Promise<CsvFile> {
  const { size: bytes } = await stat(path);
  const headBytes = () => readStart(path);
  return {
    fileName,
    bytes,
    async head() {
      const start = await headBytes();
      if (start.length === 0) return err({ kind: "import.empty", fileName });
      const looksLike = otherThanText(start, start.length < bytes);
      if (looksLike !== null) return err({ kind: "import.not_text", fileName, looksLike });
      const lines = linesOf(start).filter(({ text }) => text.trim() !== "");
      if (lines.length === 0) return err({ kind: "import.empty", fileName });
      return ok({ lines: lines.slice(0, HEAD_LINES_MAX).map(({ text }) => text) });
    },
    async *rows(delimiter, onBytes) {
      const splitter = new LineSplitter(markOf(await headBytes()));
      const records = new RecordReader(delimiter);
      const decoder = new TextDecoder("utf-8");
      let read = 0;
      for await (const chunk of chunksOf(path)) {
        read += chunk.length;
        const rows = records.push(splitter.push(decoder.decode(chunk, { stream: true })));
        onBytes(read);
        if (rows.length > 0) yield rows;
      }
      const last = records.push([...splitter.push(decoder.decode()), ...splitter.finish()]);
      yield [...last, ...records.finish()];
    },
    async sha256() {
      const hash = createHash("sha256");
      for await (const chunk of chunksOf(path)) hash.update(chunk);
      return hash.digest("hex");
    },
  };
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void> {
  const stream: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  yield* stream;
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What a file is when it is no UTF-8 text; null when it is. */
function otherThanText(start: Uint8Array, cut: boolean): string | null {
  const known = SIGNATURES.find(([bytes]) => bytes.every((byte, index) => start[index] === byte));
  if (known !== undefined) return known[1];
  if (start.includes(0)) return "a binary file";
  try {
    // The last letter may be cut in two where the head ends.
    new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: cut });
  } catch (error) {
    if (error instanceof TypeError) return "text in another encoding than UTF-8, or a binary file";
    throw error;
  }
  return null;
}

const markOf = (start: Uint8Array) => (!start.includes(0x0a) && start.includes(0x0d) ? "\r" : "\n");

function linesOf(start: Uint8Array): readonly SplitLine[] {
  const splitter = new LineSplitter(markOf(start));
  return [...splitter.push(new TextDecoder("utf-8").decode(start)), ...splitter.finish()];
}

/**
 * Lines into cells. A line without quotes is cut at its delimiters; one with quotes goes through csv-parse, together with
 * the lines that a quoted line break spans. A record that csv-parse refuses is one bad line: reading goes on after it.
 */
class RecordReader {
  private readonly delimiter: Delimiter;
  /** Lines of a quoted record that is not closed yet. */
  private open: SplitLine[] = [];

  constructor(delimiter: Delimiter) {
    this.delimiter = delimiter;
  }

  push(lines: readonly SplitLine[]): readonly CsvRow[] {
    const rows: CsvRow[] = [];
    for (const line of lines) this.take(line, rows);
    return rows;
  }

  finish(): readonly CsvRow[] {
    const rows: CsvRow[] = [];
    while (this.open.length > 0) this.giveUpOpen(rows);
    return rows;
  }

  private take(line: SplitLine, rows: CsvRow[]): void {
    if (line.tooLong) {
      while (this.open.length > 0) this.giveUpOpen(rows);
      rows.push(broken(line, `The line is longer than ${LINE_CHARS_MAX} characters.`));
      return;
    }
    if (this.open.length === 0 && !line.text.includes('"')) {
      if (line.text.trim() !== "") rows.push({ line: line.line, cells: line.text.split(this.delimiter) });
      return;
    }
    this.open.push(line);
    if (quotesAreClosed(this.open)) {
      const [first = line] = this.open;
      rows.push(this.parseQuoted(first, this.open.map(({ text }) => text).join("\n")));
      this.open = [];
    } else if (this.open.length > RECORD_LINES_MAX) {
      this.giveUpOpen(rows);
    }
  }

  /** The first open line is bad; those after it are read anew as if it were not there. */
  private giveUpOpen(rows: CsvRow[]): void {
    const [first, ...others] = this.open;
    this.open = [];
    if (first === undefined) return;
    rows.push(broken(first, "A quote is opened and never closed."));
    for (const line of others) this.take(line, rows);
  }

  private parseQuoted(first: SplitLine, text: string): CsvRow {
    try {
      const records: string[][] = parse(text, { delimiter: this.delimiter, relax_column_count: true });
      return { line: first.line, cells: records[0] ?? [] };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      return broken(
        first,
        'A quote stands inside a cell: quote the whole cell and double the quote inside, like "a ""b""".',
      );
    }
  }
}

/** Quotes come in pairs in a finished record, doubled ones too. */
function quotesAreClosed(lines: readonly SplitLine[]): boolean {
  let quotes = 0;
  for (const { text } of lines) {
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  }
  return quotes % 2 === 0;
}

function broken(line: SplitLine, reason: string): CsvRow {
  return { line: line.line, broken: reason, value: line.text };
}
