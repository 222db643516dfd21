import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type Result, UserId } from "@/modules/_kernel";
import { someBars } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor, Role } from "../contract";
import type { InstrumentFlows } from "../contract/instruments";
import type { WatchlistDetail, WatchlistFlows } from "../contract/watchlists";
import { makeInstrumentFlows } from "../instruments/instrument-flows";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeWatchlistFlows } from "./watchlists";

let database: TestDatabase;
let owner: pg.Client;
let deps: ReturnType<typeof makeTestDeps>;
let flows: WatchlistFlows;
let instruments: InstrumentFlows;

const actorOf = (id: string): Actor => ({ kind: "user", userId: UserId.of(id), requestId: "request-1" });
const ANN = actorOf("ann");
const BEN = actorOf("ben");
const VIC = actorOf("vic");
const ADA = actorOf("ada");

beforeAll(async () => {
  database = await withTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  deps = makeTestDeps(database);
  flows = makeWatchlistFlows(deps);
  instruments = makeInstrumentFlows(deps);
  const people: readonly (readonly [string, Role])[] = [
    ["ann", "trader"],
    ["ben", "trader"],
    ["vic", "viewer"],
    ["ada", "admin"],
  ];
  for (const [id, role] of people)
    await owner.query(
      "INSERT INTO user_account (id, email, name, role, password_hash, time_zone) VALUES ($1, $2, $1, $3, 'x', 'UTC')",
      [id, `${id}@example.com`, role],
    );
  for (const symbol of ["AAA", "BBB", "CCC", "DDD"])
    must(await instruments.createInstrument(ADA, { symbol, kind: "equity", currency: "USD" }));
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  await owner.query("DELETE FROM watchlist");
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const create = async (actor: Actor, name: string, shared = false, symbols: readonly string[] = ["AAA", "BBB", "CCC"]) =>
  must(await flows.createWatchlist(actor, { name, shared, symbols }));
const symbolsOf = ({ instruments: listed }: WatchlistDetail) => listed.map(({ symbol }) => symbol);
const now = async (actor: Actor, id: string) => symbolsOf(must(await flows.getWatchlist(actor, id)));

describe("a watchlist", () => {
  it("keeps its symbols in the order they were given and moved to", async () => {
    const { watchlistId } = await create(ANN, "Core", false, ["ccc", "AAA", "ccc", "BBB"]);
    expect(await now(ANN, watchlistId)).toEqual(["CCC", "AAA", "BBB"]);
    must(await flows.moveInWatchlist(ANN, watchlistId, { symbol: "BBB", before: "CCC" }));
    must(await flows.moveInWatchlist(ANN, watchlistId, { symbol: "CCC", before: null }));
    must(await flows.addToWatchlist(ANN, watchlistId, ["DDD", "AAA"]));
    expect(await now(ANN, watchlistId)).toEqual(["BBB", "AAA", "CCC", "DDD"]);
    must(await flows.takeFromWatchlist(ANN, watchlistId, ["AAA", "NONE"]));
    expect(await now(ANN, watchlistId)).toEqual(["BBB", "CCC", "DDD"]);
    expect(await flows.watchlistSymbols(watchlistId)).toEqual(["BBB", "CCC", "DDD"]);
  });

  it("has a name that tells it apart", async () => {
    const { watchlistId } = await create(ANN, "Core");
    await create(BEN, "Core");
    const other = await create(ANN, "Other");
    expect(await flows.createWatchlist(ANN, { name: " CORE ", shared: false, symbols: [] })).toMatchObject({
      error: { kind: "watchlist.name_taken", path: "name" },
    });
    expect(await flows.editWatchlist(ANN, other.watchlistId, { name: "core" })).toMatchObject({
      error: { kind: "watchlist.name_taken" },
    });
    expect(await flows.editWatchlist(ANN, watchlistId, { name: "\n" })).toMatchObject({
      error: { kind: "watchlist.name_malformed" },
    });
    expect(must(await flows.editWatchlist(ANN, watchlistId, { name: "core" })).name).toBe("core");
  });

  it("refuses symbols that are none, and then adds nothing", async () => {
    const { watchlistId } = await create(ANN, "Core", false, []);
    expect(await flows.addToWatchlist(ANN, watchlistId, ["AAA", "NONE"])).toMatchObject({
      error: { kind: "instrument.not_found", facts: { symbol: "NONE" } },
    });
    expect(await now(ANN, watchlistId)).toEqual([]);
  });

  it("loses nothing when two change it at once", async () => {
    const { watchlistId } = await create(ANN, "Shared", true, ["AAA", "BBB"]);
    const done = await Promise.all([
      flows.addToWatchlist(ANN, watchlistId, ["CCC"]),
      flows.addToWatchlist(ADA, watchlistId, ["DDD"]),
      flows.moveInWatchlist(ANN, watchlistId, { symbol: "BBB", before: "AAA" }),
      flows.editWatchlist(ADA, watchlistId, { columns: ["last", "bid"] }),
      flows.editWatchlist(ANN, watchlistId, { name: "Renamed" }),
    ]);
    expect(done.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    const list = must(await flows.getWatchlist(ANN, watchlistId));
    expect(list).toMatchObject({ name: "Renamed", columns: ["last", "bid"] });
    expect(symbolsOf(list).toSorted()).toEqual(["AAA", "BBB", "CCC", "DDD"]);
    expect(symbolsOf(list).indexOf("BBB")).toBeLessThan(symbolsOf(list).indexOf("AAA"));
  });

  it("says so when what is moved was taken out meanwhile", async () => {
    const { watchlistId } = await create(ANN, "Core");
    must(await flows.takeFromWatchlist(ANN, watchlistId, ["BBB"]));
    expect(await flows.moveInWatchlist(ANN, watchlistId, { symbol: "BBB", before: "AAA" })).toMatchObject({
      error: { kind: "watchlist.item_gone", facts: { symbol: "BBB" } },
    });
    expect(await flows.moveInWatchlist(ANN, watchlistId, { symbol: "AAA", before: "BBB" })).toMatchObject({
      error: { kind: "watchlist.item_gone", facts: { symbol: "BBB" } },
    });
  });

  it("is bounded", async () => {
    await owner.query(
      `INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone)
       SELECT 'X' || n, '', 'equity', 'USD', 1, 1, 'UTC' FROM generate_series(1, 501) n ON CONFLICT DO NOTHING`,
    );
    const { watchlistId } = await create(ANN, "Big", false, []);
    const many = Array.from({ length: 500 }, (_, at) => `X${at + 1}`);
    expect(must(await flows.addToWatchlist(ANN, watchlistId, many)).instruments).toHaveLength(500);
    expect(await flows.addToWatchlist(ANN, watchlistId, ["X501"])).toMatchObject({ error: { kind: "watchlist.full" } });
    for (let at = 1; at < 50; at += 1) await create(ANN, `L${at}`, false, []);
    expect(await flows.createWatchlist(ANN, { name: "L50", shared: false, symbols: [] })).toMatchObject({
      error: { kind: "watchlist.too_many" },
    });
  });
});

describe("a list that was deleted", () => {
  const MINUTE_MS = 60_000;

  it("comes back whole and as itself, once, for whoever deleted it", async () => {
    const { watchlistId } = await create(ANN, "Core", true, ["CCC", "AAA", "BBB"]);
    must(await flows.editWatchlist(ANN, watchlistId, { columns: ["last", "bid"] }));
    expect(await flows.restoreWatchlist(BEN, watchlistId)).toMatchObject({ error: { kind: "watchlist.not_found" } });
    must(await flows.deleteWatchlist(ANN, watchlistId));
    for (const other of [BEN, ADA])
      expect(await flows.restoreWatchlist(other, watchlistId)).toMatchObject({
        error: { kind: "watchlist.not_found" },
      });
    const back = must(await flows.restoreWatchlist(ANN, watchlistId));
    expect(back).toMatchObject({ watchlistId, name: "Core", shared: true, columns: ["last", "bid"], mine: true });
    expect(await now(BEN, watchlistId)).toEqual(["CCC", "AAA", "BBB"]);
    must(await flows.takeFromWatchlist(ANN, watchlistId, ["AAA"]));
    // Asked for again it is as it is by now.
    expect(symbolsOf(must(await flows.restoreWatchlist(ANN, watchlistId)))).toEqual(["CCC", "BBB"]);
    const { rows } = await owner.query<{ action: string }>(
      "SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id DESC LIMIT 3",
      [watchlistId],
    );
    expect(rows.map(({ action }) => action)).toEqual(["watchlist.take", "watchlist.restore", "watchlist.delete"]);
  });

  it("stays its owner's where an administrator deleted it, and away where its name is taken or it is too late", async () => {
    const { watchlistId } = await create(ANN, "Core", true);
    must(await flows.deleteWatchlist(ADA, watchlistId));
    const other = await create(ANN, "core");
    expect(await flows.restoreWatchlist(ADA, watchlistId)).toMatchObject({ error: { kind: "watchlist.name_taken" } });
    must(await flows.deleteWatchlist(ANN, other.watchlistId));
    const clock = { nowMs: () => EpochMs.of(Date.now() + 16 * MINUTE_MS) };
    expect(await makeWatchlistFlows({ ...deps, clock }).restoreWatchlist(ADA, watchlistId)).toMatchObject({
      error: { kind: "watchlist.not_found" },
    });
    must(await flows.restoreWatchlist(ADA, watchlistId));
    expect(await flows.listWatchlists(ANN)).toMatchObject([{ watchlistId, mine: true }]);
  });
});

describe("who sees and changes a list", () => {
  it("shows a private one to nobody else, not even that it is there", async () => {
    const { watchlistId } = await create(ANN, "Mine");
    for (const other of [BEN, VIC, ADA]) {
      expect(await flows.getWatchlist(other, watchlistId)).toMatchObject({ error: { kind: "watchlist.not_found" } });
      expect(await flows.addToWatchlist(other, watchlistId, ["DDD"])).toMatchObject({
        error: { kind: "watchlist.not_found" },
      });
      expect(await flows.deleteWatchlist(other, watchlistId)).toMatchObject({ error: { kind: "watchlist.not_found" } });
      expect(await flows.listWatchlists(other)).toEqual([]);
    }
  });

  it("shows a shared one to everybody, and lets its owner and admins change it", async () => {
    const { watchlistId } = await create(ANN, "Ours", true);
    const editable = await Promise.all(
      [ANN, BEN, VIC, ADA].map(async (actor) => (await flows.listWatchlists(actor)).map((list) => list.editable)),
    );
    expect(editable).toEqual([[true], [false], [false], [true]]);
    expect(await flows.takeFromWatchlist(BEN, watchlistId, ["AAA"])).toMatchObject({
      error: { kind: "watchlist.not_yours" },
    });
    must(await flows.takeFromWatchlist(ADA, watchlistId, ["AAA"]));
    must(await flows.editWatchlist(ANN, watchlistId, { shared: false }));
    expect(await flows.getWatchlist(ADA, watchlistId)).toMatchObject({ error: { kind: "watchlist.not_found" } });
  });

  it("tells everybody of a list that is shared or no longer, and its owner alone of a private one", async () => {
    await owner.query("DELETE FROM outbox");
    const { watchlistId } = await create(ANN, "Mine");
    must(await flows.editWatchlist(ANN, watchlistId, { shared: true }));
    const { rows } = await owner.query<{ audience: string | null }>(
      "SELECT audience FROM outbox WHERE topic = 'watchlist.changed' ORDER BY id LIMIT 10",
    );
    expect(rows.map(({ audience }) => audience)).toEqual(["ann", null, "ann"]);
  });
});

it("keeps an instrument that is on a list, and says so", async () => {
  await create(ANN, "Core", false, ["AAA"]);
  expect(await instruments.deleteInstrument(ADA, "AAA")).toMatchObject({
    error: { kind: "instrument.in_use", issues: [{ path: "watchlists", message: "1" }] },
  });
});

it("records every change, and none that changed nothing", async () => {
  const { watchlistId } = await create(ANN, "Core", false, ["AAA"]);
  must(await flows.addToWatchlist(ANN, watchlistId, ["AAA"]));
  must(await flows.editWatchlist(ANN, watchlistId, { name: "Core" }));
  must(await flows.moveInWatchlist(ANN, watchlistId, { symbol: "AAA", before: null }));
  must(await flows.deleteWatchlist(ANN, watchlistId));
  const { rows } = await owner.query<{ action: string }>(
    "SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id LIMIT 10",
    [watchlistId],
  );
  expect(rows.map(({ action }) => action)).toEqual(["watchlist.create", "watchlist.delete"]);
});

describe("stored prices", () => {
  it("give the last close, the one before, and the sessions between", async () => {
    const bars = someBars({ count: 40, stepMs: 86_400_000 });
    await seedBars(deps, { symbol: "DAILY", resolution: "1d", bars });
    expect(await flows.readStoredPrices(["daily", "AAA", "NONE"], { spark: true })).toMatchObject([
      {
        last: bars.close.at(-1),
        previousClose: bars.close.at(-2),
        sessionMs: bars.time.at(-1),
        spark: { of: "sessions", closes: Array.from(bars.close.subarray(-30)) },
      },
    ]);
  });

  it("draw the last session where minutes are stored", async () => {
    // Two hours of a Tuesday in New York, from the open.
    const bars = someBars({ count: 120, startMs: Date.UTC(2024, 5, 11, 13, 30), stepMs: 60_000 });
    await seedBars(deps, { symbol: "MINUTES", resolution: "1m", bars });
    const [price] = await flows.readStoredPrices(["MINUTES"], { spark: true });
    expect(await flows.readStoredPrices(["MINUTES"], { spark: false })).toEqual([
      { ...price, spark: { of: "sessions", closes: [] } },
    ]);
    expect(price).toMatchObject({ last: bars.close.at(-1), previousClose: null, spark: { of: "session" } });
    expect(price?.spark.closes).toHaveLength(24);
    expect(price?.spark.closes.at(-1)).toBe(bars.close.at(-1));
  });
});
