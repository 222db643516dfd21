import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import type { Quote, QuoteStore } from "@/modules/data";
import { makePostgresQuoteStore, makeRedisQuoteStore } from "@/modules/data/server";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";

/** A database of Redis of its own: other files empty theirs while this one runs. */
const REDIS_URL = process.env["TEST_REDIS_URL"] ? `${process.env["TEST_REDIS_URL"]}/12` : "";
const NOW = 1_700_000_000_000;

let database: TestDatabase;
let redis: Redis | null = null;
beforeAll(async () => {
  database = await withTestDatabase();
  if (REDIS_URL !== "") redis = new Redis(REDIS_URL, { db: 9 });
});
afterAll(async () => {
  redis?.disconnect();
  await database.close();
});

const quoteOf = (id: number, change: Partial<Quote> = {}): Quote => ({
  instrumentId: InstrumentId.of(id),
  feed: "simulated",
  bid: 99,
  ask: 101,
  bidSize: 1,
  askSize: 2,
  last: 100,
  lastSize: 3,
  reference: null,
  eventMs: NOW,
  receivedMs: NOW,
  clock: "wall",
  beatMs: 1_000,
  calendar: "a name with spaces",
  minute: null,
  ...change,
});

/** One suite, every adapter. */
describe.each([
  ["PostgreSQL", true, () => makePostgresQuoteStore(database.db.sql)],
  ["Redis", REDIS_URL !== "", () => makeRedisQuoteStore(redis ?? new Redis(REDIS_URL))],
] as const)("quotes on %s", (_name, available, make) => {
  let store: QuoteStore;
  beforeEach(async () => {
    if (!available) return;
    store = make();
    await database.db.sql.$executeRaw`DELETE FROM quote`;
    await redis?.flushdb();
  });
  const read = async (...ids: number[]) =>
    (await store.read(ids.map((id) => InstrumentId.of(id)))).toSorted((a, b) => a.instrumentId - b.instrumentId);

  it.skipIf(!available)("come back as they were put, only those asked for", async () => {
    expect(await store.put([quoteOf(2), quoteOf(1, { bid: null }), quoteOf(3)], 1n)).toBe(3);
    expect(await read(1, 2, 99)).toEqual([quoteOf(1, { bid: null }), quoteOf(2)]);
    expect(await read()).toEqual([]);
    expect(await store.put([], 1n)).toBe(0);
  });

  it.skipIf(!available)("never go back in time, and take what is equally old as news", async () => {
    await store.put([quoteOf(1, { last: 1 })], 1n);
    expect(await store.put([quoteOf(1, { last: 2, eventMs: NOW - 1 })], 1n)).toBe(0);
    expect((await read(1))[0]?.last).toBe(1);
    expect(await store.put([quoteOf(1, { last: 3 })], 1n)).toBe(1);
    expect((await read(1))[0]?.last).toBe(3);
  });

  it.skipIf(!available)("change their feed even when its clock is behind", async () => {
    await store.put([quoteOf(1)], 1n);
    expect(await store.put([quoteOf(1, { feed: "ccxt.kraken", eventMs: NOW - 9 })], 1n)).toBe(1);
    expect((await read(1))[0]?.feed).toBe("ccxt.kraken");
  });

  it.skipIf(!available)("are not replaced by a holder whose lease went to another", async () => {
    // Numbers that differ in length, and above what a double holds.
    for (const [late, current] of [
      [9n, 10n],
      [9_007_199_254_740_992n, 9_007_199_254_740_993n],
    ] as const) {
      expect(await store.put([quoteOf(1, { last: 10 })], current)).toBe(1);
      expect(await store.put([quoteOf(1, { last: 9, eventMs: NOW + 1 })], late)).toBe(0);
      expect((await read(1))[0]?.last).toBe(10);
    }
  });
});
