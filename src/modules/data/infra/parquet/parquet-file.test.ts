import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { type ColumnSource, parquetWriteBuffer, type SchemaElement } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkRows, makeChecker } from "../../application/import-bars";
import { previewFile } from "../../application/preview-file";
import { type Bar, barAt, barColumnsOf } from "../../domain/bar-columns";
import { timeZoneOf } from "../../domain/time-zone";
import { RefusedFile } from "../../ports/refused-file";
import { openBarFile } from "../bar-file";
import { createParquetBarFile } from "../export/bar-files";
import { openParquetFile } from "./parquet-file";
import { PARQUET_LIMITS, type ParquetLimits } from "./parquet-shape";

const MINUTE_MS = 60_000;
const START = Date.UTC(2024, 0, 2, 14, 30);

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bifrost-parquet-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const packers = { GZIP: gzip };
const newPath = () => {
  files += 1;
  return join(folder, `bars-${files}.parquet`);
};
function write(bytes: ArrayBuffer | Uint8Array): string {
  const path = newPath();
  writeFileSync(path, new Uint8Array(bytes));
  return path;
}
const NAMES = ["open", "high", "low", "close"];
const PRICES: readonly ColumnSource[] = NAMES.map((name) => ({ name, data: [1.5, 2.5], type: "DOUBLE" }));
const TEXT_TIMES: ColumnSource = { name: "time", data: ["2024-01-02", "2024-01-03"], type: "STRING" };
/** A table of two bars; the types are the schema's where there is one. */
const table = (time: ColumnSource, schema?: SchemaElement[]) =>
  schema === undefined
    ? parquetWriteBuffer({ columnData: [time, ...PRICES] })
    : parquetWriteBuffer({ columnData: [time, ...NAMES.map((name) => ({ name, data: [1.5, 2.5] }))], schema });

async function rowsOf(path: string, limits?: ParquetLimits): Promise<readonly (readonly string[])[]> {
  const file = await openParquetFile(path, "bars.parquet", limits);
  const rows: (readonly string[])[] = [];
  for await (const batch of file.rows(",", () => undefined))
    for (const row of batch) rows.push("cells" in row ? row.cells : []);
  return rows;
}

async function refusalOf(path: string, limits?: ParquetLimits): Promise<unknown> {
  const file = await openParquetFile(path, "bars.parquet", limits);
  const head = await file.head();
  if (!head.ok) return head.error;
  const preview = await previewFile({ file, reading: null, resolution: null, timeZone: "UTC" });
  return preview.ok ? "read" : preview.error;
}

/** Bars of a file, read the way the import does. */
async function importedBars(path: string): Promise<readonly Bar[]> {
  const file = await openBarFile(path, "SPY_1m.parquet");
  const preview = await previewFile({ file, reading: null, resolution: "1m", timeZone: "UTC" });
  const zone = timeZoneOf("UTC");
  if (!preview.ok || !zone.ok) throw new Error(JSON.stringify(preview));
  expect(preview.value.problems).toEqual([]);
  const { reading } = preview.value;
  const made = await makeChecker(file, reading, "1m", zone.value);
  if (!made.ok) throw new Error(made.error.kind);
  const bars: Bar[] = [];
  const take = () => {
    const { bars: columns, count } = made.value.checker.take();
    for (let at = 0; at < count; at += 1) {
      const bar = barAt(columns, at);
      if (bar !== null) bars.push({ ...bar });
    }
  };
  for await (const _ of checkRows(file, reading, made.value.checker, () => undefined))
    if (made.value.checker.full) take();
  take();
  return bars;
}

const price = fc.double({ min: 1e-9, max: 1e15, noNaN: true });
const anyBar = fc
  .tuple(price, price, price, price, fc.double({ min: 0, max: 1e18, noNaN: true }))
  .map(([a, b, c, d, volume]) => {
    const [low = a, open = a, close = a, high = a] = [a, b, c, d].toSorted((left, right) => left - right);
    return { open, high, low, close, volume };
  });

