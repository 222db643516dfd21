import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { err, type JobId, ok, UserId } from "@/modules/_kernel";
import { deferred } from "../../infra/deferred";
import { silentLogger } from "../../infra/logger";
import { makeMetrics } from "../../infra/metrics";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { makeNotifyEnd } from "../notify";
import { type BoundJob, bind, type JobContext, type JobContract, type JobHandler } from "./contract";
import { readJob, requestCancel } from "./job-store";
import { publishPending, readNews } from "./outbox";
import type { Consumer, JobQueue, Ticket } from "./queue";
import { relayOnce } from "./relay";
import { makeRunner } from "./runner";
import { sweepOnce } from "./sweeper";
import { makeLocalSignals } from "./testing/local-signals";
import { makeOutboxNudge, makeWork } from "./work";

const countTo: JobContract<{ n: number }> = {
  name: "test.count-to",
  queue: "ops",
  payload: z.object({ n: z.number() }),
  options: { attempts: 2 },
};
const USER = UserId.of("user-1");

/** A carrier that keeps tickets in a list, and can be flushed as Redis can. */
function makeListQueue(): JobQueue & { tickets: Ticket[] } {
  const tickets: Ticket[] = [];
  const consumer: Consumer = { ready: async () => undefined, close: async () => undefined };
  return {
    tickets,
    async enqueue(ticket) {
      const present = tickets.some(({ jobId, attempts }) => jobId === ticket.jobId && attempts === ticket.attempts);
      if (present) return "present";
      tickets.push(ticket);
      return "added";
    },
    consume: () => consumer,
    counts: async () => ({ waiting: tickets.length, active: 0, delayed: 0 }),
    close: async () => undefined,
  };
}

let database: TestDatabase;
let house: ReturnType<typeof makeHouse>;
beforeEach(async () => {
  database = await withTestDatabase();
  house = makeHouse();
});
afterEach(async () => {
  await database.close();
});

function makeHouse() {
  const { sql, transactions } = database.db;
  const queue = makeListQueue();
  const signals = makeLocalSignals();
  const work = makeWork(randomUUID, makeOutboxNudge());
  const notifyEnd = makeNotifyEnd(work, randomUUID);
  const shared = { sql, transactions, queue, signals, work, notifyEnd, log: silentLogger, metrics: makeMetrics() };
  const tableOf = (job: BoundJob) => new Map([[job.name, job]]);
  return {
    ...shared,
    submit: (n = 3) =>
      transactions.run((tx) =>
        work.submit(tx, {
          contract: countTo,
          payload: { n },
          title: `Count to ${n}`,
          createdBy: USER,
          requestId: "req-1",
        }),
      ),
    runnerOf: (handler: JobHandler<{ n: number }>, quietMs = 0) =>
      makeRunner({ ...shared, table: tableOf(bind(countTo, handler, ({ id }) => `/made/${String(id)}`, quietMs)) }),
    relay: () => relayOnce({ ...shared, table: tableOf(bind(countTo, async () => ok({}))) }),
    sweep: (waitedMs = 0) => sweepOnce({ ...shared, waitedMs, table: tableOf(bind(countTo, async () => ok({}))) }),
    view: async (jobId: JobId) => {
      const view = await readJob(sql, jobId);
      if (view === null) throw new Error("no such job");
      return view;
    },
    /**
     * Makes the job's worker look dead and sweeps. The worker is in this very process, so one beat of its heart may still
     * be on its way: said again until the sweeper has seen it.
     */
    loseWorker: (jobId: JobId) =>
      until(async () => {
        await sql.$executeRaw`
          UPDATE job SET heartbeat_at = now() - interval '1 hour' WHERE id = ${jobId} AND status = 'running'`;
        await sweepOnce({ ...shared, waitedMs: 0, table: tableOf(bind(countTo, async () => ok({}))) });
        return (await readJob(sql, jobId))?.status !== "running";
      }),
    notifications: async () =>
      z
        .array(z.object({ user_id: z.string(), severity: z.string(), href: z.string().nullable() }))
        .parse(await sql.$queryRaw`SELECT user_id, severity, href FROM notification`),
  };
}

