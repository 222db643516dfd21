import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type AsyncBuffer, type FileMetaData, type ParquetParsers, parquetMetadataAsync, parquetRead } from "hyparquet";
import { err, ok, type Result } from "@/modules/_kernel";
import { isoDate, isoTime } from "../../domain/civil";
import type { CsvFile, CsvRow, FileError } from "../../ports";
import { RefusedFile } from "../../ports/refused-file";
import { CODECS_READ, compressors } from "./decompress";
import { pagesProblem } from "./parquet-pages";
import { columnsOf, PARQUET_LIMITS, type ParquetColumn, type ParquetLimits } from "./parquet-shape";

/** Rows that are text at one time. */
const ROWS_PER_BATCH = 2_000;
const MAGIC = "PAR1";
const TAIL_BYTES = 8;
/** The latest moment that has a name. */
const TIME_MAX_MS = 8.64e15;

/** Times as milliseconds: how they are written is the column's to say. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros) => floorTo(micros, 1_000n),
  timestampFromNanoseconds: (nanos) => floorTo(nanos, 1_000_000n),
  dateFromDays: (days) => days * 86_400_000,
};

/** Before 1970 as well, a moment belongs to the millisecond that it is in. */
function floorTo(value: bigint, unit: bigint): number {
  const whole = value / unit;
  return Number(value % unit < 0n ? whole - 1n : whole);
}

interface OpenParquet {
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
}

/**
 * A Parquet file on this machine's disk, as rows of text: its first row names the columns, moments are written with their
 * zone where the file knows it, and numbers so that they read back as the same double. One row group is in memory at a time.
 */
export async function openParquetFile(
  path: string,
  fileName: string,
  limits: ParquetLimits = PARQUET_LIMITS,
): Promise<CsvFile> {
  const { size: bytes } = await withFile(path, (handle) => handle.stat());
  const refuse = (reason: string): FileError => ({ kind: "import.unreadable", fileName, reason });
  const inspect = (): Promise<Result<OpenParquet, FileError>> =>
    withFile(path, async (handle) => {
      const tail = await look(handle, bytes, limits);
      if (!tail.ok) return err(refuse(tail.error));
      const metadata = await parsing(fileName, () =>
        parquetMetadataAsync(bufferOf(handle, bytes), { geoparquet: false }),
      );
      const columns = columnsOf(metadata, CODECS_READ, limits);
      if (!columns.ok) return err(refuse(columns.error));
      if (Number(metadata.num_rows) === 0) return err<FileError>({ kind: "import.empty", fileName });
      return ok<OpenParquet>({ metadata, columns: columns.value });
    }).catch((error: unknown) => {
      if (error instanceof RefusedFile) return err(error.refusal);
      throw error;
    });
  return {
    fileName,
    bytes,
    async head() {
      const seen = await inspect();
      if (!seen.ok) return seen;
      return ok({ lines: [seen.value.columns.map(({ title }) => title.replaceAll(/[,;\t|]/g, " ")).join(",")] });
    },
    async *rows(_, onBytes) {
      const seen = await inspect();
      if (!seen.ok) throw new RefusedFile(seen.error);
      const { metadata, columns } = seen.value;
      yield [{ line: 1, cells: columns.map(({ title }) => title) }];
      let line = 1;
      for (const [index, group] of metadata.row_groups.entries()) {
        const values = await withFile(path, (handle) =>
          parsing(fileName, () =>
            readGroup({ fileName, file: bufferOf(handle, bytes), metadata, columns, limits }, index),
          ),
        );
        const rows = Number(group.num_rows);
        for (let at = 0; at < rows; at += ROWS_PER_BATCH) {
          const count = Math.min(ROWS_PER_BATCH, rows - at);
          yield cellsOf(columns, values, { at, count, line: line + 1 });
          line += count;
          onBytes(Math.floor((bytes * (line - 1)) / Number(metadata.num_rows)));
        }
      }
    },
    async sha256() {
      const hash = createHash("sha256");
      const stream: AsyncIterable<Uint8Array> = createReadStream(path);
      for await (const chunk of stream) hash.update(chunk);
      return hash.digest("hex");
    },
  };
}

async function withFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

