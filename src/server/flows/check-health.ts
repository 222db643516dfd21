import { statfs } from "node:fs/promises";
import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import { makeFeedStore } from "@/modules/data/server";
import { WORKER_ROLES } from "../infra/env";
import { listPresence, PRESENCE_STALE_MS, type Presence, readOutboxLag, readQueueLag } from "../platform/work";
import type { Flows, HealthReason, HealthView } from "./contract";
import type { FlowDeps } from "./deps";

/** A healthy database on this machine answers in 1 ms. */
const DATABASE_SLOW_MS = 250;
/** The relay looks twice a second: news this old mean that none is running. */
const OUTBOX_LATE_MS = 5_000;
/** Work that nobody has begun for this long, with workers alive, is a queue that is too long. */
const QUEUE_LATE_MS = 60_000;
const DISK_LOW_BYTES = 1024 ** 3;
const DISK_FULL_BYTES = 128 * 1024 ** 2;
const WORKERS_LISTED_MAX = 100;

export type HealthDeps = Pick<FlowDeps, "sql" | "clock" | "dataDir" | "feeds">;
type Deps = HealthDeps;

/**
 * How this installation is, part by part. Every part is asked, and one that cannot answer is bad: a lamp that is green
 * because nobody looked is worse than a red one.
 */
export function makeHealthFlow(deps: Deps): Pick<Flows, "health"> {
  return {
    async health(): Promise<HealthView> {
      const reasons = await Promise.all([
        asked("database", () => checkDatabase(deps)),
        asked("workers", () => checkWorkers(deps)),
        asked("queue", () => checkQueue(deps)),
        asked("outbox", () => checkOutbox(deps)),
        asked("disk", () => checkDisk(deps)),
        asked("feeds", () => checkFeeds(deps)),
      ]);
      return { level: worst(reasons), reasons };
    },
  };
}

type Part = HealthReason["part"];

async function asked(part: Part, check: () => Promise<HealthReason>): Promise<HealthReason> {
  try {
    return await check();
  } catch (error) {
    const facts = { reason: error instanceof Error ? error.message : String(error) };
    return { part, level: "bad", messageKey: `${part}_unknown`, facts, sinceMs: null };
  }
}

/** The level of the whole is that of its worst part. */
export function worst(reasons: readonly Pick<HealthReason, "level">[]): HealthView["level"] {
  if (reasons.some(({ level }) => level === "bad")) return "bad";
  return reasons.some(({ level }) => level === "warn") ? "warn" : "ok";
}

async function checkDatabase({ sql }: Deps): Promise<HealthReason> {
  const beganMs = performance.now();
  await sql.$queryRaw`SELECT 1`;
  const latencyMs = Math.round(performance.now() - beganMs);
  const slow = latencyMs > DATABASE_SLOW_MS;
  return {
    part: "database",
    level: slow ? "warn" : "ok",
    messageKey: slow ? "database_slow" : "database_ok",
    facts: { latencyMs, limitMs: DATABASE_SLOW_MS },
    sinceMs: null,
  };
}

async function checkWorkers({ sql }: Deps): Promise<HealthReason> {
  const presences = await listPresence(sql, WORKERS_LISTED_MAX);
  return judgeWorkers(presences);
}

/** Each role needs a worker that has been heard of lately. */
export function judgeWorkers(presences: readonly Presence[]): HealthReason {
  const alive = presences.filter(({ silentMs }) => silentMs < PRESENCE_STALE_MS);
  const roles = new Set(alive.flatMap((worker) => worker.roles));
  const missing = WORKER_ROLES.filter((role) => !roles.has(role));
  if (missing.length === 0) {
    const facts = { workers: alive.length };
    return { part: "workers", level: "ok", messageKey: "workers_ok", facts, sinceMs: null };
  }
  const last = presences.find(({ roles: had }) => missing.some((role) => had.includes(role)));
  return {
    part: "workers",
    level: "bad",
    messageKey: alive.length === 0 ? "workers_none" : "workers_missing",
    facts: { missing: missing.join(", ") },
    sinceMs: last?.heartbeatAt ?? null,
  };
}

async function checkQueue({ sql, clock }: Deps): Promise<HealthReason> {
  const { waiting, running, oldestMs } = await readQueueLag(sql);
  const late = oldestMs > QUEUE_LATE_MS;
  return {
    part: "queue",
    level: late ? "warn" : "ok",
    messageKey: late ? "queue_late" : "queue_ok",
    facts: { waiting, running, oldestSeconds: Math.round(oldestMs / 1000) },
    sinceMs: late ? EpochMs.of(Math.round(clock.nowMs() - oldestMs)) : null,
  };
}

async function checkOutbox({ sql, clock }: Deps): Promise<HealthReason> {
  const { waiting, oldestMs } = await readOutboxLag(sql);
  const late = oldestMs > OUTBOX_LATE_MS;
  return {
    part: "outbox",
    level: late ? "bad" : "ok",
    messageKey: late ? "outbox_late" : "outbox_ok",
    facts: { waiting, oldestSeconds: Math.round(oldestMs / 1000) },
    sinceMs: late ? EpochMs.of(Math.round(clock.nowMs() - oldestMs)) : null,
  };
}

const diskFacts = z.object({ bavail: z.number(), bsize: z.number() });

async function checkDisk({ dataDir }: Deps): Promise<HealthReason> {
  const { bavail, bsize } = diskFacts.parse(await statfs(dataDir));
  return judgeDisk(bavail * bsize);
}

export function judgeDisk(freeBytes: number): HealthReason {
  const level = freeBytes < DISK_FULL_BYTES ? "bad" : freeBytes < DISK_LOW_BYTES ? "warn" : "ok";
  const messageKey = level === "bad" ? "disk_full" : level === "warn" ? "disk_low" : "disk_ok";
  return { part: "disk", level, messageKey, facts: { freeBytes }, sinceMs: null };
}

async function checkFeeds({ sql, feeds }: Deps): Promise<HealthReason> {
  const store = makeFeedStore();
  const [choices, states] = await Promise.all([store.choices(sql), store.states(sql)]);
  return judgeFeeds(
    feeds.providers.map(({ id, title, enabledByDefault }) => ({
      title,
      isOn: choices.find(({ feed }) => feed === id)?.enabled ?? enabledByDefault,
      isUsual: enabledByDefault || states.some(({ feed, lastSuccessMs }) => feed === id && lastSuccessMs !== null),
    })),
  );
}

/**
 * A feed that somebody switched off breaks nothing, and is said: what it brought comes no more. One that is off by itself and never
 * answered here is missed by nobody.
 */
export function judgeFeeds(
  feeds: readonly { readonly title: string; readonly isOn: boolean; readonly isUsual: boolean }[],
): HealthReason {
  const off = feeds.filter(({ isOn, isUsual }) => !isOn && isUsual).map(({ title }) => title);
  const on = feeds.filter(({ isOn }) => isOn).length;
  return off.length === 0
    ? { part: "feeds", level: "ok", messageKey: "feeds_ok", facts: { on }, sinceMs: null }
    : {
        part: "feeds",
        level: "ok",
        messageKey: "feeds_off",
        facts: { on, off: off.length, names: off.join(", ") },
        sinceMs: null,
      };
}
