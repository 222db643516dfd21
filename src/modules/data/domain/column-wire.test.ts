import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BAR_COLUMN_NAMES, barColumnsOf, makeBarColumns } from "./bar-columns";
import { decodeBarColumns, decodeColumns, encodeBarColumns, encodeColumns, WIRE_BARS_MAX } from "./column-wire";

const anyDouble = fc.double();
const anyBar = fc.record({
  time: anyDouble,
  open: anyDouble,
  high: anyDouble,
  low: anyDouble,
  close: anyDouble,
  volume: anyDouble,
});
const bits = (column: Float64Array | undefined) =>
  column ? Array.from(new BigUint64Array(column.slice().buffer)) : "absent";

describe("bars on the wire", () => {
  it("keeps every bit of every column", () => {
    fc.assert(
      fc.property(fc.array(anyBar, { maxLength: 40 }), (rows) => {
        const bars = barColumnsOf(rows);
        const decoded = decodeBarColumns(encodeBarColumns(bars));
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
        for (const name of BAR_COLUMN_NAMES) expect(bits(decoded.value[name])).toEqual(bits(bars[name]));
      }),
    );
  });

  it("is 16 bytes and 48 a bar, little-endian", () => {
    const bytes = encodeBarColumns(barColumnsOf([{ time: 1, open: 2, high: 3, low: 4, close: 5, volume: 6 }]));
    expect(bytes).toHaveLength(64);
    expect(Array.from(bytes.subarray(0, 16))).toEqual([0x42, 0x46, 0x42, 0x52, 1, 0, 6, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(Array.from(bytes.subarray(16, 24))).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  });

  it("decodes without copying, or with one copy when the bytes are not aligned", () => {
    const bytes = encodeBarColumns(makeBarColumns(3));
    const decoded = decodeBarColumns(bytes);
    expect(decoded.ok && decoded.value.time.buffer === bytes.buffer).toBe(true);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const copied = decodeBarColumns(shifted.subarray(1));
    expect(copied.ok && copied.value.time.length).toBe(3);
  });

  it.each([
    ["nothing", () => new Uint8Array(0), "header"],
    ["another magic", (bytes: Uint8Array) => bytes.with(0, 0x50), "magic"],
    ["another version", (bytes: Uint8Array) => bytes.with(4, 2), "version 1"],
    ["another column count", (bytes: Uint8Array) => bytes.with(6, 5), "6 columns"],
    ["a byte less", (bytes: Uint8Array) => bytes.slice(0, -1), "112 bytes"],
    ["a byte more", (bytes: Uint8Array) => Uint8Array.from([...bytes, 0]), "112 bytes"],
    ["a count beyond the limit", (bytes: Uint8Array) => bytes.with(11, 0xff), `at most ${WIRE_BARS_MAX}`],
  ])("refuses %s", (_, change, expected) => {
    const decoded = decodeBarColumns(change(encodeBarColumns(makeBarColumns(2))));
    expect(decoded).toMatchObject({ ok: false, error: { kind: "columns.malformed" } });
    expect(decoded.ok ? "" : decoded.error.expected).toContain(expected);
  });

  it("never throws on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(typeof decodeBarColumns(bytes).ok).toBe("boolean");
        expect(typeof decodeColumns(bytes).ok).toBe("boolean");
      }),
    );
  });
});

describe("named columns on the wire", () => {
  it("keeps names, order, lengths and bits", () => {
    const columns = fc.array(fc.tuple(fc.string(), fc.array(anyDouble, { maxLength: 20 })), { maxLength: 6 });
    fc.assert(
      fc.property(columns, (list) => {
        const named = Object.fromEntries(list.map(([name, values]) => [name, Float64Array.from(values)]));
        const decoded = decodeColumns(encodeColumns(named));
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
        expect(Object.keys(decoded.value)).toEqual(Object.keys(named));
        for (const [name, column] of Object.entries(named)) expect(bits(decoded.value[name])).toEqual(bits(column));
      }),
    );
  });

  const withHeader = (json: string, count: number) => {
    const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
    const bytes = new Uint8Array(16 + text.length);
    const view = new DataView(bytes.buffer);
    bytes.set([0x42, 0x46, 0x43, 0x4f]);
    view.setUint16(4, 1, true);
    view.setUint16(6, count, true);
    view.setUint32(8, text.length, true);
    bytes.set(text, 16);
    return bytes;
  };

  it.each([
    ["a header that is no JSON", withHeader("[[", 1)],
    ["a header that is no list", withHeader("{}", 1)],
    ["a pair without a length", withHeader('[["a"]]', 1)],
    ["a negative length", withHeader('[["a",-1]]', 1)],
    ["a fraction of a length", withHeader('[["a",0.5]]', 1)],
    ["a name twice", withHeader('[["a",0],["a",0]]', 2)],
    ["more columns than it lists", withHeader('[["a",0]]', 2)],
    ["values that are not there", withHeader('[["a",1000000000]]', 1)],
  ])("refuses %s", (_, bytes) => {
    expect(decodeColumns(bytes)).toMatchObject({ ok: false, error: { kind: "columns.malformed" } });
  });
});
