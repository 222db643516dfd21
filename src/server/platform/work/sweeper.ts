import type { SqlPort, Transactions } from "@/modules/_kernel";
import type { Logger } from "../../infra/logger";
import type { Metrics } from "../../infra/metrics";
import type { JobTable } from "./contract";
import { listWaiting, lockStale, requeueJob, type StaleJob } from "./job-store";
import type { JobQueue } from "./queue";
import { finishJob, type NotifyEnd, STALE_AFTER_MS } from "./runner";
import { jobUpdated, type Work } from "./work";

/** A job that has waited this long should have reached the carrier. */
const WAITED_MS = 10_000;
/** Rows a round looks at. The oldest come first, so the next rounds reach the rest. */
const SWEEP_MAX = 200;

export interface SweeperDeps {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
  readonly work: Work;
  readonly queue: JobQueue;
  readonly table: JobTable;
  readonly notifyEnd: NotifyEnd;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "jobsRecovered">;
  /** How long a job waits before the sweeper asks the carrier about it. */
  readonly waitedMs?: number;
}

/**
 * Makes the carrier agree with the rows: what waits but is not carried is sent again; what runs but has no heartbeat is
 * begun again, or ended as failed when it has had its attempts. May run in several processes at once.
 */
export async function sweepOnce(deps: SweeperDeps): Promise<boolean> {
  const stale = await recoverStale(deps);
  for (const { jobId, name, attempts } of await listWaiting(deps.sql, deps.waitedMs ?? WAITED_MS, SWEEP_MAX)) {
    const bound = deps.table.get(name);
    if (bound === undefined) continue;
    const answer = await deps.queue.enqueue({ queue: bound.queue, jobId, name, attempts, delayMs: 0 });
    if (answer === "present") continue;
    deps.metrics.jobsRecovered.inc({ how: "sent_again" });
    deps.log.warn({ jobId, job: name }, "Job was lost by the carrier and sent again");
  }
  return stale === SWEEP_MAX;
}

function recoverStale(deps: SweeperDeps): Promise<number> {
  return deps.transactions.run(async (tx) => {
    const rows = await lockStale(tx, STALE_AFTER_MS, SWEEP_MAX);
    for (const row of rows) await recover(tx, deps, row);
    return rows.length;
  });
}

async function recover(tx: SqlPort, deps: SweeperDeps, row: StaleJob): Promise<void> {
  const bound = deps.table.get(row.name);
  const facts = { jobId: row.jobId, job: row.name, attempt: row.attempt };
  if (row.cancel) {
    deps.metrics.jobsRecovered.inc({ how: "canceled" });
    return finishJob(tx, deps, row, { status: "canceled" }, { to: row.createdBy, bound });
  }
  if (row.attempt < (bound?.attempts ?? Number.POSITIVE_INFINITY)) {
    deps.metrics.jobsRecovered.inc({ how: "begun_again" });
    deps.log.warn(facts, "Job lost its worker and is begun again");
    const view = await requeueJob(tx, row, { forgive: false });
    return deps.work.publish(tx, jobUpdated(view));
  }
  deps.metrics.jobsRecovered.inc({ how: "failed" });
  deps.log.error(facts, "Job lost its worker and has had its attempts");
  const error = { kind: "job.fault", requestId: row.requestId, reason: "worker_lost" } as const;
  return finishJob(tx, deps, row, { status: "failed", error }, { to: row.createdBy, bound });
}
