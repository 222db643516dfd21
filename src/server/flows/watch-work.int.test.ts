import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { EpochMs, JobId, UserId } from "@/modules/_kernel";
import { type TestDatabase, withTestDatabase } from "../infra/testing/database";
import { appendAudit } from "../platform/audit";
import { HEALTH_KEPT_MS, insertHealth, pruneHealth } from "../platform/health";
import { addNotification } from "../platform/notify";
import type { JobContract } from "../platform/work";
import { makeHealthFlow } from "./check-health";
import type { Actor } from "./contract";
import type { FlowDeps } from "./deps";
import { makeHealthFlows, makeSampleHealth } from "./health-history";
import { makeAboutFlows } from "./read-about";
import { makeTestDeps } from "./testing/test-house";
import { makeWatchWorkFlows } from "./watch-work";

const sleepFor: JobContract<{ hours: number }> = {
  name: "test.sleep",
  queue: "ops",
  payload: z.object({ hours: z.number() }),
  options: { attempts: 1 },
};
const ANN = UserId.of("ann");
const actor: Actor = { kind: "user", userId: ANN, requestId: "request-7" };

let database: TestDatabase;
let deps: FlowDeps;
let flows: ReturnType<typeof makeWatchWorkFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeWatchWorkFlows(deps);
});
afterAll(() => database.close());

const submit = (title: string) =>
  deps.transactions.run((tx) =>
    deps.work.submit(tx, { contract: sleepFor, payload: { hours: 1 }, title, createdBy: ANN, requestId: "request-6" }),
  );
const audits = async (subjectId: string) =>
  deps.sql.$queryRaw`SELECT actor, action, request_id FROM audit_log WHERE subject_id = ${subjectId}`;

describe("the job tray", () => {
  it("lists the newest first, and knows one by its id", async () => {
    const first = await submit("first");
    const second = await submit("second");
    const listed = await flows.listJobs({ limit: 2 });
    expect(listed.map(({ title }) => title).toSorted()).toEqual(["first", "second"]);
    expect((await flows.listJobs({ limit: 1 })).length).toBe(1);
    expect(await flows.getJob(first)).toMatchObject({ ok: true, value: { jobId: first, status: "queued" } });
    expect(second).not.toBe(first);
    expect(await flows.getJob(JobId.of("none"))).toEqual({ ok: false, error: { kind: "job.not_found" } });
  });

  it("cancels once, leaves a trace of who did, and tells workers", async () => {
    const jobId = await submit("to cancel");
    const heard: (string | null)[] = [];
    const stop = deps.signals.on("cancel", (payload) => heard.push(payload));
    expect(await flows.cancelJob(actor, jobId)).toMatchObject({ ok: true, value: { status: "canceled" } });
    stop();
    expect(heard).toEqual([jobId]);
    expect(await audits(jobId)).toEqual([{ actor: ANN, action: "job.cancel", request_id: "request-7" }]);
    expect(await flows.cancelJob(actor, jobId)).toEqual({
      ok: false,
      error: { kind: "job.finished", facts: { status: "canceled" } },
    });
    expect(await audits(jobId)).toHaveLength(1);
    expect(await flows.cancelJob(actor, JobId.of("none"))).toMatchObject({ error: { kind: "job.not_found" } });
  });

  it("lets whoever started a job cancel it, and risk and administrators", async () => {
    const jobId = await submit("of Ann");
    const bob: Actor = { ...actor, userId: UserId.of("bob") };
    expect(await flows.cancelJob(bob, jobId)).toEqual({ ok: false, error: { kind: "job.not_yours" } });
    expect(await flows.getJob(jobId)).toMatchObject({ value: { status: "queued", createdBy: ANN } });
    expect(await audits(jobId)).toEqual([]);
    const machine: Actor = { kind: "cli", userId: null, requestId: "request-8" };
    expect(await flows.cancelJob(machine, jobId)).toMatchObject({ ok: true, value: { status: "canceled" } });
  });
});