/** The two ends of the file: is it one, is it whole, and does its index fit. */
async function look(handle: FileHandle, bytes: number, limits: ParquetLimits): Promise<Result<null, string>> {
  const ends = Buffer.alloc(MAGIC.length + TAIL_BYTES);
  await handle.read(ends, 0, MAGIC.length, 0);
  if (ends.toString("latin1", 0, MAGIC.length) !== MAGIC) return err("it does not begin like a Parquet file");
  if (bytes < MAGIC.length + TAIL_BYTES) return err("it is cut off");
  await handle.read(ends, MAGIC.length, TAIL_BYTES, bytes - TAIL_BYTES);
  if (ends.toString("latin1", MAGIC.length + 4) !== MAGIC) return err("it is cut off: its end is missing");
  const metadataBytes = ends.readUInt32LE(MAGIC.length);
  if (metadataBytes > bytes - MAGIC.length - TAIL_BYTES) return err("its index is larger than the file");
  return metadataBytes > limits.metadataBytesMax
    ? err(`its index has ${metadataBytes} bytes, and ${limits.metadataBytesMax} are read`)
    : ok(null);
}

function bufferOf(handle: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start, end = byteLength) {
      if (start < 0 || end > byteLength || start > end) throw new RangeError("outside of the file");
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new RangeError("the file became shorter");
      return bytes.buffer;
    },
  };
}

/** What a parser makes of bytes that are none of its format is the file's fault; what the disk does is not. */
async function parsing<T>(fileName: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedFile || (error instanceof Error && "syscall" in error)) throw error;
    throw new RefusedFile({ kind: "import.unreadable", fileName, reason: "it is damaged or cut off" });
  }
}

interface GroupSource extends OpenParquet {
  readonly fileName: string;
  readonly file: AsyncBuffer;
  readonly limits: ParquetLimits;
}

type Values = ArrayLike<unknown>;

/** The values of one row group, a list a column. Throws whatever the format's parser throws at damage. */
async function readGroup(
  { fileName, file, metadata, columns, limits }: GroupSource,
  index: number,
): Promise<readonly Values[]> {
  const group = metadata.row_groups[index];
  const rows = Number(group?.num_rows ?? 0);
  for (const [at, { meta_data: facts }] of (group?.columns ?? []).entries()) {
    const element = metadata.schema[at + 1];
    if (facts === undefined || element === undefined) continue;
    const start = Number(facts.dictionary_page_offset ?? facts.data_page_offset);
    const from = Math.min(start, Number(facts.data_page_offset));
    const bytes = new Uint8Array(await file.slice(from, from + Number(facts.total_compressed_size)));
    const optional = element.repetition_type === "OPTIONAL";
    const column = { bytes, rows, codec: facts.codec, optional, boolean: facts.type === "BOOLEAN" };
    const problem = pagesProblem(column, limits);
    if (problem !== null) throw new RefusedFile({ kind: "import.unreadable", fileName, reason: problem });
  }
  const rowStart = metadata.row_groups.slice(0, index).reduce((sum, before) => sum + Number(before.num_rows), 0);
  const found = new Map<string, unknown[]>(columns.map(({ name }) => [name, Array.from<unknown>({ length: rows })]));
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd: rowStart + rows,
    compressors,
    parsers: PARSERS,
    geoparquet: false,
    onChunk({ columnName, columnData, rowStart: at }) {
      const into = found.get(columnName);
      if (into === undefined) return;
      for (let i = 0; i < columnData.length && at - rowStart + i < rows; i += 1)
        into[at - rowStart + i] = columnData[i];
    },
  });
  return columns.map(({ name }) => found.get(name) ?? []);
}

function cellsOf(
  columns: readonly ParquetColumn[],
  values: readonly Values[],
  { at, count, line }: { readonly at: number; readonly count: number; readonly line: number },
): readonly CsvRow[] {
  return Array.from({ length: count }, (_, row) => ({
    line: line + row,
    cells: columns.map(({ kind }, column) => textOf(values[column]?.[at + row], kind)),
  }));
}

function textOf(value: unknown, kind: ParquetColumn["kind"]): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") {
    if (kind === "plain") return Object.is(value, -0) ? "-0" : String(value);
    if (!(Math.abs(value) <= TIME_MAX_MS)) return String(value);
    if (kind === "date") return isoDate(value);
    return kind === "utc" ? isoTime(value) : isoTime(value).replace(/Z$/, "");
  }
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : JSON.stringify(value);
}
