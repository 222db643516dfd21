/** Long work and news, for flows and the web. What only worker processes need (queues, drivers) is behind `./worker`. */
export {
  type BoundJob,
  bind,
  type JobContext,
  type JobContract,
  type JobHandler,
  type JobOutcome,
  type JobTable,
  type QueueName,
} from "./contract";
export { countAhead, lastSuccessOf, listJobs, readJob, readQueueLag, requestCancel } from "./job-store";
export { type LiveView, type LiveViews, makeNewsHub, type NewsHub } from "./news";
export { readNews, readNewsBounds, readOutboxLag } from "./outbox";
export { listPresence, PRESENCE_STALE_MS, type Presence } from "./presence";
export type { NotifyEnd } from "./runner";
export { LIVE_BYTES_MAX, type Signals } from "./signals";
export { makePostgresSignals } from "./signals-postgres";
export { makeRedisSignals } from "./signals-redis";
export { jobUpdated, makeOutboxNudge, makeWork, nudgingTransactions, type Work } from "./work";
