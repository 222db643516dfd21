import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, ImportId, type JobId, type Result, UserId } from "@/modules/_kernel";
import { decodeBarColumns, importBarsJob, loadSampleJob } from "@/modules/data";
import { makeBarIngest } from "@/modules/data/server";
import { csvOf, rowsOf, someBars } from "@/modules/data/testing";
import { SHORT_LIVED } from "../infra/testing/bundle-process";
import { type TestDatabase, withTestDatabase } from "../infra/testing/database";
import type { JobContext, JobOutcome } from "../platform/work";
import { makeUploads, type Uploads } from "../uploads";
import type { Actor, ImportPreview, StartImportInput } from "./contract";
import { type DataFlows, makeDataFlows } from "./data-flows";
import { makeDataJobs } from "./data-jobs";
import type { FlowDeps } from "./deps";
import { bundleScript } from "./testing/bundle-script";
import { makeTestDeps } from "./testing/test-house";

const ACTOR: Actor = { kind: "user", userId: UserId.of("user-1"), requestId: "request-1" };
const NEVER = new AbortController().signal;

let database: TestDatabase;
let deps: FlowDeps;
let flows: DataFlows;
let uploads: Uploads;
let dataDir: string;
beforeAll(async () => {
  database = await withTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-import-"));
  deps = makeTestDeps(database, { dataDir });
  flows = makeDataFlows(deps);
  uploads = makeUploads(deps);
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function upload(content: string | Uint8Array, name = "spy-daily.csv"): Promise<string> {
  async function* body() {
    yield Buffer.from(content);
  }
  return must(await uploads.store(name, body(), NEVER)).uploadId;
}

async function preview(content: string | Uint8Array, name?: string): Promise<ImportPreview> {
  return must(await flows.previewImport(await upload(content, name), null, null));
}

async function inputFor(
  content: string | Uint8Array,
  change: Partial<StartImportInput> = {},
): Promise<StartImportInput> {
  const seen = await preview(content);
  return {
    uploadId: seen.uploadId,
    symbol: "SPY",
    name: "",
    kind: "etf",
    currency: "USD",
    resolution: seen.suggestedResolution,
    reading: seen.reading,
    skipInvalidRows: false,
    ...change,
  };
}

/** Runs a submitted job as a worker would, with the payload that is stored in its row. */
async function work(jobId: JobId, change: Partial<JobContext> = {}): Promise<JobOutcome> {
  const [row] = await deps.sql.$queryRaw<{ name: string; payload: unknown }[]>`
    SELECT name, payload FROM job WHERE id = ${jobId}`;
  const job = makeDataJobs(deps).find(({ name }) => name === row?.name);
  if (job === undefined || row === undefined) throw new Error("no job");
  const context: JobContext = {
    jobId,
    requestId: "request-1",
    userId: UserId.of("user-1"),
    signal: NEVER,
    progress: () => undefined,
    ...change,
  };
  return must(await job.run(row.payload, context));
}

async function importFile(content: string | Uint8Array, change: Partial<StartImportInput> = {}): Promise<JobOutcome> {
  const { jobId } = must(await flows.startImport(ACTOR, await inputFor(content, change)));
  return work(jobId);
}

/** How much there is of everything an import writes. */
async function counts() {
  const [row] = await deps.sql.$queryRaw<Record<string, string>[]>`
    SELECT (SELECT count(*) FROM bar) AS bars, (SELECT count(*) FROM bar_import) AS imports,
      (SELECT count(*) FROM bar_revision) AS revisions, (SELECT count(*) FROM instrument) AS instruments,
      (SELECT count(*) FROM bar_series) AS series`;
  return row;
}

async function pageOf(symbol: string, resolution: "1d" | "1m", limit = 50_000) {
  const page = decodeBarColumns(
    must(await flows.readBarPage({ symbol, resolution, toMs: null, limit, adjustment: "raw", hours: "stored" })),
  );
  return rowsOf(must(page));
}

const DAY = 86_400_000;
const daily = (count: number, seed = 1) => someBars({ count, seed, stepMs: DAY, startMs: Date.UTC(2020, 0, 1) });

describe("importing a file", () => {
  it("previews, imports, shows, lists, tells browsers and auditors, and takes it back", async () => {
    const bars = daily(300);
    const seen = await preview(csvOf(bars, { dates: true }));
    expect(seen).toMatchObject({
      fileName: "spy-daily.csv",
      rows: 300,
      validRows: 300,
      problemCount: 0,
      suggestedSymbol: "SPY",
      suggestedResolution: "1d",
      firstMs: bars.time[0],
      lastMs: bars.time.at(-1),
      reading: { timeFormat: "iso", delimiter: ",", hasHeader: true },
    });
    const done = must(await importFile(csvOf(bars, { dates: true }), { symbol: "spy", name: "SPDR S&P 500" }));
    expect(done).toMatchObject({
      symbol: "SPY",
      resolution: "1d",
      inserted: 300,
      replaced: 0,
      unchanged: 0,
      skipped: 0,
    });
    expect(await pageOf("spy", "1d")).toEqual(rowsOf(bars));
    expect(must(await flows.getInstrument("spy"))).toMatchObject({
      symbol: "SPY",
      name: "SPDR S&P 500",
      kind: "etf",
      timeZone: "UTC",
      coverage: [{ resolution: "1d", bars: 300, firstMs: bars.time[0], lastMs: bars.time.at(-1) }],
    });
    expect((await flows.searchInstruments("spdr", 10)).map(({ symbol }) => symbol)).toEqual(["SPY"]);
    const [listed] = (await flows.listImports({ cursor: null, limit: 10 })).rows;
    expect(listed).toMatchObject({ importId: done["importId"], symbol: "SPY", inserted: 300, undoneAt: null });
    const news = await deps.sql.$queryRaw`SELECT payload FROM outbox WHERE topic = 'bars.changed'`;
    expect(news).toEqual([{ payload: { symbol: "SPY", resolution: "1d" } }]);

    const importId = ImportId.of(String(done["importId"]));
    expect(must(await flows.undoImport(ACTOR, importId))).toMatchObject({ importId, undoneAt: expect.any(Number) });
    expect(await pageOf("SPY", "1d")).toEqual([]);
    const audit = await deps.sql.$queryRaw<{ action: string }[]>`
      SELECT action, actor FROM audit_log WHERE subject_id = ${importId} ORDER BY audit_log.id`;
    expect(audit).toEqual(
      ["import.start", "import.complete", "import.undo"].map((action) => ({ action, actor: "user-1" })),
    );
  });

  it("imports once, however often the job runs", async () => {
    const bars = daily(50, 3);
    const { jobId } = must(await flows.startImport(ACTOR, await inputFor(csvOf(bars), { symbol: "TWICE" })));
    const first = must(await work(jobId));
    const before = await counts();
    expect(must(await work(jobId))).toEqual(first);
    expect(await counts()).toEqual(before);
    expect(first).toMatchObject({ inserted: 50 });
  });

  it("leaves nothing of an import that was killed in the middle, and imports it once when begun again", async () => {
    const bars = someBars({ count: 60_000, seed: 5 });
    const path = join(dataDir, "crash.csv");
    writeFileSync(path, csvOf(bars));
    const importId = ImportId.of("import-crash");
    const before = await counts();
    const script = await bundleScript("import-and-hang");
    const child = spawn(process.execPath, [...SHORT_LIVED, script, database.url, path, importId], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said = await new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data))));
    expect(said).toBe("merging\n");
    const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    expect(await counts()).toEqual(before);

    const payload = { ...(await inputFor(readFileSync(path), { symbol: "CRASH" })), importId };
    const jobId = await deps.transactions.run((tx) =>
      deps.work.submit(tx, { contract: importBarsJob, payload, title: "Again", createdBy: null, requestId: "r" }),
    );
    expect(must(await work(jobId))).toMatchObject({ importId, inserted: 60_000, unchanged: 0 });
    expect(must(await work(jobId))).toMatchObject({ importId, inserted: 60_000, unchanged: 0 });
    expect(await pageOf("CRASH", "1m", 50_000)).toEqual(rowsOf(bars).slice(-50_000));
  });

  it("keeps nothing of an import that is canceled, whenever that is", async () => {
    const content = csvOf(someBars({ count: 30_000 }));
    const before = await counts();
    for (const unit of ["bytes", "bars"]) {
      const { jobId } = must(await flows.startImport(ACTOR, await inputFor(content, { symbol: "CANCEL" })));
      const stop = new AbortController();
      const outcome = await work(jobId, {
        signal: stop.signal,
        progress: (_, __, what) => what === unit && stop.abort(),
      });
      expect(outcome).toMatchObject({ ok: false, error: { kind: "import.canceled" } });
      expect(await counts()).toEqual(before);
    }
  });

  it("says that the disk is full, and keeps nothing", async () => {
    const before = await counts();
    const { jobId } = must(await flows.startImport(ACTOR, await inputFor(csvOf(daily(5)), { symbol: "FULL" })));
    // What PostgreSQL answers when it cannot grow a file; a real full disk would take the other tests with it.
    const publish = async () => void (await deps.sql.$executeRaw`DO $$ BEGIN RAISE SQLSTATE '53100'; END $$`);
    const jobs = makeDataJobs({ ...deps, work: { ...deps.work, publish } });
    const [row] = await deps.sql.$queryRaw<{ payload: unknown }[]>`SELECT payload FROM job WHERE id = ${jobId}`;
    const job = jobs.find(({ name }) => name === importBarsJob.name);
    const context = { jobId, requestId: "r", userId: null, signal: NEVER, progress: () => undefined };
    expect(await job?.run(row?.payload, context)).toMatchObject({
      value: { ok: false, error: { kind: "upload.disk_full" } },
    });
    expect(await counts()).toEqual(before);
  });

  it("sorts a file that is newest first", async () => {
    const bars = daily(400, 9);
    const [header, ...lines] = csvOf(bars).trim().split("\n");
    const content = [header, ...lines.toReversed()].join("\r\n");
    expect((await preview(content)).notes).toContain("The file is newest first; it will be sorted.");
    expect(must(await importFile(content, { symbol: "REVERSED" }))).toMatchObject({ inserted: 400 });
    expect(await pageOf("REVERSED", "1d")).toEqual(rowsOf(bars));
  });

  it("refuses a file with bad lines, every one of them named, and keeps nothing", async () => {
    const good = csvOf(daily(20)).trim().split("\n");
    const bad = [...good, "2020-02-01,1,1,2,1,1", "2020-02-02,abc,1,1,1,1", "2020-01-05,1,1,1,1,1"].join("\n");
    const before = await counts();
    const outcome = await importFile(bad, { symbol: "BAD" });
    expect(outcome).toMatchObject({ ok: false, error: { kind: "import.rows_invalid", facts: { count: 2, rows: 23 } } });
    expect(outcome.ok ? [] : outcome.error.issues).toEqual([
      { path: "line 22, high", message: expect.stringContaining("below the low") },
      { path: "line 23, open", message: expect.stringContaining('"abc": Not a number') },
    ]);
    expect(await counts()).toEqual(before);
  });

  it("leaves bad lines out when asked to, duplicates anywhere too, and says how many", async () => {
    const bars = daily(20, 4);
    const good = csvOf(bars).trim().split("\n");
    const bad = [...good, "2020-02-01,1,1,2,1,1", `${good[5]}`, '2020-02-02,"1', `${good[7]}`].join("\n");
    const refused = await importFile(bad.replace(/2020-02-0[12].*\n/g, ""), { symbol: "SKIP" });
    expect(refused).toMatchObject({ error: { kind: "import.rows_invalid", facts: { count: 2 } } });
    expect(refused.ok ? [] : refused.error.issues?.map(({ path }) => path)).toEqual(["line 22, time", "line 23, time"]);
    const done = must(await importFile(bad, { symbol: "SKIP", skipInvalidRows: true }));
    expect(done).toMatchObject({ inserted: 20, skipped: 4 });
    expect(await pageOf("SKIP", "1d")).toEqual(rowsOf(bars));
    const hopeless = await importFile("time,open,high,low,close\nx,1,1,1,1\n", {
      symbol: "SKIP",
      skipInvalidRows: true,
    });
    expect(hopeless).toMatchObject({ error: { kind: "import.rows_invalid" } });
  });

  it.each([
    ["header only", "time,open,high,low,close,volume\n", "import.empty"],
    ["nothing", "\n", "import.empty"],
    ["an archive", Uint8Array.of(0x50, 0x4b, 3, 4, 9, 9), "import.not_text"],
    ["zeros", new Uint8Array(100_000), "import.not_text"],
    ["UTF-16", Buffer.from("\ufefftime,open\n", "utf16le"), "import.not_text"],
  ])("refuses %s when it is looked at", async (_, content, kind) => {
    expect(await flows.previewImport(await upload(content), null, null)).toMatchObject({ ok: false, error: { kind } });
  });

  it("shows a file whose columns it cannot tell, with what is missing", async () => {
    const seen = await preview("when,what\n2020-01-01,5\n");
    expect(seen).toMatchObject({
      header: ["when", "what"],
      sample: [["2020-01-01", "5"]],
      validRows: 0,
      problemCount: 1,
    });
    expect(seen.problems[0]?.message).toContain("when, what");
    const { uploadId, reading } = seen;
    const start = (change: Partial<StartImportInput>) =>
      flows.startImport(ACTOR, {
        uploadId,
        symbol: "X",
        name: "",
        kind: "etf",
        currency: "USD",
        resolution: "1d",
        reading,
        skipInvalidRows: false,
        ...change,
      });
    expect(await start({})).toMatchObject({
      error: { kind: "import.mapping_incomplete", path: "reading.columns.time" },
    });
    const columns = { time: "when", open: "what", high: "what", low: "what", close: "nowhere" };
    const { jobId } = must(await start({ reading: { ...reading, columns } }));
    expect(await work(jobId)).toMatchObject({
      error: {
        kind: "import.mapping_incomplete",
        path: "reading.columns.close",
        facts: { column: "nowhere", header: "when, what" },
      },
    });
    const mapped = { ...reading, columns: { ...columns, close: "1" } };
    expect(must(await work(must(await start({ reading: mapped })).jobId))).toMatchObject({ inserted: 1 });
  });

  it("refuses what can be told without reading the file", async () => {
    const input = await inputFor(csvOf(daily(3)));
    const refusal = async (change: Partial<StartImportInput>) => {
      const answer = await flows.startImport(ACTOR, { ...input, ...change });
      return answer.ok ? null : answer.error;
    };
    expect(await refusal({ symbol: "A'; DROP TABLE bar; --" })).toMatchObject({ kind: "instrument.symbol_malformed" });
    expect(await refusal({ currency: "dollars" })).toMatchObject({ kind: "currency.unknown" });
    expect(await refusal({ reading: { ...input.reading, timeZone: "Mars/Base" } })).toMatchObject({
      kind: "time_zone.unknown",
    });
    expect(await refusal({ uploadId: "../../etc/passwd" })).toMatchObject({ kind: "upload.not_found" });
    expect(await flows.getInstrument("NOPE")).toMatchObject({
      error: { kind: "instrument.not_found", facts: { symbol: "NOPE" } },
    });
    expect(await flows.undoImport(ACTOR, ImportId.of("nope"))).toMatchObject({ error: { kind: "import.not_found" } });
  });

  it("says which import to take back first", async () => {
    const first = must(await importFile(csvOf(daily(30, 1)), { symbol: "LAYERS" }));
    const second = must(await importFile(csvOf(daily(10, 2)), { symbol: "LAYERS" }));
    expect(await flows.undoImport(ACTOR, ImportId.of(String(first["importId"])))).toMatchObject({
      ok: false,
      error: { kind: "import.overlaid", facts: { importId: second["importId"], fileName: "spy-daily.csv" } },
    });
  });

  it("pages through the imports, newest first", async () => {
    const all = (await flows.listImports({ cursor: null, limit: 100 })).rows.map(({ importId }) => importId);
    const paged: string[] = [];
    for (let cursor: string | null = null, more = true; more; ) {
      const page: Awaited<ReturnType<DataFlows["listImports"]>> = await flows.listImports({ cursor, limit: 2 });
      paged.push(...page.rows.map(({ importId }) => importId));
      cursor = page.cursor;
      more = cursor !== null;
    }
    expect(all.length).toBeGreaterThan(3);
    expect(paged).toEqual(all);
  });
});

