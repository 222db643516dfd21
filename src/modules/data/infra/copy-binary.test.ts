import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../domain/bar-columns";
import { barColumnsOf } from "../domain/bar-columns";
import { rowsOf, someBars } from "../testing";
import { BarCopyReader, encodeStaged } from "./copy-binary";

/** What PostgreSQL sends for `COPY (SELECT ts, open, …) TO STDOUT (FORMAT binary)`. */
function copyOf(rows: readonly Bar[]): Buffer {
  const parts = [Buffer.from("PGCOPY\n\u00ff\r\n\0", "latin1"), Buffer.alloc(8)];
  for (const { time, open, high, low, close, volume } of rows) {
    const row = Buffer.alloc(74);
    row.writeInt16BE(6, 0);
    row.writeInt32BE(8, 2);
    row.writeBigInt64BE(BigInt(time - 946_684_800_000) * 1000n, 6);
    [open, high, low, close, volume].forEach((value, index) => {
      row.writeInt32BE(8, 14 + index * 12);
      row.writeDoubleBE(value, 18 + index * 12);
    });
    parts.push(row);
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xff])]);
}

const anyBar = fc.record({
  time: fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
  open: fc.double({ noNaN: true }),
  high: fc.double({ noNaN: true }),
  low: fc.double({ noNaN: true }),
  close: fc.double({ noNaN: true }),
  volume: fc.double({ noNaN: true }),
});

describe("BarCopyReader", () => {
  it("reads the same bars however the bytes are cut into chunks", () => {
    fc.assert(
      fc.property(
        fc.array(anyBar, { maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 200 })),
        (rows, cuts) => {
          const bytes = copyOf(rows);
          const reader = new BarCopyReader(0);
          for (let at = 0; at < bytes.length; ) {
            const size = cuts.next().value ?? 1;
            reader.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(rowsOf(reader.finish())).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("grows past what was expected", () => {
    const rows = rowsOf(someBars({ count: 5000 }));
    const reader = new BarCopyReader(10);
    reader.push(copyOf(rows));
    expect(rowsOf(reader.finish())).toEqual(rows);
  });

  it("breaks on anything that is not what was asked for", () => {
    const bytes = copyOf(rowsOf(someBars({ count: 3 })));
    const feed = (given: Buffer) => {
      const reader = new BarCopyReader(0);
      reader.push(given);
      return reader.finish();
    };
    expect(() => feed(bytes.subarray(0, -2))).toThrow("trailer");
    expect(() => feed(bytes.subarray(0, 40))).toThrow("trailer");
    expect(() => feed(Buffer.from(`x${"y".repeat(40)}`))).toThrow("signature");
    const fewer = Buffer.from(bytes);
    fewer.writeInt16BE(5, 19);
    expect(() => feed(fewer)).toThrow("6 fields");
    const empty = Buffer.from(bytes);
    empty.writeInt32BE(-1, 21);
    expect(() => feed(empty)).toThrow("8 bytes");
  });
});

describe("encodeStaged", () => {
  it("writes rows that PostgreSQL reads as line, time and values", async () => {
    const bars = barColumnsOf([{ time: -62_135_596_800_000, open: 1.5, high: 2, low: 1, close: 1.25, volume: 7 }]);
    async function* batches() {
      yield { bars, lines: Int32Array.of(42), count: 1 };
      yield { bars, lines: Int32Array.of(43), count: 0 };
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of encodeStaged(batches())) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    expect(bytes).toHaveLength(19 + 82 + 2);
    const row = bytes.subarray(19);
    expect([row.readInt16BE(0), row.readInt32BE(2), row.readInt32BE(6), row.readInt32BE(10)]).toEqual([7, 4, 42, 8]);
    expect(row.readBigInt64BE(14)).toBe(BigInt(-62_135_596_800_000 - 946_684_800_000) * 1000n);
    expect([26, 38, 50, 62, 74].map((at) => row.readDoubleBE(at))).toEqual([1.5, 2, 1, 1.25, 7]);
    expect(row.readInt16BE(82)).toBe(-1);
  });
});
