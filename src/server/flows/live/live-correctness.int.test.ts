import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type InstrumentId, type Result, UserId } from "@/modules/_kernel";
import { type Bar, barColumnsOf, type Feed } from "@/modules/data";
import {
  alpacaProvider,
  makeBarStore,
  makeInstrumentStore,
  makeStreamDirectory,
  makeStreamStandings,
} from "@/modules/data/server";
import {
  alpacaProtocol,
  type FaultServer,
  makeFeedForTest,
  rowsOf,
  startFaultServer,
  Venue,
} from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { fencedTransaction, type Lease, takeLease } from "../../platform/work/lease";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import { makeFeedFlows } from "../feeds/feed-flows";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { streamFeed } from "./stream-feed";

/** What a live feed may say, through Alpaca's protocol on a local server: what is wrong never becomes a bar, and is seen. */

const ACTOR: Actor = { kind: "user", userId: UserId.of("person-1"), requestId: "r" };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A Wednesday in session, New York. */
const OPEN_MS = Date.UTC(2026, 5, 10, 16);
const KEY = { keyId: "PKTEST", secret: "not-a-secret" };
const [AAA, BBB, CCC] = ["AAA", "BBB", "CCC"].map((base) => ({ base, quote: "USD", tick: "0.01", lot: "1" }));
/** The test's clock jumps: no line is called silent for it. */
const BEAT_MS = 5 * MINUTE_MS;
const TIMING = {
  beatMs: BEAT_MS,
  giveUpMs: 100 * HOUR_MS,
  resumeAfterMs: 20,
  pollMs: 20,
  reconnect: { pauseMs: 5, pauseMaxMs: 10 },
};
const WAIT = { timeout: 20_000, interval: 50 };

let database: TestDatabase;
let server: FaultServer;
let venue: Venue;
let deps: FlowDeps;
let ids: ReadonlyMap<string, InstrumentId>;
let nowMs: number;
let nextId: number;
/** Messages that the stream has taken in. */
let heard: number;
let running: { readonly over: AbortController; readonly ended: Promise<void> } | null;
const clock = { nowMs: () => EpochMs.of(nowMs) };

