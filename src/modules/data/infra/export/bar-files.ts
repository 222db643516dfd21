import { type FileHandle, open } from "node:fs/promises";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { type BarColumns, barCount, sliceBars } from "../../domain/bar-columns";
import { BAR_LINES_HEADER, barLines } from "../../domain/csv/bar-lines";
import type { BarFile } from "../../ports/export";

/** Rows that are text or a row group at one time: some megabytes, whatever the selection. */
const ROWS_PER_PIECE = 50_000;

/** Bars as CSV in a new file at `path`. */
export async function createCsvBarFile(path: string): Promise<BarFile> {
  const file = await open(path, "wx", 0o600);
  await writeAll(file, BAR_LINES_HEADER);
  return {
    async write(symbol, resolution, bars) {
      for (const piece of pieces(bars)) await writeAll(file, barLines(symbol, resolution, piece));
    },
    async finish() {
      await file.sync();
      await file.close();
    },
    abandon: () => file.close(),
  };
}

async function writeAll(file: FileHandle, text: string): Promise<void> {
  await file.appendFile(text, "utf8");
}

const REQUIRED = { repetition_type: "REQUIRED" } as const;
const DOUBLES = ["open", "high", "low", "close", "volume"] as const;

/** Bars as Parquet in a new file at `path`: a row group a piece, prices as plain doubles, Snappy. */
export async function createParquetBarFile(path: string): Promise<BarFile> {
  // Made here first: the writer below would write over what is there.
  await (await open(path, "wx", 0o600)).close();
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    createdBy: "Bifrost Trader",
    schema: [
      { name: "root", num_children: 3 + DOUBLES.length },
      { name: "symbol", type: "BYTE_ARRAY", converted_type: "UTF8", ...REQUIRED },
      { name: "resolution", type: "BYTE_ARRAY", converted_type: "UTF8", ...REQUIRED },
      { name: "time", type: "INT64", converted_type: "TIMESTAMP_MILLIS", ...REQUIRED },
      ...DOUBLES.map((name) => ({ name, type: "DOUBLE", ...REQUIRED }) as const),
    ],
  });
  return {
    async write(symbol, resolution, bars) {
      for (const piece of pieces(bars)) {
        const count = barCount(piece);
        await writer.write({
          rowGroupSize: ROWS_PER_PIECE,
          columnData: [
            { name: "symbol", data: Array.from({ length: count }, () => symbol) },
            { name: "resolution", data: Array.from({ length: count }, () => resolution) },
            { name: "time", data: BigInt64Array.from(piece.time, BigInt) },
            // A dictionary takes 0 and -0 for one value.
            ...DOUBLES.map((name) => ({ name, data: piece[name], encoding: "PLAIN" as const })),
          ],
        });
      }
    },
    async finish() {
      await writer.finish();
    },
    abandon: async () => undefined,
  };
}

function* pieces(bars: BarColumns): Generator<BarColumns> {
  for (let at = 0, count = barCount(bars); at < count; at += ROWS_PER_PIECE) {
    yield sliceBars(bars, at, Math.min(at + ROWS_PER_PIECE, count));
  }
}
