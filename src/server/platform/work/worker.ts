/** What worker processes alone need: carriers, the runner, and the duties that keep both honest. */
export { oldestJob, pruneJobs } from "./job-store";
export { oldestNews, pruneOutbox } from "./outbox";
export { announce, depart, PRESENCE_EVERY_MS, prunePresence, type WorkerIdentity } from "./presence";
export type { Consumer, JobQueue } from "./queue";
export { makePostgresQueue, makeRedisQueue } from "./queue-bullmq";
export { startRelay } from "./relay";
export { makeRunner, type Runner } from "./runner";
export { sweepOnce } from "./sweeper";