describe("sample data", () => {
  it("is the S&P 500, loaded through the same import, once", async () => {
    const { jobId } = must(await flows.loadSampleData(ACTOR));
    const first = must(await work(jobId));
    expect(first).toMatchObject({ symbol: "^GSPC", resolution: "1d", inserted: 5105, skipped: 0 });
    const before = await counts();
    const again = must(await flows.loadSampleData(ACTOR));
    expect(must(await work(again.jobId))).toEqual(first);
    expect(await counts()).toEqual(before);

    const rows = await pageOf("^GSPC", "1d");
    expect(rows[0]).toEqual({
      time: Date.UTC(2000, 0, 3),
      open: 1469.25,
      high: 1478,
      low: 1438.359985,
      close: 1455.219971,
      volume: 931_800_000,
    });
    expect(rows.at(-1)?.time).toBe(Date.UTC(2020, 3, 17));
    const source = join(createRequire(import.meta.url).resolve("vega-datasets"), "../../data/sp500-2000.csv");
    const closes = readFileSync(source, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[4]));
    expect(rows.map(({ close }) => close)).toEqual(closes);
    expect(must(await flows.getInstrument("^gspc"))).toMatchObject({
      kind: "index",
      currency: "USD",
      timeZone: "America/New_York",
    });
  });

  it("comes back after it was taken back", async () => {
    const done = await makeBarIngest().listImports(deps.sql, null, 1);
    must(await flows.undoImport(ACTOR, done[0]?.importId ?? ImportId.of("none")));
    expect(await pageOf("^GSPC", "1d")).toEqual([]);
    const { jobId } = must(await flows.loadSampleData(ACTOR));
    expect(must(await work(jobId))).toMatchObject({ inserted: 5105 });
    expect(loadSampleJob.payload.safeParse({ importId: "no id!" }).success).toBe(false);
    const before = EpochMs.of(Date.UTC(2010, 0, 1));
    const page = must(
      await flows.readBarPage({
        symbol: "^GSPC",
        resolution: "1d",
        toMs: before,
        limit: 3,
        adjustment: "raw",
        hours: "stored",
      }),
    );
    expect(rowsOf(must(decodeBarColumns(page))).map(({ time }) => new Date(time).toISOString().slice(0, 10))).toEqual([
      "2009-12-29",
      "2009-12-30",
      "2009-12-31",
    ]);
  });
});
