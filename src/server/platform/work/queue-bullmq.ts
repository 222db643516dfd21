import {
  createPostgresBackend,
  type JobProgress,
  type JobsOptions,
  type JobType,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  Worker,
} from "bullmq";
import { Redis } from "ioredis";
import { JobId } from "@/modules/_kernel";
import type { Logger } from "../../infra/logger";
import type { QueueName } from "./contract";
import type { Consumer, JobQueue, Ticket } from "./queue";

/** BullMQ's own schema; made by the owner when the database is migrated. */
const SCHEMA = "bullmq";
const REDIS_PREFIX = "bifrost";
/** Connections of each sender and each taker, kept only while busy; a taker has one more to listen. */
const POOL_SIZE = 3;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** How long a ticket stays with a process that has died before the carrier hands it to another. */
const TICKET_LOCK_MS = 30_000;
/** How often a lost ticket may come back before the carrier drops it; the sweeper finds the job anyway. */
const STALLED_MAX = 3;
/** The pause after an error of the carrier itself. */
const RETRY_PAUSE_MS = 2_000;
/** A carrier that is down says so many times a second: one line in this time is enough. */
const ERROR_LINE_EVERY_MS = 10_000;

interface Data {
  readonly jobId: string;
}
type Processor = (job: { readonly data: Data }) => Promise<void>;

/** The little of BullMQ that is used; both backends have it. */
interface Sender {
  add(name: string, data: Data, options: JobsOptions): Promise<unknown>;
  getJobState(id: string): Promise<string>;
  getJobCounts(...types: JobType[]): Promise<Record<string, number>>;
  on(event: "error", hear: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface Taker {
  on(event: "error", hear: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
interface Carrier {
  sender(queue: QueueName): Sender;
  taker(queue: QueueName, concurrency: number, processor: Processor): Taker;
  close(): Promise<void>;
}

const takerOptions = (concurrency: number) => ({
  concurrency,
  lockDuration: TICKET_LOCK_MS,
  maxStalledCount: STALLED_MAX,
  runRetryDelay: RETRY_PAUSE_MS,
});

/** BullMQ on PostgreSQL: the default, with nothing to run beside the database. */
export function makePostgresQueue({ url, log }: { readonly url: string; readonly log: Logger }): JobQueue {
  const connection = {
    connectionString: url,
    schema: SCHEMA,
    application_name: "bifrost-queue",
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
  };
  return makeQueue(
    {
      sender: (queue) =>
        new Queue<Data, void, string, Data, void, string, PostgresQueueBackend, PostgresConnectionOptions>(
          queue,
          { connection },
          createPostgresBackend,
        ),
      taker: (queue, concurrency, processor) =>
        new Worker<Data, void, string, PostgresQueueBackend, JobProgress, PostgresConnectionOptions>(
          queue,
          processor,
          { connection, ...takerOptions(concurrency) },
          createPostgresBackend,
        ),
      close: async () => undefined,
    },
    throttledNote(log),
  );
}

/** BullMQ on Redis: what `REDIS_URL` chooses. */
export function makeRedisQueue({ url, log }: { readonly url: string; readonly log: Logger }): JobQueue {
  const note = throttledNote(log);
  // A taker blocks on its connection and must wait as long as it takes; a sender says at once that it cannot.
  const connect = (patient: boolean) => {
    const redis = new Redis(url, {
      connectTimeout: CONNECT_TIMEOUT_MS,
      maxRetriesPerRequest: patient ? null : 1,
      retryStrategy: () => RETRY_PAUSE_MS,
    });
    redis.on("error", note);
    return redis;
  };
  const connections = { send: connect(false), take: connect(true) };
  return makeQueue(
    {
      sender: (queue) => new Queue(queue, { connection: connections.send, prefix: REDIS_PREFIX }),
      taker: (queue, concurrency, processor) =>
        new Worker<Data, void>(queue, processor, {
          connection: connections.take,
          prefix: REDIS_PREFIX,
          ...takerOptions(concurrency),
        }),
      close: async () => {
        connections.send.disconnect();
        connections.take.disconnect();
      },
    },
    note,
  );
}

function makeQueue(carrier: Carrier, note: (error: Error) => void): JobQueue {
  const senders = new Map<QueueName, Sender>();
  const takers = new Set<Taker>();
  const senderOf = (queue: QueueName) => {
    const known = senders.get(queue);
    if (known) return known;
    const fresh = carrier.sender(queue);
    fresh.on("error", note);
    senders.set(queue, fresh);
    return fresh;
  };
  return {
    async enqueue(ticket) {
      const sender = senderOf(ticket.queue);
      const jobId = ticketId(ticket);
      if ((await sender.getJobState(jobId)) !== "unknown") return "present";
      await sender.add(ticket.name, { jobId: ticket.jobId }, { ...TICKET_OPTIONS, jobId, delay: ticket.delayMs });
      return "added";
    },
    consume(queue, concurrency, take) {
      const taker = carrier.taker(queue, concurrency, (job) => take(JobId.of(job.data.jobId)));
      taker.on("error", note);
      takers.add(taker);
      return toConsumer(taker);
    },
    async counts(queue) {
      const counts = await senderOf(queue).getJobCounts("waiting", "active", "delayed");
      return { waiting: counts["waiting"] ?? 0, active: counts["active"] ?? 0, delayed: counts["delayed"] ?? 0 };
    },
    async close() {
      await Promise.all([...takers].map((taker) => taker.close()));
      await Promise.all([...senders.values()].map((sender) => sender.close()));
      await carrier.close();
    },
  };
}

/** Retries are ours, by the row: a ticket is used once and leaves nothing behind. */
const TICKET_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** BullMQ allows no colon in an id. */
function ticketId({ jobId, attempts }: Ticket): string {
  return `${jobId}.${attempts}`;
}

function toConsumer(taker: Taker): Consumer {
  return {
    ready: async () => {
      await taker.waitUntilReady();
    },
    close: () => taker.close(),
  };
}

/** Logs the first of many equal troubles. */
function throttledNote(log: Logger): (error: Error) => void {
  let quietUntilMs = 0;
  return (error) => {
    const nowMs = performance.now();
    if (nowMs < quietUntilMs) return;
    quietUntilMs = nowMs + ERROR_LINE_EVERY_MS;
    log.warn({ error }, "Queue carrier");
  };
}
