import { open, readFile, stat } from "node:fs/promises";
import { err, ok, type Result } from "@/modules/_kernel";
import type { CsvFile, CsvRow, FileError } from "../ports";
import { openCsvFile } from "./csv-file";

/** Held in memory whole, unlike CSV: a hundred thousand instruments are 20 MB. */
const JSON_BYTES_MAX = 67_108_864;
const LOOKED_AT_BYTES = 1_024;

/** A list of records from a file: CSV, or a JSON array of objects, whose names stand for a header. */
export async function openListFile(path: string, fileName: string): Promise<CsvFile> {
  const csv = await openCsvFile(path, fileName);
  return (await beginsAsJson(path)) ? jsonFile(path, csv) : csv;
}

async function beginsAsJson(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(LOOKED_AT_BYTES), 0, LOOKED_AT_BYTES, 0);
    return /^\uFEFF?\s*[[{]/.test(new TextDecoder("utf-8", { ignoreBOM: true }).decode(buffer.subarray(0, bytesRead)));
  } finally {
    await file.close();
  }
}

/** The same promise as a CSV's: a row is an entry of the array, and its line is the entry's number. */
function jsonFile(path: string, csv: CsvFile): CsvFile {
  const read = () => readEntries(path, csv.fileName);
  return {
    ...csv,
    async head() {
      const found = await read();
      return found.ok ? ok({ lines: [headerOf(found.value).join(",")] }) : found;
    },
    async *rows(_delimiter, onBytes) {
      const found = await read();
      onBytes(csv.bytes);
      if (!found.ok) return;
      const header = headerOf(found.value);
      yield [
        { line: 0, cells: header },
        ...found.value.map(
          (entry, place): CsvRow => ({
            line: place + 1,
            cells: header.map((name) => cellOf(entry[name])),
          }),
        ),
      ];
    },
  };
}

type Entry = Readonly<Record<string, unknown>>;

/** Every name that an entry has, in the order in which they come up. */
const headerOf = (entries: readonly Entry[]) => [...new Set(entries.flatMap((entry) => Object.keys(entry)))];

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function readEntries(path: string, fileName: string): Promise<Result<readonly Entry[], FileError>> {
  const refused = (looksLike: string) => err({ kind: "import.not_text", fileName, looksLike } as const);
  if ((await stat(path)).size > JSON_BYTES_MAX) return refused("JSON of more than 64 MB");
  const list = listIn(parse((await readFile(path, "utf8")).replace(/^\uFEFF/, "")));
  if (list === null || !list.every(isEntry)) {
    return refused('JSON, but no array of objects like [{"symbol": "AAPL"}]');
  }
  return list.length === 0 ? err({ kind: "import.empty", fileName }) : ok(list);
}

/** An array, or the one array of an object. */
function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const lists = isEntry(value) ? Object.values(value).filter((one) => Array.isArray(one)) : [];
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
