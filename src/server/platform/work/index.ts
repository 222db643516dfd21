/** Long work and news: what flows, workers and the web use of them. */
export {
  type BoundJob,
  bind,
  type JobContext,
  type JobContract,
  type JobHandler,
  type JobOutcome,
  type JobTable,
  QUEUES,
  type QueueName,
} from "./contract";
export { listJobs, pruneJobs, readJob, requestCancel } from "./job-store";
export { makeNewsHub, type NewsHub } from "./news";
export { pruneOutbox, readOutboxLag } from "./outbox";
export {
  announce,
  depart,
  listPresence,
  PRESENCE_EVERY_MS,
  PRESENCE_STALE_MS,
  prunePresence,
  type WorkerIdentity,
} from "./presence";
export type { Consumer, JobQueue } from "./queue";
export { makePostgresQueue, makeRedisQueue } from "./queue-bullmq";
export { startRelay } from "./relay";
export { makeRunner, type NotifyEnd, type Runner } from "./runner";
export type { Signals } from "./signals";
export { makePostgresSignals } from "./signals-postgres";
export { makeRedisSignals } from "./signals-redis";
export { sweepOnce } from "./sweeper";
export { jobUpdated, makeOutboxNudge, makeWork, nudgingTransactions, type Work } from "./work";
