import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { JobId } from "@/modules/_kernel";
import { deferred } from "../../infra/deferred";
import { silentLogger } from "../../infra/logger";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { JobQueue, Ticket } from "./queue";
import { makePostgresQueue, makeRedisQueue } from "./queue-bullmq";

/** A database of Redis of its own: other files empty theirs while this one runs. */
const REDIS_URL = process.env["TEST_REDIS_URL"] ? `${process.env["TEST_REDIS_URL"]}/11` : "";
let database: TestDatabase;
beforeAll(async () => {
  database = await withTestDatabase();
  if (REDIS_URL === "") return;
  const redis = new Redis(REDIS_URL);
  await redis.flushdb();
  redis.disconnect();
});
afterAll(() => database.close());

/** One suite, every adapter: what the port promises. */
describe.each([
  ["PostgreSQL", true, () => makePostgresQueue({ url: database.url, log: silentLogger })],
  ["Redis", REDIS_URL !== "", () => makeRedisQueue({ url: REDIS_URL, log: silentLogger })],
] as const)("queue on %s", (_name, available, make) => {
  const open: JobQueue[] = [];
  afterEach(async () => {
    for (const queue of open.splice(0)) await queue.close();
  });
  const makeOne = () => {
    const queue = make();
    open.push(queue);
    return queue;
  };
  const ticket = (change: Partial<Ticket> = {}): Ticket => ({
    queue: "ops",
    jobId: JobId.of(randomUUID()),
    name: "test.work",
    attempts: 0,
    delayMs: 0,
    ...change,
  });

  it.skipIf(!available)("brings each id to one taker, in order", async () => {
    const sender = makeOne();
    const tickets = [ticket(), ticket(), ticket()];
    for (const one of tickets) expect(await sender.enqueue(one)).toBe("added");
    const taken: JobId[] = [];
    const all = deferred();
    makeOne().consume("ops", 1, async (jobId) => {
      taken.push(jobId);
      if (taken.length === tickets.length) all.resolve();
    });
    await all.promise;
    expect(taken).toEqual(tickets.map(({ jobId }) => jobId));
  });

  it.skipIf(!available)("adds one ticket once, and a retry's as another", async () => {
    const queue = makeOne();
    const one = ticket({ queue: "research", delayMs: 600_000 });
    expect(await queue.enqueue(one)).toBe("added");
    expect(await queue.enqueue(one)).toBe("present");
    expect(await queue.enqueue({ ...one, attempts: 1 })).toBe("added");
    expect(await queue.counts("research")).toMatchObject({ delayed: 2, active: 0 });
  });

  it.skipIf(!available)("takes at most as many at once as it was told", async () => {
    const sender = makeOne();
    for (let n = 0; n < 5; n += 1) await sender.enqueue(ticket({ queue: "ingest" }));
    let running = 0;
    let most = 0;
    let done = 0;
    const twoRun = deferred();
    const all = deferred();
    makeOne().consume("ingest", 2, async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 2) twoRun.resolve();
      await twoRun.promise;
      running -= 1;
      done += 1;
      if (done === 5) all.resolve();
    });
    await all.promise;
    expect(most).toBe(2);
  });

  it.skipIf(!available)("lets what was taken finish before it closes, and keeps the rest", async () => {
    const sender = makeOne();
    const [first, second] = [ticket(), ticket()];
    await sender.enqueue(first);
    await sender.enqueue(second);
    const begun = deferred();
    const mayEnd = deferred();
    const settled: JobId[] = [];
    const consumer = makeOne().consume("ops", 1, async (jobId) => {
      begun.resolve();
      await mayEnd.promise;
      settled.push(jobId);
    });
    await begun.promise;
    const closing = consumer.close();
    mayEnd.resolve();
    await closing;
    expect(settled).toEqual([first.jobId]);

    const next = deferred<JobId>();
    makeOne().consume("ops", 1, async (jobId) => next.resolve(jobId));
    expect(await next.promise).toBe(second.jobId);
  });

  it.skipIf(!available)("goes on after a taker threw, and forgets that ticket", async () => {
    const queue = makeOne();
    const [bad, good] = [ticket(), ticket()];
    await queue.enqueue(bad);
    await queue.enqueue(good);
    const reached = deferred();
    const consumer = makeOne().consume("ops", 1, async (jobId) => {
      if (jobId === bad.jobId) throw new Error("boom");
      reached.resolve();
    });
    await reached.promise;
    await consumer.close();
    expect(await queue.counts("ops")).toEqual({ waiting: 0, active: 0, delayed: 0 });
    expect(await queue.enqueue(bad)).toBe("added");
  });
});
