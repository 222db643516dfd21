import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type JobId, ok, type UserId } from "@/modules/_kernel";
import { openHouse } from "@/server/house";
import { deferred } from "@/server/infra/deferred";
import { type TestDatabase, withTestDatabase } from "@/server/infra/testing/database";
import { bind, type JobContract, type JobHandler, listPresence, readJob } from "@/server/platform/work";
import { makePostgresQueue, makeRedisQueue } from "@/server/platform/work/worker";
import { toTable } from "./handlers-table";
import { startWorkers } from "./workers";

/** A database of Redis of its own: other files empty theirs while this one runs. */
const REDIS_URL = process.env["TEST_REDIS_URL"] ? `${process.env["TEST_REDIS_URL"]}/13` : "";
const echo: JobContract<{ text: string }> = {
  name: "test.echo",
  queue: "research",
  payload: z.object({ text: z.string() }),
  options: { attempts: 3 },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await withTestDatabase();
  if (REDIS_URL === "") return;
  const redis = new Redis(REDIS_URL);
  await redis.flushdb();
  redis.disconnect();
});
afterAll(() => database.close());

/** The real thing, from the submitting transaction to the row's end, once on each carrier. */
describe.each([
  ["PostgreSQL", null, true],
  ["Redis", REDIS_URL, REDIS_URL !== ""],
] as const)("workers on %s", (_name, redisUrl, available) => {
  const openAll = (handler: JobHandler<{ text: string }>) => {
    const house = openHouse({
      process: "workers",
      databaseUrl: database.url,
      redisUrl,
      dataDir: ".",
      logLevel: "silent",
      logPretty: false,
      poolSize: 8,
      statementTimeoutMs: 20_000,
    });
    const { deps, metrics } = house;
    const id = randomUUID();
    const workers = startWorkers({
      deps,
      metrics,
      queue:
        redisUrl === null
          ? makePostgresQueue({ url: database.url, log: deps.log })
          : makeRedisQueue({ url: redisUrl, log: deps.log }),
      table: toTable([bind(echo, handler)]),
      roles: ["ingest", "research", "ops"],
      identity: { id, roles: ["ingest", "research", "ops"], host: "test", pid: 1, version: "0" },
      duties: [],
      keepers: {},
    });
    const submit = (createdBy: UserId | null = null): Promise<JobId> =>
      deps.transactions.run((tx) =>
        deps.work.submit(tx, { contract: echo, payload: { text: "hello" }, title: "Echo", createdBy, requestId: "r" }),
      );
    return {
      deps,
      workers,
      submit,
      ended: (jobId: JobId) =>
        new Promise<void>((resolve) => {
          const look = setInterval(() => {
            void readJob(deps.sql, jobId).then((view) => {
              if (view?.finishedAt === null || view === null) return;
              clearInterval(look);
              resolve();
            });
          }, 20);
        }),
      close: async () => {
        await workers.stop();
        await house.close();
      },
    };
  };

  it.skipIf(!available)("take a job from the transaction that submits it to its end", async () => {
    const one = openAll(async ({ text }, job) => {
      job.progress(1, 1, "words");
      return ok({ text: `${text} back` });
    });
    await one.workers.ready();
    const jobId = await one.submit();
    await one.ended(jobId);
    expect(await readJob(one.deps.sql, jobId)).toMatchObject({ status: "succeeded", result: { text: "hello back" } });
    await one.close();
  });

  it.skipIf(!available)("stop within a bound, give back what runs, and others finish it", async () => {
    const begun = deferred();
    const stopping = openAll(async (_payload, { signal }) => {
      begun.resolve();
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("told to stop")), { once: true });
      });
      return ok({});
    });
    await stopping.workers.ready();
    expect((await listPresence(stopping.deps.sql, 10)).length).toBeGreaterThan(0);
    const jobId = await stopping.submit();
    await begun.promise;
    await stopping.close();
    expect(await listPresence(database.db.sql, 10)).toEqual([]);

    const next = openAll(async () => ok({ by: "next" }));
    expect(await readJob(next.deps.sql, jobId)).toMatchObject({ status: "queued", finishedAt: null });
    // As old as the sweeper wants it, so that the test does not wait for it.
    await next.deps.sql.$executeRaw`UPDATE job SET created_at = now() - interval '1 minute' WHERE id = ${jobId}`;
    await next.ended(jobId);
    expect(await readJob(next.deps.sql, jobId)).toMatchObject({ status: "succeeded", result: { by: "next" } });
    await next.close();
  });
});
