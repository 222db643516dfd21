import type { FlowDeps } from "@/server/flows/deps";
import type { WorkerRole } from "@/server/infra/env";
import { type Loop, startLoop } from "@/server/infra/loop";
import type { Metrics } from "@/server/infra/metrics";
import { makeNotifyEnd } from "@/server/platform/notify";
import type { JobTable, QueueName } from "@/server/platform/work";
import {
  announce,
  type Consumer,
  depart,
  type JobQueue,
  makeRunner,
  PRESENCE_EVERY_MS,
  type Runner,
  startRelay,
  sweepOnce,
  type WorkerIdentity,
} from "@/server/platform/work/worker";

const SWEEP_EVERY_MS = 5_000;
/** How long jobs get to notice that the process stops, before it stops without them. */
const RELEASE_TIMEOUT_MS = 6_000;

/**
 * How many jobs of a queue one process runs at once. Imports wait for the disk and the database; backtests use all the
 * processors they get by themselves; the house's own jobs are small.
 */
const CONCURRENCY = { ingest: 2, bulk: 1, research: 1, ops: 2 } as const satisfies Record<QueueName, number>;

/** What each role takes work from. */
const QUEUES_OF: Readonly<Record<WorkerRole, readonly QueueName[]>> = {
  ingest: ["ingest", "bulk"],
  research: ["research"],
  ops: ["ops"],
  stream: [],
  trading: [],
  strategy: [],
};

export interface WorkersOptions {
  readonly deps: FlowDeps;
  readonly metrics: Metrics;
  readonly queue: JobQueue;
  readonly table: JobTable;
  readonly roles: readonly WorkerRole[];
  readonly identity: WorkerIdentity;
  /** Rounds that the role `ops` adds: what to do, and how often. */
  readonly duties: readonly Duty[];
  /** What a role holds leases for until it is stopped: live feeds, accounts. Begun for the roles that this process has. */
  readonly keepers: Readonly<Partial<Record<WorkerRole, () => Keeper>>>;
}

interface Keeper {
  stop(): Promise<void>;
}

interface Duty {
  readonly name: string;
  readonly everyMs: number;
  readonly round: () => Promise<boolean>;
}

export interface Workers {
  /** Resolves once jobs can arrive and health knows of this process. */
  ready(): Promise<void>;
  /** Takes nothing new, lets what runs stop and go back into the queue, within a bound. May be called twice. */
  stop(): Promise<void>;
}

/**
 * One worker process: consumers for its roles, and the duties that every process shares (relay, sweeper, presence) so
 * that no single process is needed for work to go on.
 */
export function startWorkers(options: WorkersOptions): Workers {
  const { deps, metrics, queue, table, roles, identity } = options;
  const { sql, transactions, work, signals, log, newId } = deps;
  const notifyEnd = makeNotifyEnd(work, newId);
  const runner = makeRunner({ sql, transactions, work, signals, queue, table, notifyEnd, log, metrics });
  const consumers = roles
    .flatMap((role) => QUEUES_OF[role])
    .map((name) => queue.consume(name, CONCURRENCY[name], (jobId) => runner.take(jobId)));
  const duties: readonly Duty[] = [
    {
      name: "sweeper",
      everyMs: SWEEP_EVERY_MS,
      round: () => sweepOnce({ sql, transactions, work, queue, table, notifyEnd, log, metrics }),
    },
    ...(roles.includes("ops") ? options.duties : []),
  ];
  const loops = [
    startRelay({ transactions, queue, signals, table, log, metrics }),
    ...duties.map((duty) => startLoop({ ...duty, log })),
  ];
  const presence = startLoop({
    name: "presence",
    everyMs: PRESENCE_EVERY_MS,
    log,
    round: async () => {
      await announce(sql, identity, runner.running());
      return false;
    },
  });
  const keepers = roles.flatMap((role) => options.keepers[role]?.() ?? []);
  let stopping: Promise<void> | null = null;
  return {
    ready: async () => {
      const heard = announce(sql, identity, runner.running());
      await Promise.all([heard, signals.ready(), ...consumers.map((consumer) => consumer.ready())]);
    },
    stop: () =>
      (stopping ??= stop({ deps, runner, consumers, loops, presence, queue, keepers, workerId: identity.id })),
  };
}

interface Running {
  readonly deps: FlowDeps;
  readonly runner: Runner;
  readonly consumers: readonly Consumer[];
  readonly loops: readonly Loop[];
  readonly presence: Loop;
  readonly queue: JobQueue;
  readonly keepers: readonly Keeper[];
  readonly workerId: string;
}

async function stop({ deps, runner, consumers, loops, presence, queue, keepers, workerId }: Running): Promise<void> {
  const { log, sql } = deps;
  log.info({ running: runner.running() }, "Stopping");
  const closed = Promise.all(consumers.map((consumer) => consumer.close()));
  runner.release();
  // Leases are given back first: another process streams and trades on while this one waits for its jobs.
  const released = await within(RELEASE_TIMEOUT_MS, Promise.all(keepers.map((keeper) => keeper.stop())));
  if (!released) log.warn({}, "Leases were not given back in time and run out by themselves");
  const inTime = await within(RELEASE_TIMEOUT_MS, closed);
  // Their rows say "running": when the heartbeat is old another process begins them again.
  if (!inTime) log.warn({ running: runner.running() }, "Jobs did not stop in time and are left to the sweeper");
  await Promise.all(loops.map((loop) => loop.stop()));
  await presence.stop();
  runner.close();
  await depart(sql, workerId).catch((error: unknown) => log.warn({ error }, "Presence not removed"));
  if (inTime) await queue.close();
}

/** Whether `work` settled in time. */
function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    work.then(
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
