import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type JobId, type Result, UserId } from "@/modules/_kernel";
import { makeInstrumentCatalog, openCsvFile } from "@/modules/data/server";
import { someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { makeUploads } from "../../uploads";
import type { Actor } from "../contract";
import type { InstrumentFlows, NewInstrumentInput } from "../contract/instruments";
import { type DataFlows, makeDataFlows } from "../data-flows";
import { makeDataJobs } from "../data-jobs";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeImportSymbolList } from "./import-symbols";
import { makeInstrumentFlows } from "./instrument-flows";

const ACTOR: Actor = { kind: "user", userId: UserId.of("user-1"), requestId: "request-1" };
const NEVER = new AbortController().signal;

let database: TestDatabase;
let owner: pg.Client;
let deps: FlowDeps;
let data: DataFlows;
let flows: InstrumentFlows;
let dataDir: string;

beforeAll(async () => {
  database = await withTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-instruments-"));
  deps = makeTestDeps(database, { dataDir });
  data = makeDataFlows(deps);
  flows = makeInstrumentFlows(deps);
});
afterAll(async () => {
  await owner.end();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  await owner.query("TRUNCATE instrument CASCADE");
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const create = async (symbol: string, change: Partial<NewInstrumentInput> = {}) =>
  must(await flows.createInstrument(ACTOR, { symbol, kind: "equity", currency: "USD", ...change }));

const found = async (text: string, limit = 20) =>
  (await data.searchInstruments(text, limit)).map(({ symbol }) => symbol);

async function audit(action: string) {
  const { rows } = await owner.query<{ subject_id: string; details: Record<string, unknown> }>(
    "SELECT subject_id, details FROM audit_log WHERE action = $1 ORDER BY id DESC LIMIT 20",
    [action],
  );
  return rows;
}

describe("keeping instruments", () => {
  it("makes one with the usual facts, in capitals, once", async () => {
    expect(await create("btc-usd", { kind: "crypto" })).toMatchObject({
      symbol: "BTC-USD",
      tick: "0.01",
      lot: "0.00000001",
      calendar: "24/7",
      status: "active",
    });
    expect(await flows.createInstrument(ACTOR, { symbol: "BTC-USD", kind: "crypto", currency: "USD" })).toMatchObject({
      ok: false,
      error: { kind: "instrument.symbol_taken", path: "symbol" },
    });
    expect(await audit("instrument.create")).toMatchObject([{ subject_id: "BTC-USD" }]);
  });

  it("refuses facts that are none, every one named with what would pass", async () => {
    const refused = await flows.createInstrument(ACTOR, {
      symbol: "ES",
      kind: "future",
      currency: "USD",
      tick: "0",
      multiplier: "fifty",
      calendar: "MARS",
    });
    expect(refused).toMatchObject({
      ok: false,
      error: {
        kind: "instrument.facts_invalid",
        issues: [{ path: "tick" }, { path: "multiplier" }, { path: "calendar" }],
      },
    });
    expect(await found("ES")).toEqual([]);
  });

  it("changes what was said, keeps the rest, and records each change from and to", async () => {
    await create("ES", { kind: "future", name: "E-mini" });
    const { changes, instrument } = must(
      await flows.editInstrument(ACTOR, "es", { tick: "0.250", multiplier: "50", calendar: null, name: "E-mini" }),
    );
    expect(instrument).toMatchObject({ name: "E-mini", tick: "0.25", multiplier: "50" });
    expect(changes).toEqual([
      { field: "tick", from: "0.01", to: "0.25" },
      { field: "multiplier", from: "1", to: "50" },
    ]);
    expect((await audit("instrument.edit"))[0]).toMatchObject({ subject_id: "ES", details: { changes } });
    // Again: nothing is different, so nothing is written.
    const before = (await audit("instrument.edit")).length;
    expect(must(await flows.editInstrument(ACTOR, "ES", { tick: "0.25" })).changes).toEqual([]);
    expect((await audit("instrument.edit")).length).toBe(before);
  });

  it("lets two changes at once both hold", async () => {
    await create("AAA");
    await Promise.all([
      flows.editInstrument(ACTOR, "AAA", { name: "Name" }),
      flows.editInstrument(ACTOR, "AAA", { sector: "Energy" }),
      flows.editInstrument(ACTOR, "AAA", { tick: "0.05" }),
    ]);
    expect(must(await flows.describeInstrument("AAA"))).toMatchObject({ name: "Name", sector: "Energy", tick: "0.05" });
  });

  it("deletes what nothing uses, with its aliases", async () => {
    await create("OLD");
    must(await flows.linkInstrumentAlias(ACTOR, "OLD", { source: "Yahoo", alias: "OLD.X", venue: "" }));
    must(await flows.deleteInstrument(ACTOR, "OLD"));
    expect(await flows.describeInstrument("OLD")).toMatchObject({ ok: false, error: { kind: "instrument.not_found" } });
    await create("NEW");
    expect(must(await flows.linkInstrumentAlias(ACTOR, "NEW", { source: "yahoo", alias: "OLD.X", venue: "" }))).toEqual(
      [{ source: "yahoo", alias: "OLD.X", venue: "" }],
    );
  });

  it("keeps what is in use, and says by what", async () => {
    await seedBars(deps, { symbol: "USED", resolution: "1d", bars: someBars({ count: 5, stepMs: 86_400_000 }) });
    const refused = await flows.deleteInstrument(ACTOR, "USED");
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: "instrument.in_use", facts: { symbol: "USED" } },
    });
    const issues = refused.ok ? [] : (refused.error.issues ?? []);
    expect(Object.fromEntries(issues.map(({ path, message }) => [path, message]))).toEqual({
      bars: "5",
      "series of bars": "1",
      imports: "1",
    });
    expect(must(await flows.describeInstrument("USED")).coverage).toMatchObject([{ bars: 5 }]);
  });

  it("is stopped by a table that was made after it, too", async () => {
    const { instrumentId } = await create("ZZZ");
    await owner.query("CREATE TABLE later_thing (instrument_id integer)");
    await owner.query("GRANT SELECT ON later_thing TO PUBLIC");
    try {
      await owner.query("INSERT INTO later_thing SELECT $1 FROM generate_series(1, 1500)", [instrumentId]);
      expect(await flows.deleteInstrument(ACTOR, "ZZZ")).toMatchObject({
        error: { issues: [{ path: "later thing", message: "more than 1,000" }] },
      });
    } finally {
      await owner.query("DROP TABLE later_thing");
    }
    must(await flows.deleteInstrument(ACTOR, "ZZZ"));
  });

  it("gives one name at one source to one instrument", async () => {
    await create("AAA");
    await create("BBB");
    must(await flows.linkInstrumentAlias(ACTOR, "AAA", { source: "ccxt.kraken", alias: "A/USD", venue: "kraken" }));
    expect(
      await flows.linkInstrumentAlias(ACTOR, "BBB", { source: "ccxt.kraken", alias: "A/USD", venue: "" }),
    ).toMatchObject({ ok: false, error: { kind: "instrument.alias_taken", facts: { symbol: "AAA" } } });
    expect(must(await flows.unlinkInstrumentAlias(ACTOR, "AAA", "ccxt.kraken", "A/USD"))).toEqual([]);
    expect(await flows.unlinkInstrumentAlias(ACTOR, "AAA", "ccxt.kraken", "A/USD")).toMatchObject({
      error: { kind: "instrument.alias_not_found" },
    });
  });

  it("lists by symbol, filtered, page by page, each once", async () => {
    for (const symbol of ["C", "A", "E", "B", "D"]) await create(symbol, { sector: symbol < "C" ? "Energy" : "" });
    await seedBars(deps, { symbol: "B", resolution: "1d", bars: someBars({ count: 2, stepMs: 86_400_000 }) });
    const any = { kind: null, status: null, sector: null, hasBars: null, cursor: null, limit: 2 };
    const seen: string[] = [];
    for (let cursor: string | null = null, pages = 0; pages < 10; pages += 1) {
      const page: Awaited<ReturnType<InstrumentFlows["listInstruments"]>> = await flows.listInstruments({
        ...any,
        cursor,
      });
      seen.push(...page.rows.map(({ symbol }) => symbol));
      cursor = page.cursor;
      if (cursor === null) break;
    }
    expect(seen).toEqual(["A", "B", "C", "D", "E"]);
    const only = async (change: Partial<typeof any> | { hasBars: boolean } | { sector: string }) =>
      (await flows.listInstruments({ ...any, limit: 50, ...change })).rows.map(({ symbol }) => symbol);
    expect(await only({ sector: "Energy" })).toEqual(["A", "B"]);
    expect(await only({ hasBars: true })).toEqual(["B"]);
    expect(await only({ hasBars: false })).toEqual(["A", "C", "D", "E"]);
    expect(await flows.listSectors()).toEqual(["Energy"]);
  });
});

