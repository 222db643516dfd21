import type { JobId } from "@/modules/_kernel";
import type { BoundJob } from "@/server/platform/work";
import type { CommandHouse } from "./house";

/** How often it is looked how far a worker is that took the job up first. */
const LOOK_EVERY_MS = 500;

export interface JobRunner {
  /** Does the job here, unless a worker was faster. */
  take(jobId: JobId): Promise<unknown>;
  /** Stops taking part: what is under way goes back to the workers. */
  release(): void;
  close(): Promise<void>;
}

/** A worker for the jobs of one command, beside those of the installation. */
export async function openJobRunner(
  { deps, databaseUrl: url }: CommandHouse,
  jobs: readonly BoundJob[],
): Promise<JobRunner> {
  const [{ makeRunner, makePostgresQueue, makeRedisQueue }, { makeMetrics }] = await Promise.all([
    import("@/server/platform/work/worker"),
    import("@/server/infra/metrics"),
  ]);
  const redisUrl = process.env["REDIS_URL"];
  const queue =
    redisUrl === undefined
      ? makePostgresQueue({ url, log: deps.log })
      : makeRedisQueue({ url: redisUrl, log: deps.log });
  const table = new Map(jobs.map((job) => [job.name, job]));
  const notifyEnd = async () => undefined;
  const runner = makeRunner({ ...deps, queue, table, notifyEnd, metrics: makeMetrics() });
  return {
    take: (jobId) => runner.take(jobId),
    release: () => runner.release(),
    async close() {
      runner.close();
      await queue.close();
    },
  };
}

/** Whether the job came to its end before the signal. Says on a terminal how far it is, in `unit`. */
export async function waitForEnd({ deps }: CommandHouse, jobId: JobId, { signal, unit }: Waiting): Promise<boolean> {
  const [{ readJob }, { setTimeout }] = await Promise.all([
    import("@/server/platform/work"),
    import("node:timers/promises"),
  ]);
  while (!signal.aborted) {
    const job = await readJob(deps.sql, jobId);
    if (job === null || job.finishedAt !== null) return true;
    if (process.stderr.isTTY)
      process.stderr.write(`\r\u001b[K${job.progress.done} of ${job.progress.total ?? "?"} ${unit}`);
    await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

interface Waiting {
  readonly signal: AbortSignal;
  readonly unit: string;
}
