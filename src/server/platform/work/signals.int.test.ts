import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deferred } from "../../infra/deferred";
import { silentLogger } from "../../infra/logger";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Signals } from "./signals";
import { makePostgresSignals } from "./signals-postgres";
import { makeRedisSignals } from "./signals-redis";

const REDIS_URL = process.env["TEST_REDIS_URL"] ?? "";
let database: TestDatabase;
beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());

/** One suite, every adapter. */
describe.each([
  ["PostgreSQL", true, () => makePostgresSignals({ pool: database.db.pool, url: database.url, log: silentLogger })],
  ["Redis", REDIS_URL !== "", () => makeRedisSignals({ url: REDIS_URL, log: silentLogger })],
] as const)("signals on %s", (_name, available, make) => {
  const open: Signals[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  const makeOne = async () => {
    const signals = make();
    open.push(signals);
    await signals.ready();
    return signals;
  };

  it.skipIf(!available)("reach every listener of their channel, in this process and in others", async () => {
    const [one, other] = [await makeOne(), await makeOne()];
    const heard: string[] = [];
    const all = deferred();
    const hear = (who: string) => (payload: string | null) => {
      heard.push(`${who} ${payload}`);
      if (heard.length === 3) all.resolve();
    };
    one.on("cancel", hear("one"));
    one.on("cancel", hear("one too"));
    other.on("cancel", hear("other"));
    other.on("news", hear("wrong channel"));
    one.send("cancel", "job-1");
    await all.promise;
    expect(heard.toSorted()).toEqual(["one job-1", "one too job-1", "other job-1"]);
  });

  it.skipIf(!available)("carry whole batches of live values, in order, and nothing else so much", async () => {
    const [one, other] = [await makeOne(), await makeOne()];
    const batches = Array.from({ length: 5 }, (_, n) => `${n}${"é".repeat(3_949)}`);
    const heard: (string | null)[] = [];
    const all = deferred();
    other.on("live", (payload) => {
      heard.push(payload);
      if (heard.length === batches.length) all.resolve();
    });
    for (const batch of batches) one.send("live", batch);
    await all.promise;
    expect(heard).toEqual(batches);
  });

  it.skipIf(!available)("stop when asked to", async () => {
    const signals = await makeOne();
    const heard: string[] = [];
    const stop = signals.on("news", () => heard.push("stopped one"));
    const last = deferred();
    signals.on("news", () => last.resolve());
    stop();
    signals.send("news", "1");
    await last.promise;
    expect(heard).toEqual([]);
  });

  it.skipIf(!available)("refuse to carry a story", async () => {
    const signals = await makeOne();
    expect(() => signals.send("news", "x".repeat(201))).toThrow("at most 200 bytes");
    expect(() => signals.send("live", "x".repeat(7_901))).toThrow("at most 7900 bytes");
  });

  it.skipIf(!available)("may be closed twice", async () => {
    const signals = await makeOne();
    await signals.close();
    await expect(signals.close()).resolves.toBeUndefined();
  });
});

describe("signals on PostgreSQL", () => {
  it("listen again after the line was cut, and say that something may have been missed", async () => {
    const signals = makePostgresSignals({ pool: database.db.pool, url: database.url, log: silentLogger });
    try {
      await signals.ready();
      const gap = deferred();
      const heard = deferred<string>();
      signals.on("news", (payload) => (payload === null ? gap.resolve() : heard.resolve(payload)));
      await database.db.sql.$queryRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'bifrost-signals' AND datname = current_database()`;
      await gap.promise;
      signals.send("news", "after");
      expect(await heard.promise).toBe("after");
    } finally {
      await signals.close();
    }
  });
});