describe("a Parquet file", () => {
  it("that was exported here reads back bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyBar, { minLength: 1, maxLength: 40 }), async (values) => {
        const bars = values.map((bar, at) => ({ time: START + at * MINUTE_MS, ...bar }));
        const path = newPath();
        const out = await createParquetBarFile(path);
        await out.write("SPY", "1m", barColumnsOf(bars));
        await out.finish();
        expect(await importedBars(path)).toEqual(bars);
      }),
      { numRuns: 30 },
    );
  });

  it("of several row groups gives every row once, in order", async () => {
    const bars = Array.from({ length: 50_500 }, (_, at) => ({
      time: START + at * MINUTE_MS,
      open: 1 + at,
      high: 2 + at,
      low: 0.5 + at,
      close: 1.5 + at,
      volume: at,
    }));
    const path = newPath();
    const out = await createParquetBarFile(path);
    await out.write("SPY", "1m", barColumnsOf(bars));
    await out.finish();
    const read = await importedBars(path);
    expect(read.map(({ time, close }) => [time, close])).toEqual(bars.map(({ time, close }) => [time, close]));
  }, 30_000);

  const timestamp = (unit: "MILLIS" | "MICROS" | "NANOS", isAdjustedToUTC: boolean): SchemaElement[] => [
    { name: "root", num_children: 5 },
    {
      name: "time",
      type: "INT64",
      repetition_type: "REQUIRED",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC, unit },
    },
    ...NAMES.map((name): SchemaElement => ({ name, type: "DOUBLE", repetition_type: "REQUIRED" })),
  ];
  const moments = (factor: bigint) => BigInt64Array.of(BigInt(START) * factor, BigInt(START + MINUTE_MS) * factor);
  it.each([
    ["milliseconds in UTC", { name: "time", data: moments(1n) }, timestamp("MILLIS", true), "2024-01-02T14:30:00Z"],
    ["microseconds in UTC", { name: "time", data: moments(1_000n) }, timestamp("MICROS", true), "2024-01-02T14:30:00Z"],
    [
      "nanoseconds in UTC",
      { name: "time", data: moments(1_000_000n) },
      timestamp("NANOS", true),
      "2024-01-02T14:30:00Z",
    ],
    [
      "nanoseconds on a wall",
      { name: "time", data: moments(1_000_000n) },
      timestamp("NANOS", false),
      "2024-01-02T14:30:00",
    ],
    [
      "dates of a script",
      { name: "time", data: [new Date(START), new Date(START + MINUTE_MS)] },
      undefined,
      "2024-01-02T14:30:00Z",
    ],
    ["milliseconds as numbers", { name: "time", data: moments(1n), type: "INT64" }, undefined, String(START)],
    [
      "seconds as numbers",
      { name: "time", data: [START / 1000, START / 1000 + 60], type: "INT32" },
      undefined,
      String(START / 1000),
    ],
    [
      "text",
      { name: "time", data: ["2024-01-02 14:30", "2024-01-02 14:31"], type: "STRING" },
      undefined,
      "2024-01-02 14:30",
    ],
  ] as const)("knows times as %s", async (_, time, schema, text) => {
    const path = write(table(time as unknown as ColumnSource, schema));
    expect((await rowsOf(path))[1]?.[0]).toBe(text);
    expect((await importedBars(path)).map((bar) => bar.time)).toEqual([START, START + MINUTE_MS]);
  });

  it("knows dates", async () => {
    const schema: SchemaElement[] = [
      { name: "root", num_children: 5 },
      { name: "date", type: "INT32", repetition_type: "REQUIRED", converted_type: "DATE" },
      ...NAMES.map((name): SchemaElement => ({ name, type: "DOUBLE", repetition_type: "REQUIRED" })),
    ];
    const path = write(table({ name: "date", data: Int32Array.of(19_724, 19_725) }, schema));
    expect((await rowsOf(path)).slice(1).map(([date]) => date)).toEqual(["2024-01-02", "2024-01-03"]);
  });

  it("shows what is not there as empty, and names columns so that they are no values", async () => {
    const path = write(
      parquetWriteBuffer({
        columnData: [
          { name: "0", data: ["a", null], type: "STRING" },
          { name: "x", data: [null, Number.NaN], type: "DOUBLE", nullable: true },
        ],
      }),
    );
    expect(await rowsOf(path)).toEqual([
      ["column 0", "x"],
      ["a", ""],
      ["", "NaN"],
    ]);
  });

  it.each(["GZIP", "UNCOMPRESSED", "SNAPPY"] as const)("is read when it is packed with %s", async (codec) => {
    const columnData = [TEXT_TIMES, ...PRICES];
    const path = write(parquetWriteBuffer({ columnData, codec, compressors: packers }));
    expect(await rowsOf(path)).toHaveLength(3);
  });
});

