import { describe, expect, it } from "vitest";
import { hashColumns } from "./hash-columns";

const columns = { equity: Float64Array.of(1, 2), fills: Float64Array.of(3) };

describe("hashColumns", () => {
  // By hand: sha256sum of "equity:2\n", 1.0 and 2.0 as little-endian doubles, "fills:1\n", 3.0.
  it("is sha256 over names, lengths and values", () => {
    expect(hashColumns(columns)).toBe("a9dcb302fe506daac193142fb404caf68c3e53bcdcebb1baf2b1254b0451e62c");
  });

  it("changes with any bit, name, length and order", () => {
    const others = [
      { ...columns, equity: Float64Array.of(1, 2.0000000000000004) },
      { ...columns, equity: Float64Array.of(1, 2, 0) },
      { equity: Float64Array.of(1), fills: Float64Array.of(2, 3) },
      { equities: columns.equity, fills: columns.fills },
      { fills: columns.fills, equity: columns.equity },
      { ...columns, equity: Float64Array.of(1, -2) },
      { equity: Float64Array.of(0) },
      { equity: Float64Array.of(-0) },
    ];
    const hashes = [columns, ...others].map(hashColumns);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("reads a part of a larger array as that part", () => {
    const part = Float64Array.of(9, 1, 2, 9).subarray(1, 3);
    expect(hashColumns({ ...columns, equity: part })).toBe(hashColumns(columns));
  });
});