beforeEach(async () => {
  [nowMs, nextId, running, heard] = [OPEN_MS - 1_000, 1, null, 0];
  database = await withTestDatabase();
  deps = makeTestDeps(database, { clock });
  if (AAA === undefined || BBB === undefined || CCC === undefined) throw new Error("three pairs");
  venue = new Venue([AAA, BBB, CCC], () => []);
  server = await startFaultServer(alpacaProtocol(venue, { ...KEY, pageMax: 10_000 }));
  const found = new Map<string, InstrumentId>();
  for (const { base: symbol } of venue.pairs) {
    await deps.transactions.run(async (tx) => {
      const store = makeInstrumentStore(tx);
      const facts = { symbol, name: "", kind: "equity", currency: "USD", timeZone: "America/New_York" } as const;
      const { instrumentId } = await store.ensure(tx, facts);
      await store.linkAlias(tx, instrumentId, { source: "alpaca", alias: symbol, venue: "" });
      found.set(symbol, instrumentId);
    });
  }
  ids = found;
});
afterEach(async () => {
  running?.over.abort();
  await running?.ended;
  await server.close();
  await database.close();
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const idOf = (symbol: string): InstrumentId => {
  const id = ids.get(symbol);
  if (id === undefined) throw new Error(`no ${symbol}`);
  return id;
};
const record = (symbol: string) =>
  deps.transactions.run((tx) =>
    makeStreamDirectory(tx).record(tx, idOf(symbol), { recorded: true, by: null, nowMs: clock.nowMs() }),
  );

/** The same feed, counting what was taken from it. */
const counted = (feed: Feed): Feed => ({
  ...feed,
  async *stream(aliases, signal) {
    for await (const message of feed.stream(aliases, signal)) {
      yield message;
      if (message.type !== "line" || message.state === "live" || message.why !== null) heard += 1;
    }
  },
});
/** Resolves when everything said so far was taken in: that many messages since the last call. */
async function taken(messages: number): Promise<void> {
  await expect.poll(() => heard, WAIT).toBeGreaterThanOrEqual(messages);
  heard = 0;
}

/** Streams what is wanted of Alpaca from before the open on; resolves when it is live, ten seconds after the open. */
async function start(change: (feed: Feed) => Feed = (feed) => feed): Promise<void> {
  const { sql, guarded } = database.db;
  const name = "stream:alpaca";
  const token = await takeLease(sql, name, "test");
  if (token === null) throw new Error("the lease is free");
  await sql.$executeRaw`UPDATE lease SET expires_at = now() + interval '1 hour' WHERE name = ${name}`;
  const over = new AbortController();
  const fenced: Lease["fenced"] = (work) => fencedTransaction(guarded, { name, token }, work);
  const provider = alpacaProvider({ id: "alpaca", title: "Alpaca", about: "", source: "iex", timing: TIMING });
  const feed = counted(change(makeFeedForTest(provider, { baseUrl: server.url, timeoutMs: 5_000, clock }, KEY)));
  const options = { feed, before: [], instruments: "wanted", session: null } as const;
  running = { over, ended: streamFeed(deps, options, { name, token, signal: over.signal, fenced }) };
  await venue.heard(1);
  await taken(1);
  nowMs = OPEN_MS + 10_000;
}

function trade(symbol: string, price: number, atMs = nowMs): number {
  const pair = venue.pairs.find(({ base }) => base === symbol);
  if (pair === undefined) throw new Error(`no ${symbol}`);
  const id = nextId++;
  venue.happen({ type: "trade", pair, id, price, size: 2, atMs });
  return id;
}
/** Words as they go over the wire, whatever was subscribed. */
const say = (text: string) => {
  for (const socket of server.sockets) socket.send(text);
};
const raw = (symbol: string, price: unknown, atMs = nowMs, size: unknown = 2) =>
  say(
    JSON.stringify([
      { T: "t", S: symbol, x: "V", p: price, s: size, c: ["@"], i: nextId++, z: "C", t: new Date(atMs).toISOString() },
    ]),
  );
const barAtMinute = (time: number, close: number): Bar => ({ time, open: 100, high: 120, low: 90, close, volume: 7 });
function bar(symbol: string, told: Bar): void {
  const pair = venue.pairs.find(({ base }) => base === symbol);
  if (pair !== undefined) venue.happen({ type: "bar", pair, bar: told, closed: true });
}

async function stored(symbol: string, resolution: "1m" = "1m", asOfMs?: number): Promise<readonly Bar[]> {
  const series = { instrumentId: idOf(symbol), resolution };
  const coverage = await makeBarStore(deps.sql).coverageOf(series);
  if (coverage === null && asOfMs === undefined) return [];
  const range = { fromMs: EpochMs.of(OPEN_MS - HOUR_MS), toMs: EpochMs.of(OPEN_MS + HOUR_MS) };
  const asOf = EpochMs.of(asOfMs ?? coverage?.changedAtMs ?? nowMs);
  return rowsOf(await makeBarStore(deps.sql).readBars(series, range, asOf));
}
const quarantine = async (status: "open" | "released" = "open") =>
  (await makeFeedFlows(deps).listQuarantine({ status, feed: null, reason: null, cursor: null, limit: 100 })).rows;
const reasons = async () =>
  Object.fromEntries((await quarantine()).map(({ reason, symbol, timesSeen }) => [`${symbol} ${reason}`, timesSeen]));
const news = async (topic: string) =>
  (
    await deps.sql.$queryRaw<{ payload: Record<string, unknown> }[]>`
      SELECT payload FROM outbox WHERE topic = ${topic} ORDER BY created_at LIMIT 100`
  ).map(({ payload }) => payload);

describe("a live message that is wrong", () => {
  it("is in the quarantine with its reason, counted, and in no bar and no quote", async () => {
    await record("AAA");
    await start();
    trade("AAA", 100);
    trade("AAA", 101);
    for (let n = 0; n < 50; n += 1) trade("AAA", 10_000 + n);
    trade("AAA", 1.01);
    raw("AAA", 0);
    raw("AAA", -5);
    raw("AAA", 100, nowMs, -1);
    raw("AAA", 100, nowMs + HOUR_MS);
    raw("AAA", 100, nowMs - HOUR_MS);
    raw("AAA", 100, nowMs + 45 * MINUTE_MS);
    raw("ZZZ", 100);
    raw("AAA", null);
    say("<html>Sign in</html>");
    await expect.poll(reasons, WAIT).toEqual({
      "AAA price_jump": 51,
      "AAA price_not_positive": 2,
      "AAA volume_negative": 1,
      "AAA clock_off": 2,
      "AAA time_future": 1,
      " symbol_differs": 1,
      " malformed": expect.any(Number),
    });
    nowMs += MINUTE_MS;
    await expect
      .poll(() => stored("AAA"), WAIT)
      .toEqual([{ time: OPEN_MS, open: 100, high: 101, low: 100, close: 101, volume: 4 }]);
    const [quote] = await deps.quotes.read([idOf("AAA")]);
    expect(quote).toMatchObject({ last: 101 });
    const jump = (await quarantine()).find(({ reason }) => reason === "price_jump");
    expect(jump).toMatchObject({
      message: "trade",
      facts: { price: 10_000, neighbour: 101 },
      releasable: true,
      bars: 0,
    });
    expect(jump?.sample).toContain('"price":10000');
    const others = (await quarantine()).filter(({ reason }) => reason !== "price_jump");
    expect(others.map(({ releasable }) => releasable)).toEqual(others.map(() => false));
  }, 40_000);

  it("is held against the stored close when it is the first, and taken once a person says that it is right", async () => {
    const columns = barColumnsOf([barAtMinute(OPEN_MS - MINUTE_MS, 100)]);
    await seedBars(deps, { symbol: "AAA", resolution: "1m", bars: columns });
    await record("AAA");
    await start();
    trade("AAA", 5_000);
    await expect.poll(reasons, WAIT).toEqual({ "AAA price_jump": 1 });
    nowMs += MINUTE_MS;
    // What the source's history says of the minute that was kept out.
    venue.barsOf = () => [{ ...barAtMinute(OPEN_MS, 5_000), open: 5_000, high: 5_000, low: 5_000 }];
    const [entry] = await quarantine();
    must(await makeFeedFlows(deps).releaseQuarantined(ACTOR, entry?.no ?? 0));
    deps.signals.send("views", "");
    await expect.poll(async () => (await stored("AAA")).at(-1)?.close, WAIT).toBe(5_000);
    heard = 0;
    trade("AAA", 5_010);
    await taken(1);
    nowMs += MINUTE_MS;
    await expect.poll(async () => (await stored("AAA")).map(({ close }) => close), WAIT).toEqual([100, 5_000, 5_010]);
    expect(await quarantine("released")).toMatchObject([{ decidedBy: "person-1" }]);
  }, 40_000);

  it("keeps bars that a person may release into their series, a day's in one entry", async () => {
    await record("AAA");
    await start();
    trade("AAA", 100);
    for (const minute of [0, 1, 2]) {
      nowMs = OPEN_MS + (minute + 1) * MINUTE_MS + 1_000;
      const price = 9_000 + minute;
      bar("AAA", { time: OPEN_MS + minute * MINUTE_MS, open: price, high: price, low: price, close: price, volume: 1 });
      await expect.poll(async () => (await quarantine())[0]?.bars, WAIT).toBe(minute + 1);
    }
    const [entry, ...more] = await quarantine();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      reason: "price_jump",
      message: "bar",
      resolution: "1m",
      timesSeen: 3,
      releasable: true,
    });
    must(await makeFeedFlows(deps).releaseQuarantined(ACTOR, entry?.no ?? 0));
    expect((await stored("AAA")).map(({ close }) => close)).toEqual([9_000, 9_001, 9_002]);
  }, 40_000);
});

