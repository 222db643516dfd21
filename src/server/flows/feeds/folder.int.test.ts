import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { folderProvider, makeFeedStore, makeFeeds, timers } from "@/modules/data/server";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import { makeDataFlows } from "../data-flows";
import type { FlowDeps } from "../deps";
import { makeTestDeps } from "../testing/test-house";
import { makeFeedFlows } from "./feed-flows";
import { makeWatchFolder } from "./watch-folder";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "request-1" };
const NEVER = new AbortController().signal;
const HEAD = "date,open,high,low,close,volume";
/** Longer than a file must rest. */
const REST_MS = 60_000;

let database: TestDatabase;
let owner: pg.Client;
let place: string;
let root: string;
let deps: FlowDeps;
let nowMs = Date.UTC(2024, 5, 1);

beforeAll(async () => {
  database = await withTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
  rmSync(place, { recursive: true, force: true });
});
beforeEach(async () => {
  await owner.query("TRUNCATE instrument, folder_file, feed, feed_state, feed_quarantine, bar_import CASCADE");
  if (place !== undefined) rmSync(place, { recursive: true, force: true });
  place = mkdtempSync(join(tmpdir(), "bifrost-watch-"));
  root = join(place, "root");
  mkdirSync(join(root, "us"), { recursive: true });
  const clock = { nowMs: () => EpochMs.of(nowMs) };
  const feeds = makeFeeds({
    providers: [folderProvider({ root, workDir: join(place, "folder") })],
    clock,
    waiting: timers,
    fetch,
    settingsOf: async () => ({ enabled: true, baseUrls: {}, key: null }),
  });
  deps = makeTestDeps(database, { dataDir: place, importRoot: root, clock, feeds });
  await makeFeedFlows(deps).changeFeed(ACTOR, "folder", { enabled: true });
});

const put = (name: string, lines: readonly string[] | string, at = nowMs) => {
  const path = join(root, name);
  writeFileSync(path, typeof lines === "string" ? lines : lines.join("\n"));
  utimesSync(path, at / 1000, at / 1000);
};
const day = (date: string, close = 100) => `${date},100,${close + 1},99,${close},5`;
const SPY = [HEAD, day("2024-01-02"), day("2024-01-03")];

/** Looks at the folder until nothing waits, each time after a file would have come to rest. */
async function settle(watch = makeWatchFolder(deps)) {
  const sum = { taken: 0, refused: 0 };
  for (let round = 0; round < 10; round += 1) {
    const { taken, refused, waiting } = await watch(NEVER);
    sum.taken += taken;
    sum.refused += refused;
    nowMs += REST_MS;
    if (waiting === 0) return sum;
  }
  throw new Error("the folder does not settle");
}

async function closes(symbol: string): Promise<readonly number[]> {
  const { rows } = await owner.query<{ close: number }>(
    "SELECT b.close FROM bar b JOIN instrument i ON i.id = b.instrument_id WHERE i.symbol = $1 ORDER BY b.ts LIMIT 100",
    [symbol],
  );
  return rows.map(({ close }) => close);
}
const states = async () => {
  const { rows } = await makeFeedFlows(deps).listFolderFiles({ state: null, cursor: null, limit: 100 });
  return Object.fromEntries(rows.map(({ path, state }) => [path, state]));
};