describe("a Parquet file that is none", () => {
  const whole = () => new Uint8Array(table(TEXT_TIMES));
  const bad = (reason: string) => ({ kind: "import.unreadable", fileName: "bars.parquet", reason });

  it("is refused for its beginning, its end, and an index that does not fit", async () => {
    expect(await refusalOf(write(Buffer.from("time,open\n1,2\n")))).toEqual(
      bad("it does not begin like a Parquet file"),
    );
    expect(await refusalOf(write(whole().slice(0, 100)))).toEqual(bad("it is cut off: its end is missing"));
    expect(await refusalOf(write(Buffer.from("PAR1")))).toEqual(bad("it is cut off"));
    const large = whole();
    new DataView(large.buffer).setUint32(large.length - 8, 0x7fff_ffff, true);
    expect(await refusalOf(write(large))).toEqual(bad("its index is larger than the file"));
    const file = await openBarFile(write(Buffer.from("time,open\n1,2\n")), "bars.parquet");
    expect(await file.head()).toMatchObject({ ok: false, error: { kind: "import.unreadable" } });
  });

  it("never breaks its reader, whichever byte is wrong", async () => {
    const bytes = whole();
    for (let at = 4; at < bytes.length - 4; at += 3) {
      const broken = bytes.slice();
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      const path = write(broken);
      const outcome = await rowsOf(path).then(
        () => "read",
        (error: unknown) => error,
      );
      expect(outcome === "read" || outcome instanceof RefusedFile, `byte ${at}: ${String(outcome)}`).toBe(true);
    }
  });

  it("is refused when it nests, names a column twice or has too many", async () => {
    const nested = parquetWriteBuffer({
      columnData: [{ name: "bars", data: [{ open: 1 }, { open: 2 }], type: "JSON" }, ...PRICES],
    });
    expect(await rowsOf(write(nested))).toHaveLength(3);
    const schema: SchemaElement[] = [
      { name: "root", num_children: 1 },
      { name: "bar", num_children: 1, repetition_type: "REQUIRED" },
      { name: "open", type: "DOUBLE", repetition_type: "REQUIRED" },
    ];
    const deep = parquetWriteBuffer({ columnData: [{ name: "bar", data: [{ open: 1 }] }], schema });
    expect(await refusalOf(write(deep))).toEqual(bad('its column "bar" is nested: write a table of plain columns'));
    const limits = { ...PARQUET_LIMITS, columnsMax: 3 };
    expect(await refusalOf(write(whole()), limits)).toEqual(bad("it has 5 columns, and 3 are read at most"));
  });

  it("is refused when it would unpack to more than is read at once", async () => {
    const columnData: ColumnSource[] = [{ name: "time", data: ["0".repeat(1_000_000)], type: "STRING" }];
    const bomb = write(parquetWriteBuffer({ columnData, codec: "GZIP", compressors: packers }));
    expect(readFileSync(bomb).length).toBeLessThan(10_000);
    const refusal = async (change: Partial<ParquetLimits>) => refusalOf(bomb, { ...PARQUET_LIMITS, ...change });
    expect(await refusal({ pageBytesMax: 100_000 })).toMatchObject({
      reason: expect.stringMatching(/^one of its pages unpacks to/),
    });
    expect(await refusal({ groupBytesMax: 100_000 })).toMatchObject({
      reason: expect.stringMatching(/write smaller row groups$/),
    });
    expect(await refusalOf(write(whole()), { ...PARQUET_LIMITS, groupRowsMax: 1 })).toMatchObject({
      reason: "one of its row groups has 2 rows, and 1 are read at once: write smaller row groups",
    });
  });
});