describe("bars that a feed streams", () => {
  it("are stored as they come, with the moment they came, and repaired by corrections that say so", async () => {
    await record("BBB");
    await start();
    nowMs = OPEN_MS + MINUTE_MS + 2_000;
    const first = barAtMinute(OPEN_MS, 105);
    bar("BBB", first);
    await expect.poll(() => stored("BBB"), WAIT).toEqual([first]);
    const [row] = await deps.sql.$queryRaw<{ ms: string }[]>`
      SELECT (extract(epoch FROM available_at) * 1000)::bigint::text AS ms FROM bar WHERE instrument_id = ${idOf("BBB")}`;
    const knownMs = Number(row?.ms);
    expect(knownMs).toBeGreaterThanOrEqual(OPEN_MS + MINUTE_MS);
    expect((await deps.quotes.read([idOf("BBB")]))[0]).toMatchObject({ last: 105, eventMs: OPEN_MS + MINUTE_MS });
    nowMs += 5_000;
    const corrected = barAtMinute(OPEN_MS, 106);
    bar("BBB", corrected);
    await expect.poll(() => stored("BBB"), WAIT).toEqual([corrected]);
    expect(await stored("BBB", "1m", knownMs), "as of before the correction").toEqual([first]);
    expect(await news("bars.repaired")).toMatchObject([{ symbol: "BBB", count: 1, why: "late_or_corrected" }]);
  }, 40_000);

  it("say what a minute was where its ticks were lost", async () => {
    await record("BBB");
    await start();
    nowMs = OPEN_MS + MINUTE_MS + 100;
    trade("BBB", 100);
    await taken(1);
    nowMs = OPEN_MS + 2 * MINUTE_MS + 100;
    const whole = barAtMinute(OPEN_MS + MINUTE_MS, 101);
    bar("BBB", whole);
    await expect.poll(async () => (await stored("BBB")).at(-1), WAIT).toEqual(whole);
    heard = 0;
    trade("BBB", 102, OPEN_MS + MINUTE_MS + 50_000);
    trade("BBB", 103);
    await taken(2);
    nowMs += MINUTE_MS + 2_000;
    await expect.poll(async () => (await stored("BBB")).length, WAIT).toBe(2);
    expect((await stored("BBB"))[0], "a late tick does not make the source's own bar another").toEqual(whole);
  }, 40_000);
});

