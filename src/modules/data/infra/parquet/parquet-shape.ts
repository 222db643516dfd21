import type { FileMetaData, SchemaElement } from "hyparquet";
import { err, ok, type Result } from "@/modules/_kernel";

/** What a file may be to be read: in a few hundred megabytes of memory, whatever it says of itself. */
export interface ParquetLimits {
  readonly metadataBytesMax: number;
  readonly columnsMax: number;
  /** Of one row group, which is read as a whole. pandas and pyarrow write a million rows. */
  readonly groupRowsMax: number;
  /** Of one row group, unpacked. */
  readonly groupBytesMax: number;
  /** Of one page, unpacked. */
  readonly pageBytesMax: number;
}

export const PARQUET_LIMITS: ParquetLimits = {
  metadataBytesMax: 16 * 1024 * 1024,
  columnsMax: 200,
  groupRowsMax: 2_000_000,
  groupBytesMax: 512 * 1024 * 1024,
  pageBytesMax: 128 * 1024 * 1024,
};

/** How the values of a column become text. */
export type CellKind = "plain" | "utc" | "wall" | "date";

export interface ParquetColumn {
  /** As the file has it. */
  readonly name: string;
  /** As the header shows it: with a letter in it, so that it is no value. */
  readonly title: string;
  readonly kind: CellKind;
}

const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "ZSTD"];

/** The columns of a table of plain values, or in words why the file is none that is read here. */
export function columnsOf(
  { schema, row_groups, num_rows }: FileMetaData,
  codecs: readonly string[],
  limits: ParquetLimits,
): Result<readonly ParquetColumn[], string> {
  const [, ...elements] = schema;
  if (elements.length === 0) return err("it has no columns");
  if (elements.length > limits.columnsMax) {
    return err(`it has ${elements.length} columns, and ${limits.columnsMax} are read at most`);
  }
  const nested = elements.find(
    ({ num_children, repetition_type }) => (num_children ?? 0) > 0 || repetition_type === "REPEATED",
  );
  if (nested !== undefined) return err(`its column "${nested.name}" is nested: write a table of plain columns`);
  const twice = elements.find(({ name }, at) => elements.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) return err(`two of its columns are called "${twice.name}"`);
  const rows = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(num_rows)) return err("its parts do not have as many rows as it says");
  for (const group of row_groups) {
    const wrong = groupProblem(group, elements, codecs, limits);
    if (wrong !== null) return err(wrong);
  }
  return ok(elements.map(columnOf));
}

function groupProblem(
  { num_rows, columns }: FileMetaData["row_groups"][number],
  elements: readonly SchemaElement[],
  codecs: readonly string[],
  limits: ParquetLimits,
): string | null {
  if (columns.length !== elements.length) return "one of its row groups lacks a column";
  if (num_rows > limits.groupRowsMax) {
    return `one of its row groups has ${num_rows} rows, and ${limits.groupRowsMax} are read at once: write smaller row groups`;
  }
  let bytes = 0;
  for (const { meta_data: facts, file_path: path } of columns) {
    if (facts === undefined || path !== undefined) return "some of its columns are in other files or encrypted";
    if (!codecs.includes(facts.codec)) {
      const known = CODECS.includes(facts.codec) ? " here" : "";
      return `it is packed with ${facts.codec}, which is not read${known}: write it with ${codecs.join(" or ")}`;
    }
    bytes += Number(facts.total_uncompressed_size);
  }
  return bytes > limits.groupBytesMax
    ? `one of its row groups has ${bytes} bytes unpacked, and ${limits.groupBytesMax} are read at once: write smaller row groups`
    : null;
}

function columnOf(element: SchemaElement): ParquetColumn {
  const { name } = element;
  return { name, title: /\p{L}/u.test(name) ? name : `column ${name}`, kind: kindOf(element) };
}

function kindOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): CellKind {
  if (converted === "DATE" || logical?.type === "DATE") return "date";
  if (logical?.type === "TIMESTAMP") return logical.isAdjustedToUTC ? "utc" : "wall";
  // Without a word about it, and in the old twelve bytes, a moment is one of UTC.
  return converted === "TIMESTAMP_MILLIS" || converted === "TIMESTAMP_MICROS" || type === "INT96" ? "utc" : "plain";
}
