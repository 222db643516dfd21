import { describe, expect, it } from "vitest";
import { makeSeededBars } from "@/modules/strategy";
import { toCopyRows } from "./copy-rows";

describe("toCopyRows", () => {
  // PostgreSQL's binary format: signature, flags, extension; per row a count and six fields of 8 bytes; −1.
  it("writes rows as a binary COPY has them", () => {
    const bars = makeSeededBars(2);
    const bytes = Buffer.from(toCopyRows(bars));
    expect(bytes.length).toBe(19 + 2 * 74 + 2);
    expect(bytes.subarray(0, 11).toString("latin1")).toBe("PGCOPY\n\xff\r\n\0");
    expect([bytes.readInt16BE(19), bytes.readInt32BE(21), bytes.readInt16BE(19 + 2 * 74)]).toEqual([6, 8, -1]);
    expect(Number(bytes.readBigInt64BE(25)) / 1000 + Date.UTC(2000, 0, 1)).toBe(bars.time[0]);
    expect(bytes.readDoubleBE(19 + 2 + 12 + 4)).toBe(bars.open[0]);
    expect(bytes.readDoubleBE(19 + 74 + 74 - 8)).toBe(bars.volume[1]);
  });
});