describe("a job's life", () => {
  it("is submitted with its transaction, or not at all", async () => {
    const failed = database.db.transactions.run(async (tx) => {
      const contract = countTo;
      await house.work.submit(tx, { contract, payload: { n: 1 }, title: "", createdBy: USER, requestId: "r" });
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
    expect(await publishPending(database.db.transactions)).toEqual({ events: 0, jobs: [], barsOf: [], more: false });
  });

  it("is told apart from bars: whoever waits for those of a symbol is woken once, by its name", async () => {
    const heard: string[] = [];
    const stop = house.signals.on("bars", (symbol) => heard.push(symbol ?? "lost"));
    await database.db.transactions.run(async (tx) => {
      for (const [topic, payload] of [
        ["bars.closed", { symbol: "ACME" }],
        ["bars.repaired", { symbol: "ACME" }],
        ["bars.changed", { feed: "simulated" }],
        ["orders.changed", { symbol: "BETA" }],
      ] as const)
        await house.work.publish(tx, { topic, audience: null, payload });
    });
    await house.relay();
    stop();
    expect(heard.length).toBe(2);
    expect(new Set(heard)).toEqual(new Set(["", "ACME"]));
  });

  it("refuses a payload that its contract does not take, before anything is written", async () => {
    const wrong = house.submit(Number.NaN);
    await expect(wrong).rejects.toThrow("expected number");
    expect(await database.db.sql.$queryRaw`SELECT id FROM job`).toEqual([]);
  });

  it("goes from queued to succeeded, with progress, result, news and one notification", async () => {
    const jobId = await house.submit(3);
    expect((await house.view(jobId)).status).toBe("queued");
    await house.relay();
    expect(house.queue.tickets.map((ticket) => ticket.jobId)).toEqual([jobId]);

    await house
      .runnerOf(async ({ n }, job) => {
        for (let done = 1; done <= n; done += 1) job.progress(done, n, "steps");
        return ok({ id: 7 });
      })
      .take(jobId);

    const view = await house.view(jobId);
    expect(view).toMatchObject({ status: "succeeded", result: { id: 7 }, error: null });
    expect(view.progress).toEqual({ done: 3, total: 3, unit: "steps" });
    expect(await house.notifications()).toEqual([{ user_id: USER, severity: "success", href: "/made/7" }]);
    await house.relay();
    const news = await readNews(database.db.sql, 0n, 100);
    const statuses = news.filter(({ topic }) => topic === "job.updated").map(({ payload }) => statusOf(payload));
    expect(statuses[0]).toBe("queued");
    expect(statuses.at(-1)).toBe("succeeded");
    expect(news.at(-1)).toMatchObject({ topic: "notification.created", audience: USER });
  });

  it("is told to nobody where it ended while whoever asked still looks at it", async () => {
    const soon = await house.submit();
    await house.runnerOf(async () => ok({}), 3_600_000).take(soon);
    expect(await house.view(soon)).toMatchObject({ status: "succeeded" });
    expect(await house.notifications()).toEqual([]);
    const late = await house.submit();
    await database.db.sql.$executeRaw`UPDATE job SET created_at = now() - interval '2 hours' WHERE id = ${late}`;
    await house.runnerOf(async () => ok({ id: 8 }), 3_600_000).take(late);
    expect(await house.notifications()).toEqual([{ user_id: USER, severity: "success", href: "/made/8" }]);
  });

  it("records a refusal as failed, without another try", async () => {
    const jobId = await house.submit();
    let tries = 0;
    const runner = house.runnerOf(async () => {
      tries += 1;
      return err({ kind: "import.empty", facts: { bytes: 0 } });
    });
    await runner.take(jobId);
    await runner.take(jobId);
    expect(tries).toBe(1);
    expect(await house.view(jobId)).toMatchObject({
      status: "failed",
      error: { kind: "import.empty", facts: { bytes: 0 } },
    });
  });

  it("tries a fault again, then fails with a stated reason", async () => {
    const jobId = await house.submit();
    const runner = house.runnerOf(async () => {
      throw new Error("boom");
    });
    await runner.take(jobId);
    expect((await house.view(jobId)).status).toBe("queued");
    expect(house.queue.tickets.at(-1)).toMatchObject({ jobId, attempts: 1, delayMs: 2_000 });
    expect(await house.notifications()).toEqual([]);
    await runner.take(jobId);
    expect(await house.view(jobId)).toMatchObject({
      status: "failed",
      error: { kind: "job.fault", reason: "threw", requestId: "req-1" },
    });
  });

  it("fails at once when the stored payload does not parse any more", async () => {
    const jobId = await house.submit();
    await database.db.sql.$executeRaw`UPDATE job SET payload = '{"n": "three"}' WHERE id = ${jobId}`;
    await house.runnerOf(async () => ok({})).take(jobId);
    expect(await house.view(jobId)).toMatchObject({ status: "failed", error: { reason: "payload_malformed" } });
  });

  it("is worked on once, however often its ticket comes", async () => {
    const jobId = await house.submit();
    let runs = 0;
    const runner = house.runnerOf(async () => {
      runs += 1;
      return ok({});
    });
    await Promise.all([runner.take(jobId), runner.take(jobId), house.runnerOf(async () => ok({})).take(jobId)]);
    await runner.take(jobId);
    expect((await house.view(jobId)).status).toBe("succeeded");
    expect(runs).toBeLessThanOrEqual(1);
  });
});

describe("canceling", () => {
  it("ends a job that nobody has begun, and nobody begins it", async () => {
    const jobId = await house.submit();
    await database.db.transactions.run((tx) => requestCancel(tx, jobId));
    expect((await house.view(jobId)).status).toBe("canceled");
    let begun = false;
    await house
      .runnerOf(async () => {
        begun = true;
        return ok({});
      })
      .take(jobId);
    expect(begun).toBe(false);
  });

  it("aborts the signal of one that runs", async () => {
    const jobId = await house.submit();
    const begun = deferred();
    const runner = house.runnerOf(async (_payload, job) => {
      begun.resolve();
      await aborted(job);
      return err({ kind: "import.canceled" });
    });
    const taken = runner.take(jobId);
    await begun.promise;
    await database.db.transactions.run((tx) => requestCancel(tx, jobId));
    house.signals.send("cancel", jobId);
    await taken;
    expect(await house.view(jobId)).toMatchObject({ status: "canceled", cancelRequested: true, error: null });
    expect(await house.notifications()).toMatchObject([{ severity: "info" }]);
  });

  it("keeps the result of work that was complete before it heard", async () => {
    const jobId = await house.submit();
    const begun = deferred();
    const runner = house.runnerOf(async (_payload, job) => {
      begun.resolve();
      await aborted(job);
      return ok({ id: 1 });
    });
    const taken = runner.take(jobId);
    await begun.promise;
    await database.db.transactions.run((tx) => requestCancel(tx, jobId));
    house.signals.send("cancel", jobId);
    await taken;
    expect((await house.view(jobId)).status).toBe("succeeded");
  });
});

describe("when things break", () => {
  it("loses nothing when the carrier is flushed", async () => {
    const ids = [await house.submit(), await house.submit()];
    await house.relay();
    house.queue.tickets.length = 0;
    await house.sweep();
    expect(house.queue.tickets.map((ticket) => ticket.jobId).toSorted()).toEqual(ids.toSorted());
    await house.sweep();
    expect(house.queue.tickets).toHaveLength(2);
  });

  it("begins a job again whose worker died, and fails it when it has had its attempts", async () => {
    const jobId = await house.submit();
    const runner = house.runnerOf(() => new Promise(() => undefined));
    void runner.take(jobId);
    await until(async () => (await house.view(jobId)).status === "running");
    await house.loseWorker(jobId);
    expect((await house.view(jobId)).status).toBe("queued");
    expect(house.queue.tickets.at(-1)).toMatchObject({ jobId, attempts: 1 });

    void house.runnerOf(() => new Promise(() => undefined)).take(jobId);
    await until(async () => (await house.view(jobId)).status === "running");
    await house.loseWorker(jobId);
    expect(await house.view(jobId)).toMatchObject({
      status: "failed",
      error: { kind: "job.fault", reason: "worker_lost" },
    });
    expect(await house.notifications()).toMatchObject([{ severity: "failure" }]);
  });

  it("lets a worker that was declared dead change nothing", async () => {
    const jobId = await house.submit();
    const begun = deferred();
    const mayEnd = deferred();
    const paused = house.runnerOf(async () => {
      begun.resolve();
      await mayEnd.promise;
      return ok({ by: "paused" });
    });
    const late = paused.take(jobId);
    await begun.promise;
    await house.loseWorker(jobId);
    await house.runnerOf(async () => ok({ by: "second" })).take(jobId);
    mayEnd.resolve();
    await late;
    expect(await house.view(jobId)).toMatchObject({ status: "succeeded", result: { by: "second" } });
    expect(await house.notifications()).toHaveLength(1);
  });

  it("gives back what runs when the process stops, without counting the attempt", async () => {
    const jobId = await house.submit();
    const begun = deferred();
    const runner = house.runnerOf(async (_payload, job) => {
      begun.resolve();
      await aborted(job);
      throw new Error("stopped in the middle");
    });
    const taken = runner.take(jobId);
    await begun.promise;
    runner.release();
    await taken;
    expect(await house.view(jobId)).toMatchObject({ status: "queued", error: null });
    const rows = await database.db.sql.$queryRaw`SELECT attempts FROM job WHERE id = ${jobId}`;
    expect(rows).toEqual([{ attempts: 0 }]);
  });

  it("leaves a job alone that only a newer version knows", async () => {
    const jobId = await house.submit();
    await database.db.sql.$executeRaw`UPDATE job SET name = 'future.job' WHERE id = ${jobId}`;
    await house.runnerOf(async () => ok({})).take(jobId);
    await house.sweep();
    expect((await house.view(jobId)).status).toBe("queued");
  });
});

describe("the relay", () => {
  const publish = (topic: string) =>
    database.db.transactions.run((tx) => house.work.publish(tx, { topic, audience: null, payload: null }));
  const topics = async (cursor: bigint) => (await readNews(database.db.sql, cursor, 100)).map(({ topic }) => topic);

  it("never passes an open transaction: what commits late comes later, and is not skipped", async () => {
    const opened = deferred();
    const mayCommit = deferred();
    const late = database.db.transactions.run(async (tx) => {
      await house.work.publish(tx, { topic: "late", audience: null, payload: null });
      opened.resolve();
      await mayCommit.promise;
    });
    await opened.promise;
    await publish("early");
    await house.relay();
    const [first] = await readNews(database.db.sql, 0n, 100);
    expect(first?.topic).toBe("early");
    mayCommit.resolve();
    await late;
    await house.relay();
    expect(await topics(first?.seq ?? 0n)).toEqual(["late"]);
  });

  it("numbers every row once when many relays run at once", async () => {
    for (let n = 0; n < 20; n += 1) await publish(`news-${n}`);
    await Promise.all(Array.from({ length: 6 }, () => house.relay()));
    await house.relay();
    const news = await readNews(database.db.sql, 0n, 100);
    expect(news.map(({ topic }) => topic)).toEqual(Array.from({ length: 20 }, (_, n) => `news-${n}`));
    expect(new Set(news.map(({ seq }) => seq)).size).toBe(20);
  });
});

function statusOf(payload: unknown): string {
  return z.object({ status: z.string() }).parse(payload).status;
}

/** Resolves when the job is asked to stop. */
function aborted({ signal }: JobContext): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Waits for a state that another task is about to write. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