describe("a minute whose trades were all canceled", () => {
  it("is taken away, keeps its revision, and leaves what came of other sources", async () => {
    await record("AAA");
    await start();
    nowMs = OPEN_MS + MINUTE_MS + 1_000;
    const wrong = trade("AAA", 100);
    await taken(1);
    nowMs = OPEN_MS + 2 * MINUTE_MS + 1_000;
    trade("AAA", 101);
    await taken(1);
    nowMs += MINUTE_MS + 2_000;
    await expect.poll(async () => (await stored("AAA")).map(({ close }) => close), WAIT).toEqual([100, 101]);
    const coverage = await makeBarStore(deps.sql).coverageOf({ instrumentId: idOf("AAA"), resolution: "1m" });
    const [pair] = venue.pairs;
    if (pair === undefined) throw new Error("a pair");
    venue.happen({ type: "correction", pair, id: wrong, right: null, atMs: nowMs });
    await expect.poll(async () => (await stored("AAA")).map(({ close }) => close), WAIT).toEqual([101]);
    expect(await stored("AAA", "1m", coverage?.changedAtMs)).toHaveLength(2);
    expect((await news("bars.repaired")).at(-1)).toMatchObject({ symbol: "AAA", count: 1, why: "canceled" });
    const after = await makeBarStore(deps.sql).coverageOf({ instrumentId: idOf("AAA"), resolution: "1m" });
    expect(after).toMatchObject({ bars: 1, firstMs: OPEN_MS + 2 * MINUTE_MS });
  }, 40_000);
});

describe("what is streamed", () => {
  it("is what is recorded, then what is watched, up to the feed's limit, which names what it leaves out", async () => {
    await deps.sql.$executeRaw`
      INSERT INTO watchlist (id, name, owner_id, columns, created_at, updated_at)
      VALUES ('list-1', 'Mine', 'person-1', '[]', now(), now())`;
    for (const symbol of ["AAA", "CCC"]) {
      await deps.sql.$executeRaw`
        INSERT INTO watchlist_item (watchlist_id, instrument_id, place, added_at) VALUES ('list-1', ${idOf(symbol)}, 1, now())`;
    }
    await record("CCC");
    await record("BBB");
    await start((feed) => ({ ...feed, capabilities: { ...feed.capabilities, streamsMax: 2 } }));
    const standing = async () => (await makeStreamStandings().list(deps.sql))[0];
    await expect.poll(standing, WAIT).toMatchObject({
      state: "live",
      instruments: 2,
      instrumentsMax: 2,
      leftOut: [{ symbol: "AAA", why: "watched" }],
      leftOutCount: 1,
    });
    trade("BBB", 50);
    raw("CCC", 0);
    await expect.poll(standing, WAIT).toMatchObject({ messages: 2, refused: 1, mutedCount: 0, lastMessageMs: nowMs });
    nowMs += BEAT_MS + 1_000;
    heard = 0;
    trade("BBB", 51);
    await taken(1);
    // The line is as alive as ever: it is the data of one of them that is missing.
    await expect
      .poll(standing, WAIT)
      .toMatchObject({ state: "live", mutedCount: 1, muted: [{ symbol: "CCC", lastMs: null }] });
  }, 40_000);
});