describe("search", () => {
  it("ranks the symbol, what begins with it, aliases, words of names, and what contains it", async () => {
    await create("CAT", { name: "Caterpillar" });
    await create("CATX", { name: "Something" });
    await create("ALI", { name: "Alias only" });
    must(await flows.linkInstrumentAlias(ACTOR, "ALI", { source: "x", alias: "cat.alias", venue: "" }));
    await create("WRD", { name: "Big Cat Fund" });
    await create("BOB", { name: "Bobcat" });
    await create("DOG", { name: "Dog" });
    expect(await found("cat")).toEqual(["CAT", "CATX", "ALI", "WRD", "BOB"]);
    expect(await found("CAT", 2)).toEqual(["CAT", "CATX"]);
  });

  it("finds words in any order, accents or not", async () => {
    await create("GLE", { name: "Société Générale SA" });
    await create("NESN", { name: "Nestlé" });
    expect(await found("generale soc")).toEqual(["GLE"]);
    expect(await found("NESTLE")).toEqual(["NESN"]);
    expect(await found("nestlé")).toEqual(["NESN"]);
  });

  it("takes marks of patterns and queries for what they are", async () => {
    await create("AAA", { name: "100% cotton" });
    await create("BBB", { name: "100x" });
    for (const text of ["%", "_", "\\", "'", "'; --", "a & b | !c", ":*", "((", "%%%", "___"]) {
      expect([text, await found(text)]).toEqual([text, []]);
    }
    expect(await found("100%")).toEqual(["AAA", "BBB"]);
  });

  it("offers what has bars first when nothing is typed", async () => {
    await create("AAA");
    await seedBars(deps, { symbol: "ZZZ", resolution: "1d", bars: someBars({ count: 2, stepMs: 86_400_000 }) });
    expect(await found("")).toEqual(["ZZZ", "AAA"]);
    expect(await found("", 1)).toEqual(["ZZZ"]);
  });

  it("answers from its indexes", async () => {
    await owner.query(
      `INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone)
       SELECT 'S' || n, 'Company ' || md5(n::text), 'equity', 'USD', 0.01, 1, 'UTC' FROM generate_series(1, 20000) n`,
    );
    await owner.query("ANALYZE instrument");
    const plan = async (where: string, value: string) => {
      const { rows } = await owner.query<{ "QUERY PLAN": string }>(
        `EXPLAIN WITH found AS MATERIALIZED (SELECT id, symbol FROM instrument WHERE ${where} LIMIT 400) SELECT id FROM found`,
        [value],
      );
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    };
    expect(await plan("words @@ $1::tsquery", "'abc123':*")).toContain("instrument_by_word");
    expect(await plan("folded LIKE $1", "%abc123%")).toContain("instrument_by_substring");
    expect(await plan("symbol LIKE $1", "S123%")).toMatch(/Index (Only )?Scan/);
    // What every symbol begins with ends with the page: nothing is sorted, nothing is read to its end.
    const page = await plan("symbol LIKE $1 ORDER BY symbol USING ~<~", "S%");
    expect(page).toContain("instrument_by_symbol_prefix");
    expect(page).not.toContain("Sort");
    expect(await found("s", 3)).toEqual(["S1", "S10", "S100"]);
  });

  it("orders what begins alike by the bytes of the symbol, and of the alias", async () => {
    for (const symbol of ["Q:B", "QA", "Q-C", "Q"]) await create(symbol);
    for (const [symbol, alias] of [
      ["DOG", "zq-b"],
      ["CAT", "ZQA"],
      ["BEE", "zq"],
    ] as const) {
      await create(symbol);
      must(await flows.linkInstrumentAlias(ACTOR, symbol, { source: "x", alias, venue: "" }));
    }
    expect(await found("q")).toEqual(["Q", "Q-C", "Q:B", "QA"]);
    expect(await found("zq")).toEqual(["BEE", "DOG", "CAT"]);
  });

  it("finds the same without the trigram index", async () => {
    await create("BOB", { name: "Bobcat" });
    await owner.query("DROP INDEX instrument_by_substring");
    try {
      expect(await found("obca")).toEqual(["BOB"]);
    } finally {
      await owner.query("CREATE INDEX instrument_by_substring ON instrument USING gin (folded gin_trgm_ops)");
    }
  });
});

