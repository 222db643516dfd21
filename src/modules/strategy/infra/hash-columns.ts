import { createHash } from "node:crypto";
import type { HashColumns } from "../ports";

/**
 * sha256 over columns in the order given: for each its name, its length and its Float64 values, little-endian as typed arrays
 * are on every machine this runs on. Any other bit, name or length is another hash.
 */
export const hashColumns: HashColumns = (columns) => {
  const hash = createHash("sha256");
  for (const [name, column] of Object.entries(columns)) {
    hash.update(`${name}:${column.length}\n`);
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("hex");
};
