import { JobId, type Transactions } from "@/modules/_kernel";
import type { Logger } from "../../infra/logger";
import { type Loop, startLoop } from "../../infra/loop";
import type { Metrics } from "../../infra/metrics";
import type { JobTable } from "./contract";
import { publishPending } from "./outbox";
import type { JobQueue } from "./queue";
import type { Signals } from "./signals";

/** How late the relay may be when a wake-up got lost. */
const LOOK_EVERY_MS = 500;
/** What an order brings with it in these moments is numbered at once and heard of by one wake-up: after the order, not beside it. */
const GAP_MS = 25;

export interface RelayDeps {
  readonly transactions: Transactions;
  readonly queue: JobQueue;
  readonly signals: Signals;
  readonly table: JobTable;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "outboxPublished">;
}

/**
 * Takes what transactions left in the outbox: numbers it, hands jobs to the carrier, tells the web processes that there
 * is news. Every worker process runs one; a lock lets one of them number at a time.
 */
export function startRelay(deps: RelayDeps): Loop {
  const loop = startLoop({
    name: "relay",
    everyMs: LOOK_EVERY_MS,
    gapMs: GAP_MS,
    log: deps.log,
    round: () => relayOnce(deps),
  });
  const stopListening = deps.signals.on("outbox", () => loop.wake());
  return {
    wake: () => loop.wake(),
    stop: () => {
      stopListening();
      return loop.stop();
    },
  };
}

/** One round. True when there is more than it took. */
export async function relayOnce(deps: RelayDeps): Promise<boolean> {
  const published = await publishPending(deps.transactions);
  if (published === null) return false;
  const { events, jobs, barsOf, more } = published;
  if (events > 0) {
    deps.metrics.outboxPublished.inc({ kind: "event" }, events);
    deps.signals.send("news", "");
  }
  for (const symbol of barsOf) deps.signals.send("bars", symbol);
  if (jobs.length > 0) deps.metrics.outboxPublished.inc({ kind: "job" }, jobs.length);
  for (const { jobId, name } of jobs) {
    const bound = deps.table.get(name);
    if (bound === undefined) continue; // a newer version's job: its own workers' sweeper sends it
    // The carrier may be down. The row is numbered, so the sweeper is the one to send it.
    await deps.queue
      .enqueue({ queue: bound.queue, jobId: JobId.of(jobId), name, attempts: 0, delayMs: 0 })
      .catch((error: unknown) => deps.log.warn({ error, jobId }, "Job left to the sweeper"));
  }
  return more;
}
