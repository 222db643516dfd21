import { open } from "node:fs/promises";
import { err } from "@/modules/_kernel";
import type { CsvFile, FileError } from "../ports";
import { openCsvFile } from "./csv-file";
import { openParquetFile } from "./parquet/parquet-file";

const MAGIC = "PAR1";

/** A file of bars on this machine's disk: Parquet by its first bytes, CSV otherwise. */
export async function openBarFile(path: string, fileName: string): Promise<CsvFile> {
  if (await beginsWith(path, MAGIC)) return openParquetFile(path, fileName);
  const file = await openCsvFile(path, fileName);
  if (!/\.parquet$/i.test(fileName)) return file;
  const reason = "its name says Parquet, and it does not begin like one";
  const refusal: FileError = { kind: "import.unreadable", fileName, reason };
  // Nobody reads the rows of a file whose head was refused.
  return { ...file, head: async () => err(refusal) };
}

async function beginsWith(path: string, text: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(text.length), 0, text.length, 0);
    return buffer.toString("latin1", 0, bytesRead) === text;
  } finally {
    await handle.close();
  }
}
