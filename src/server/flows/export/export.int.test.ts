import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, ImportId, JobId, UserId } from "@/modules/_kernel";
import { BAR_COLUMN_NAMES, type BarColumns, makeSeriesReader } from "@/modules/data";
import { makeBarStore, makeInstrumentStore } from "@/modules/data/server";
import { someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import { makeCorporateActionFlows } from "../corporate-actions/corporate-action-flows";
import type { FlowDeps } from "../deps";
import { makeImportFile } from "../import-bars";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeExportBarsHandler, makeExportFlows } from "./export-bars";
import { EXPORTS_A_PERSON_MAX, makeExportFiles } from "./export-files";

const OWNER = UserId.of("person-1");
const OTHER = UserId.of("person-2");
const ACTOR: Actor = { kind: "user", userId: OWNER, requestId: "r" };
const DAY_MS = 86_400_000;
const EVER = { fromMs: EpochMs.of(-8.64e15), toMs: EpochMs.of(8.64e15) };

let database: TestDatabase;
let deps: FlowDeps;
let dataDir: string;
beforeAll(async () => {
  database = await withTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "bifrost-export-"));
  deps = makeTestDeps(database, { dataDir });
  // Prices with every bit used: what a rounding on the way would change.
  const odd = someBars({ count: 60_000, startMs: Date.UTC(2024, 0, 1) });
  for (const name of ["open", "high", "low", "close"] as const) {
    for (let i = 0; i < odd[name].length; i += 1) odd[name][i] = (odd[name][i] ?? 0) * (1 + 1 / 3e7);
  }
  await seedBars(deps, { symbol: "ODD.X", resolution: "1m", bars: odd });
  const days = someBars({ count: 400, startMs: Date.UTC(2020, 0, 1), stepMs: DAY_MS, seed: 7 });
  await seedBars(deps, { symbol: "ODD.X", resolution: "1d", bars: days });
  await seedBars(deps, { symbol: "EVEN", resolution: "1d", bars: days });
});
afterAll(async () => {
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

const job = (signal = new AbortController().signal) => ({
  jobId: JobId.of("job-1"),
  requestId: "r",
  userId: OWNER,
  signal,
  progress: () => undefined,
});
const ALL = { symbols: null, resolutions: null, fromMs: null, toMs: null, adjustment: "raw", hours: "stored" } as const;

async function exported(payload: Partial<Parameters<ReturnType<typeof makeExportBarsHandler>>[0]>) {
  const exportId = randomUUID();
  const done = await makeExportBarsHandler(deps)(
    { ...ALL, symbols: ["ODD.X"], format: "csv", exportId, ...payload },
    job(),
  );
  if (!done.ok) throw new Error(done.error.kind);
  const file = await makeExportFlows(deps).findExport(OWNER, exportId);
  if (file === null) throw new Error("an export that ended is there");
  return file;
}

async function barsOf(symbol: string, resolution: "1m" | "1d"): Promise<BarColumns> {
  const instrument = await makeInstrumentStore(deps.sql).find(symbol);
  if (instrument === null) throw new Error(`${symbol} is there`);
  const series = { instrumentId: instrument.instrumentId, resolution };
  const store = makeBarStore(deps.sql);
  const coverage = await store.coverageOf(series);
  return store.readBars(series, EVER, coverage?.changedAtMs ?? EpochMs.of(0));
}

/** Whether two columns are equal to the last bit; quick for many values. */
function sameBits(left: Float64Array, right: Float64Array): boolean {
  const bytes = (column: Float64Array) => Buffer.from(column.slice().buffer);
  return bytes(left).equals(bytes(right));
}

describe("exporting bars", () => {
  it.each(["1m", "1d"] as const)("as CSV and importing them again gives the same bits, %s", async (resolution) => {
    // Of the one, minutes are stored as well: its days would go on with days made of them.
    const of = resolution === "1m" ? "ODD.X" : "EVEN";
    const file = await exported({ symbols: [of], resolutions: [resolution] });
    const symbol = `BACK${resolution.toUpperCase()}`;
    const names = ["time", "open", "high", "low", "close", "volume"] as const;
    const imported = await makeImportFile(deps)(
      {
        importId: ImportId.of(randomUUID()),
        path: file.path,
        fileName: file.fileName,
        sha256: "0".repeat(64),
        symbol,
        name: "",
        kind: "index",
        currency: "USD",
        resolution,
        reading: {
          delimiter: ",",
          hasHeader: true,
          columns: Object.fromEntries(names.map((name) => [name, name])),
          timeFormat: "iso",
          timeZone: "UTC",
          decimalComma: false,
        },
        skipInvalidRows: false,
      },
      ACTOR,
      { signal: new AbortController().signal, progress: () => undefined },
    );
    expect(imported.ok ? imported.value.inserted : imported.error).toBe(resolution === "1m" ? 60_000 : 400);
    const [before, after] = [await barsOf(of, resolution), await barsOf(symbol, resolution)];
    for (const name of BAR_COLUMN_NAMES) expect([name, sameBits(after[name], before[name])]).toEqual([name, true]);
  });

  it("as Parquet and reading them with another program gives the same bits", async () => {
    const file = await exported({ resolutions: ["1m"], format: "parquet" });
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file.path) });
    const bars = await barsOf("ODD.X", "1m");
    expect(rows).toHaveLength(bars.time.length);
    for (const name of ["open", "high", "low", "close", "volume"] as const) {
      const column = Float64Array.from(rows, (row) => row[name]);
      expect([name, sameBits(column, bars[name])]).toEqual([name, true]);
    }
    expect(
      sameBits(
        Float64Array.from(rows, (row) => new Date(row["time"]).getTime()),
        bars.time,
      ),
    ).toBe(true);
    expect(new Set(rows.map((row) => `${row["symbol"]} ${row["resolution"]}`))).toEqual(new Set(["ODD.X 1m"]));
  });

  it("takes what was selected and nothing else", async () => {
    const file = await exported({
      symbols: null,
      resolutions: ["1d"],
      fromMs: EpochMs.of(Date.UTC(2020, 0, 3)),
      toMs: EpochMs.of(Date.UTC(2020, 0, 5)),
    });
    const lines = (await readFile(file.path, "utf8")).trim().split("\n").slice(1);
    expect(lines.map((line) => line.split(",").slice(0, 3).join(" "))).toEqual(
      expect.arrayContaining([
        "EVEN 1d 2020-01-03",
        "EVEN 1d 2020-01-04",
        "ODD.X 1d 2020-01-03",
        "ODD.X 1d 2020-01-04",
      ]),
    );
    expect(lines.some((line) => line.includes("2020-01-05"))).toBe(false);
  });

  it("makes longer bars that are named of shorter ones, the same as a chart shows", async () => {
    const file = await exported({ resolutions: ["5m", "1w"] });
    const instrument = await makeInstrumentStore(deps.sql).find("ODD.X");
    if (instrument === null) throw new Error("ODD.X is there");
    const reader = makeSeriesReader(makeBarStore(deps.sql), "stored");
    const lines = (await readFile(file.path, "utf8")).trim().split("\n").slice(1);
    for (const resolution of ["5m", "1w"] as const) {
      const bars = await reader.readLatest(instrument, resolution, null, 50_000);
      const written = lines.map((line) => line.split(",")).filter((cells) => cells[1] === resolution);
      expect([resolution, written.length]).toEqual([resolution, bars.time.length]);
      expect(Float64Array.from(written, (cells) => Number(cells[6]))).toEqual(bars.close);
    }
  });

  it("adjusts prices by what is known of splits", async () => {
    const raw = await exported({ symbols: ["EVEN"], resolutions: ["1d"] });
    const text = JSON.stringify([{ type: "split", date: "2020-06-01", ratio: "2" }]);
    const actions = makeCorporateActionFlows(deps);
    await actions.importActions(ACTOR, { symbol: "EVEN", text, source: "test", skipInvalidRows: false });
    const split = await exported({ symbols: ["EVEN"], resolutions: ["1d"], adjustment: "split" });
    expect(split.fileName).toBe("EVEN-1d-split-adjusted.csv");
    const rows = async (path: string) =>
      (await readFile(path, "utf8"))
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(","));
    const [before, after] = [await rows(raw.path), await rows(split.path)];
    expect(after).toHaveLength(before.length);
    for (const [place, cells] of after.entries()) {
      const factor = (cells[2] ?? "") < "2020-06-01" ? 0.5 : 1;
      expect(Number(cells[6])).toBe(Number(before[place]?.[6]) * factor);
    }
  });

  it("gives a file to its owner alone, who may delete it, and keeps no more than a person's share", async () => {
    const flows = makeExportFlows(deps);
    const { exportId, createdAt, expiresAt } = await exported({ symbols: ["EVEN"], resolutions: ["1d"] });
    expect(expiresAt - createdAt).toBe(7 * DAY_MS);
    expect(await flows.findExport(OTHER, exportId)).toBeNull();
    expect(await flows.listExports(OTHER)).toEqual([]);
    const stranger: Actor = { ...ACTOR, userId: OTHER };
    expect(await flows.removeExport(stranger, exportId)).toMatchObject({ error: { kind: "export.not_found" } });
    expect(await flows.findExport(OWNER, exportId)).not.toBeNull();
    expect(await flows.removeExport(ACTOR, exportId)).toMatchObject({ ok: true });
    expect(await flows.findExport(OWNER, exportId)).toBeNull();
    expect(await flows.removeExport(ACTOR, exportId)).toMatchObject({ ok: true });
    while ((await flows.listExports(OWNER)).length < EXPORTS_A_PERSON_MAX) await exported({ symbols: ["EVEN"] });
    const input = {
      format: "csv",
      symbols: null,
      resolutions: null,
      from: null,
      to: null,
      adjustment: "raw",
      hours: "stored",
    } as const;
    expect(await flows.startExport(ACTOR, input)).toMatchObject({ error: { kind: "export.too_many" } });
    expect(await flows.startExport({ ...ACTOR, kind: "cli", userId: null }, input)).toMatchObject({
      error: { kind: "export.needs_owner" },
    });
    for (const file of await flows.listExports(OWNER)) await flows.removeExport(ACTOR, file.exportId);
  });

  it("refuses an unknown symbol, dates the wrong way round and an empty selection", async () => {
    const flows = makeExportFlows(deps);
    const input = {
      format: "csv",
      symbols: ["EVEN"],
      resolutions: null,
      from: null,
      to: null,
      adjustment: "raw",
      hours: "stored",
    } as const;
    expect(await flows.startExport(ACTOR, { ...input, symbols: ["NOBODY"] })).toMatchObject({
      error: { kind: "instrument.not_found", path: "symbols", facts: { symbol: "NOBODY" } },
    });
    expect(await flows.startExport(ACTOR, { ...input, from: "2020-02-01", to: "2020-01-01" })).toMatchObject({
      error: { kind: "export.range_invalid", path: "to" },
    });
    const handler = makeExportBarsHandler(deps);
    const future = { fromMs: EpochMs.of(Date.UTC(2030, 0, 1)) };
    const payload = { ...ALL, ...future, exportId: randomUUID(), format: "csv" } as const;
    expect(await handler({ ...payload, resolutions: ["1mo"] }, job())).toMatchObject({
      error: { kind: "export.nothing" },
    });
    expect(await flows.startExport(ACTOR, input)).toMatchObject({ ok: true });
  });

  it("leaves nothing behind when it is canceled, does an export once, and forgets it after its time", async () => {
    const handler = makeExportBarsHandler(deps);
    const payload = {
      ...ALL,
      resolutions: null,
      symbols: ["EVEN"],
      exportId: randomUUID(),
      format: "parquet",
    } as const;
    const input = { ...payload, symbols: ["EVEN"] };
    expect(await handler(input, job(AbortSignal.abort()))).toMatchObject({ error: { kind: "export.canceled" } });
    const flows = makeExportFlows(deps);
    expect(await flows.findExport(OWNER, payload.exportId)).toBeNull();
    const first = await handler(input, job());
    expect(await handler(input, job())).toEqual(first);
    expect((await flows.listExports(OWNER)).some(({ exportId }) => exportId === payload.exportId)).toBe(true);
    expect(await flows.findExport(OWNER, "../../etc/passwd")).toBeNull();
    const files = makeExportFiles(deps);
    expect(await files.prune(DAY_MS, deps.clock.nowMs())).toBe(0);
    expect(await files.prune(DAY_MS, deps.clock.nowMs() + 2 * DAY_MS)).toBeGreaterThan(1);
    expect(await flows.listExports(OWNER)).toEqual([]);
  });
});
