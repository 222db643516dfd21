import { readFile } from "node:fs/promises";
import { err, ok, type Result } from "@/modules/_kernel";

/** What is written by hand has at most a few kilobytes; anything longer is another file. */
const BYTES_MAX = 1_048_576;

/** The JSON in a file, `-` for standard input; else a sentence that says why there is none. */
export async function readJsonFile(file: string): Promise<Result<unknown, string>> {
  const bytes = file === "-" ? await readInput() : await readFile(file).catch(() => null);
  if (bytes === null) return err(`${file} cannot be read.`);
  if (bytes.length > BYTES_MAX) return err(`${file} is longer than ${BYTES_MAX} bytes.`);
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return ok(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err(`${file} is no JSON: ${error.message}.`);
  }
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk);
    chunks.push(part);
    size += part.length;
    if (size > BYTES_MAX) break;
  }
  return Buffer.concat(chunks);
}