describe("notifications", () => {
  it("are each person's own, and are read up to what was on the screen", async () => {
    const add = (notificationId: string, userId: UserId) =>
      deps.transactions.run((tx) =>
        addNotification(tx, {
          notificationId,
          userId,
          severity: "info",
          messageKey: "job.canceled",
          facts: {},
          href: null,
        }),
      );
    const seen = await add("n-1", ANN);
    await deps.sql.$executeRaw`UPDATE notification SET created_at = created_at - interval '1 minute' WHERE id = 'n-1'`;
    await add("n-2", ANN);
    await add("n-3", UserId.of("bob"));
    await flows.markNotificationsRead(actor, EpochMs.of(seen.createdAt - 30_000));
    const mine = await flows.listNotifications(ANN, 10);
    expect(mine.map(({ notificationId, readAt }) => [notificationId, readAt !== null])).toEqual([
      ["n-2", false],
      ["n-1", true],
    ]);
    expect((await flows.listNotifications(UserId.of("bob"), 10)).map(({ readAt }) => readAt)).toEqual([null]);
  });
});

describe("the audit log", () => {
  it("is read newest first, page by page, without gaps or repeats", async () => {
    await deps.transactions.run(async (tx) => {
      for (let n = 0; n < 25; n += 1) {
        await appendAudit(tx, { actor, action: "test.page", subjectType: "page", subjectId: String(n) });
      }
    });
    const { listAudit } = makeAboutFlows(deps);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listAudit>> = await listAudit({ cursor, limit: 7 });
      seen.push(...page.rows.filter(({ action }) => action === "test.page").map(({ subject }) => subject));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `page ${24 - n}`));
  });

  it("shows people by their address, and the house by its name", async () => {
    await deps.sql.$executeRaw`
      INSERT INTO user_account (id, email, role, password_hash, time_zone)
      VALUES (${ANN}, 'ann@example.com', 'trader', 'x', 'UTC')`;
    const system: Actor = { kind: "system", userId: null, requestId: "r" };
    await deps.transactions.run((tx) =>
      appendAudit(tx, { actor: system, action: "test.house", subjectType: "t", subjectId: "1" }),
    );
    const { rows } = await makeAboutFlows(deps).listAudit({ cursor: null, limit: 2 });
    expect(rows.map((row) => row.actor)).toEqual(["system", "ann@example.com"]);
  });

  it("keeps no trace of a change that was rolled back", async () => {
    const work = deps.transactions.run(async (tx) => {
      await appendAudit(tx, { actor, action: "test.undone", subjectType: "t", subjectId: "undone" });
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await audits("undone")).toEqual([]);
  });
});

describe("health", () => {
  it("asks every part, and says that no worker has been heard of", async () => {
    const health = await makeHealthFlow(deps).health();
    expect(health.level).toBe("bad");
    expect(health.reasons.map(({ part }) => part)).toEqual(["database", "workers", "queue", "outbox", "disk", "feeds"]);
    expect(health.reasons.find(({ part }) => part === "workers")).toMatchObject({ messageKey: "workers_none" });
    expect(health.reasons.find(({ part }) => part === "database")?.facts["latencyMs"]).toBeTypeOf("number");
  });

  it("calls a part bad that cannot answer", async () => {
    const health = await makeHealthFlow({ ...deps, dataDir: "/nowhere/at/all" }).health();
    expect(health.reasons.find(({ part }) => part === "disk")).toMatchObject({
      level: "bad",
      messageKey: "disk_unknown",
    });
  });

  it("is kept on the beat, the worst of each hour, and as unseen where nobody looked", async () => {
    const now = Date.UTC(2020, 5, 3, 12, 30);
    const look = (level: "ok" | "bad", minutesAgo: number) =>
      insertHealth(deps.sql, [{ part: "disk", level }], EpochMs.of(now - minutesAgo * 60_000));
    await look("ok", 120);
    // Another worker at the same beat: the first look counts.
    await look("bad", 118);
    await look("bad", 110);
    const at = { ...deps, clock: { nowMs: () => EpochMs.of(now) } };
    const partOf = async (name: string, span: "day" | "week") =>
      (await makeHealthFlows(at).healthHistory(span)).parts.find(({ part }) => part === name);
    const week = await partOf("disk", "week");
    expect(week?.cells).toHaveLength(168);
    expect(week?.cells.slice(-3)).toEqual(["bad", "unseen", "unseen"]);
    expect(week?.okPart).toBe(0.5);
    const quarters = Array.from({ length: 8 }, () => "unseen");
    expect((await partOf("disk", "day"))?.cells.slice(-9)).toEqual(["bad", ...quarters]);

    const duty = makeSampleHealth(at);
    await duty();
    expect(await partOf("workers", "day")).toMatchObject({ okPart: null });
    await duty();
    expect(await partOf("workers", "day")).toMatchObject({ okPart: 0 });
    expect(await pruneHealth(deps.sql, HEALTH_KEPT_MS, 2)).toBe(2);
  });
});