describe("importing a list of symbols", () => {
  const defaults = { kind: "equity", currency: "USD" } as const;

  async function importText(text: string, signal = NEVER) {
    const path = join(dataDir, `list-${crypto.randomUUID()}.csv`);
    writeFileSync(path, text);
    const file = await openCsvFile(path, "list.csv");
    return makeImportSymbolList(deps)({ file, defaults }, ACTOR, { signal, progress: () => undefined });
  }

  it("makes what is new, changes what is known and says otherwise, and leaves the rest", async () => {
    await create("AAPL", { name: "Apple", sector: "Tech" });
    await create("MSFT", { name: "Microsoft" });
    const text =
      "symbol,name,sector,isin\nAAPL,Apple Inc.,,US0378331005\nMSFT,Microsoft,,\nSAP,SAP SE,Software,DE0007164600\n";
    expect(await importText(text)).toEqual({
      ok: true,
      value: { fileName: "list.csv", inserted: 1, updated: 1, unchanged: 1 },
    });
    expect(must(await flows.describeInstrument("AAPL"))).toMatchObject({ name: "Apple Inc.", sector: "Tech" });
    expect(await found("DE0007164600")).toEqual(["SAP"]);
    const before = await audit("instrument.import");
    expect(await importText(text)).toMatchObject({ value: { inserted: 0, updated: 0, unchanged: 3 } });
    expect(await audit("instrument.import")).toEqual(before);
  });

  it("takes all of it or nothing, naming each line", async () => {
    const refused = await importText("symbol,kind\nGOOD,etf\nBAD,bond\nGOOD,etf\n");
    expect(refused).toMatchObject({
      ok: false,
      error: {
        kind: "import.symbols_invalid",
        facts: { count: 2, rows: 3 },
        issues: [{ path: "line 3, kind" }, { path: "line 4, symbol" }],
      },
    });
    expect(await found("GOOD")).toEqual([]);
  });

  it("refuses a name that its source uses for another instrument, and keeps nothing", async () => {
    await importText("symbol,alias:yahoo\nONE,one.x\n");
    expect(await importText("symbol,alias:yahoo\nTWO,one.x\nTHREE,three.x\n")).toMatchObject({
      error: {
        issues: [
          { path: "line 2, yahoo", message: '"one.x": yahoo uses this name for ONE already: unlink it there first.' },
        ],
      },
    });
    expect(await found("THREE")).toEqual([]);
  });

  it.each([
    ["", "import.empty"],
    ["symbol\n", "import.empty"],
    ["name,price\na,1\n", "import.symbol_column_missing"],
    ["PK\u0003\u0004zip", "import.not_text"],
  ])("refuses %j", async (text, kind) => {
    expect(await importText(text)).toMatchObject({ ok: false, error: { kind } });
  });

  it("keeps nothing of one that is canceled", async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await importText("symbol\nAAA\n", stop.signal)).toMatchObject({ error: { kind: "import.canceled" } });
    expect(await found("AAA")).toEqual([]);
  });

  it("lets two lists at once both hold, whatever their order", async () => {
    const symbols = Array.from({ length: 300 }, (_, index) => `S${index}`);
    const csv = (list: readonly string[], column: string) =>
      `symbol,${column}\n${list.map((symbol) => `${symbol},x ${column}`).join("\n")}\n`;
    const both = await Promise.all([importText(csv(symbols, "name")), importText(csv(symbols.toReversed(), "sector"))]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(must(await flows.describeInstrument("S7"))).toMatchObject({ name: "x name", sector: "x sector" });
  });

  it("goes from upload to preview to job", async () => {
    const uploads = makeUploads(deps);
    async function* body() {
      yield Buffer.from("symbol,name,foo\nNEW,New,1\n");
    }
    const { uploadId } = must(await uploads.store("list.csv", body(), NEVER));
    expect(must(await flows.previewSymbols(uploadId))).toMatchObject({
      lines: 1,
      newSymbols: 1,
      knownSymbols: 0,
      problemCount: 0,
      unusedColumns: ["foo"],
      sample: [{ symbol: "NEW", name: "New" }],
    });
    const input = { uploadId, kind: "equity", currency: "USD" } as const;
    const { jobId } = must(await flows.startSymbolImport(ACTOR, input));
    const job = makeDataJobs(deps).find(({ name }) => name === "data.import-symbols");
    const context = { jobId, requestId: "r", userId: ACTOR.userId, signal: NEVER, progress: () => undefined };
    expect(await job?.run(input, context satisfies { jobId: JobId } & Record<string, unknown>)).toMatchObject({
      ok: true,
      value: { ok: true, value: { inserted: 1 } },
    });
    expect(await found("new")).toEqual(["NEW"]);
    expect(await flows.startSymbolImport(ACTOR, { ...input, uploadId: "none" })).toMatchObject({
      error: { kind: "upload.not_found" },
    });
  });
});

it("counts what is known of a list", async () => {
  await create("AAA");
  expect(await makeInstrumentCatalog(deps.sql).countKnown(["AAA", "BBB"])).toBe(1);
});