describe("the watched folder", () => {
  it("imports what was put there once it rests, with its instrument, and once however often it looks", async () => {
    put("SPY_1d.csv", SPY);
    put("us/AAPL_daily.csv", [HEAD, day("2024-01-02", 190)]);
    const watch = makeWatchFolder(deps);
    expect(await watch(NEVER)).toMatchObject({ taken: 0, waiting: 2 });
    nowMs += 1_000;
    expect(await watch(NEVER)).toMatchObject({ taken: 0, waiting: 2 });
    nowMs += REST_MS;
    expect(await watch(NEVER)).toMatchObject({ taken: 2, refused: 0, waiting: 0 });
    expect([await closes("SPY"), await closes("AAPL")]).toEqual([[100, 100], [190]]);
    expect(await settle()).toEqual({ taken: 0, refused: 0 });
    const { rows } = await makeDataFlows(deps).listImports({ cursor: null, limit: 10 });
    expect(new Map(rows.map(({ fileName, symbol }) => [fileName, symbol]))).toEqual(
      new Map([
        ["SPY_1d.csv", "SPY"],
        ["us/AAPL_daily.csv", "AAPL"],
      ]),
    );
    expect(readdirSync(join(place, "folder"))).toEqual([]);
  });

  it("leaves a file that is still being written until it rests", async () => {
    const watch = makeWatchFolder(deps);
    for (let lines = 1; lines <= 3; lines += 1) {
      put("SPY_1d.csv", SPY.slice(0, lines));
      expect(await watch(NEVER)).toMatchObject({ taken: 0, refused: 0, waiting: 1 });
      nowMs += REST_MS;
    }
    expect(await settle(watch)).toEqual({ taken: 1, refused: 0 });
    expect(await closes("SPY")).toEqual([100, 100]);
  });

  it("takes a changed file in again, and one that was only touched not", async () => {
    put("SPY_1d.csv", SPY);
    await settle();
    put("SPY_1d.csv", SPY);
    expect(await settle()).toEqual({ taken: 0, refused: 0 });
    put("SPY_1d.csv", [HEAD, day("2024-01-02", 101), day("2024-01-03"), day("2024-01-04", 102)]);
    expect(await settle()).toEqual({ taken: 1, refused: 0 });
    expect(await closes("SPY")).toEqual([101, 100, 102]);
    put("SPY_1d.csv", SPY);
    expect(await settle()).toEqual({ taken: 1, refused: 0 });
    expect(await closes("SPY")).toEqual([100, 100, 102]);
  });

  it("keeps the bars of a file that went, and knows it when it is back", async () => {
    put("SPY_1d.csv", SPY);
    await settle();
    rmSync(join(root, "SPY_1d.csv"));
    await settle();
    expect(await states()).toEqual({ "SPY_1d.csv": "gone" });
    expect(await closes("SPY")).toEqual([100, 100]);
    put("SPY_1d.csv", SPY);
    expect(await settle()).toEqual({ taken: 0, refused: 0 });
    expect(await states()).toEqual({ "SPY_1d.csv": "imported" });
  });

  it("takes no file for gone while the folder itself cannot be read", async () => {
    put("SPY_1d.csv", SPY);
    await settle();
    rmSync(root, { recursive: true });
    expect(await settle()).toEqual({ taken: 0, refused: 0 });
    expect(await states()).toEqual({ "SPY_1d.csv": "imported" });
    const [state] = await makeFeedStore().states(deps.sql);
    expect(state?.lastRefusal?.refusal).toMatchObject({ kind: "feed.folder_unreadable", why: "missing" });
    expect((await makeFeedFlows(deps).listFeeds())[0]?.standing).toBe("down");
  });

  it("keeps bad files out, each with its reason, and takes the others", async () => {
    put("A_1d.csv", "");
    put("B_1d.csv", "\u0000\u0001binary");
    put("C_1d.csv", [HEAD, day("2024-01-02"), "2024-01-03,1,2,three,4,5"]);
    put("D_1d.parquet", "PAR1 and then nothing of one");
    put("E_1M.csv", SPY);
    put("näh_1d.csv", SPY);
    put("REPLAY-X_1d.csv", SPY);
    put("Z_1d.csv", SPY);
    symlinkSync("/etc/passwd", join(root, "P_1d.csv"));
    expect(await settle()).toEqual({ taken: 1, refused: 7 });
    const flows = makeFeedFlows(deps);
    const { rows, counts } = await flows.listFolderFiles({ state: "refused", cursor: null, limit: 100 });
    expect(counts).toEqual({ waiting: 0, imported: 1, refused: 7, gone: 0 });
    expect(rows.map(({ path, error }) => [path, error?.kind])).toEqual([
      ["A_1d.csv", "import.empty"],
      ["B_1d.csv", "import.not_text"],
      ["C_1d.csv", "import.rows_invalid"],
      ["D_1d.parquet", "import.unreadable"],
      ["E_1M.csv", "folder.name_ambiguous"],
      ["REPLAY-X_1d.csv", "replay.symbol_reserved"],
      ["näh_1d.csv", "folder.name_symbol"],
    ]);
    expect(rows[2]?.error?.issues?.[0]?.path).toBe("line 3, low");
    const kept = await flows.listQuarantine({ status: "open", feed: "folder", reason: null, cursor: null, limit: 10 });
    expect(new Map(kept.rows.map(({ alias, reason }) => [alias, reason]))).toEqual(
      new Map(rows.map(({ path }) => [path, "malformed"])),
    );
    expect(await settle()).toEqual({ taken: 0, refused: 0 });
  });

  it("takes a bad file in once it is mended", async () => {
    put("SPY_1d.csv", [HEAD, "2024-01-02,1,2,three,4,5"]);
    expect(await settle()).toEqual({ taken: 0, refused: 1 });
    put("SPY_1d.csv", SPY);
    expect(await settle()).toEqual({ taken: 1, refused: 0 });
    expect((await makeFeedFlows(deps).listFolderFiles({ state: null, cursor: null, limit: 10 })).rows).toMatchObject([
      { state: "imported", error: null, symbol: "SPY", resolution: "1d" },
    ]);
  });

  it("imports once when two processes look, and when one was killed before it wrote that down", async () => {
    put("SPY_1d.csv", SPY);
    const [one, other] = [makeWatchFolder(deps), makeWatchFolder(deps)];
    await one(NEVER);
    nowMs += REST_MS;
    await Promise.all([one(NEVER), other(NEVER)]);
    await settle();
    expect((await makeDataFlows(deps).listImports({ cursor: null, limit: 10 })).rows).toHaveLength(1);
    // As it is left by a kill between the import and the note about it.
    await owner.query(
      "UPDATE folder_file SET state = 'waiting', times = 0, sha256 = NULL, import_id = NULL, outcome = NULL",
    );
    await settle();
    expect((await makeDataFlows(deps).listImports({ cursor: null, limit: 10 })).rows).toHaveLength(1);
    expect(await states()).toEqual({ "SPY_1d.csv": "imported" });
  });

  it("looks only below the folder that is set, and refuses one outside the root by name", async () => {
    put("SPY_1d.csv", SPY);
    put("us/AAPL_1d.csv", SPY);
    const flows = makeFeedFlows(deps);
    await flows.changeFeed(ACTOR, "folder", {
      addresses: { folder: "us", currency: "EUR", timeZone: "Europe/Berlin" },
    });
    expect(await settle()).toEqual({ taken: 1, refused: 0 });
    const { rows } = await owner.query("SELECT symbol, currency, time_zone FROM instrument LIMIT 10");
    expect(rows).toEqual([{ symbol: "AAPL", currency: "EUR", time_zone: "Europe/Berlin" }]);
    const outside = await flows.changeFeed(ACTOR, "folder", { addresses: { folder: "../secret" } });
    expect(outside).toMatchObject({ ok: false, error: { kind: "feed.setting_malformed", path: "addresses.folder" } });
  });

  it("does nothing while it is switched off", async () => {
    await makeFeedFlows(deps).changeFeed(ACTOR, "folder", { enabled: false });
    put("SPY_1d.csv", SPY);
    expect(await makeWatchFolder(deps)(NEVER)).toMatchObject({ folder: null, waiting: 0 });
    expect(await states()).toEqual({});
  });
});
