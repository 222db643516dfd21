import type { z } from "zod";
import { err, type JobId, ok, type Result, type UserId } from "@/modules/_kernel";
import type { AppError } from "../../flows/errors";

/**
 * Queues by what the work needs: I/O and the database, the processor, or the house itself. `bulk` is I/O that nobody waits
 * for: it has takers of its own, so that a long one never stands before what a person waits for, on any carrier.
 */
export const QUEUES = ["ingest", "bulk", "research", "ops"] as const;
export type QueueName = (typeof QUEUES)[number];

/**
 * What a piece of long work is called and needs. Modules export these from `jobs.ts` as plain objects; whoever submits
 * and whoever works share nothing else.
 */
export interface JobContract<P = unknown> {
  /** `<module>.<verb-noun>`; never renamed while rows with it are queued. */
  readonly name: string;
  readonly queue: QueueName;
  /** Checked when submitted and again when taken up: a row may be older than the code that reads it. */
  readonly payload: z.ZodType<P>;
  readonly options: {
    /** How often it may be begun in all, the first time included. The work must be safe to begin again. */
    readonly attempts: number;
  };
}

export interface JobContext {
  readonly jobId: JobId;
  readonly requestId: string;
  readonly userId: UserId | null;
  /** Aborts when a person cancels the job or this process shuts down. Work looks at it at least once a second. */
  readonly signal: AbortSignal;
  /** Reports how far the work is. Cheap to call often: only a few reports a second are written. */
  progress(done: number, total: number | null, unit: string): void;
}

/** A refusal ends the job as failed, with its reason and without another try. A thrown fault is tried again. */
export type JobOutcome = Result<Readonly<Record<string, unknown>>, AppError>;
export type JobHandler<P> = (payload: P, job: JobContext) => Promise<JobOutcome>;

/** A contract with the function that keeps it, as the worker's table holds it. */
export interface BoundJob {
  readonly name: string;
  readonly queue: QueueName;
  readonly attempts: number;
  /** Where a finished job's result can be looked at; null where there is nothing to see. */
  readonly link: (result: Readonly<Record<string, unknown>>) => string | null;
  /** An end sooner than this after it was asked for is told to nobody: whoever asked still looks at it. 0 tells every end. */
  readonly quietMs: number;
  /** `payload_malformed` is an answer, not a fault: what does not parse will never parse. */
  run(payload: unknown, job: JobContext): Promise<Result<JobOutcome, "payload_malformed">>;
}

/** Joins a contract to its handler. The payload's type is settled here, once. */
export function bind<P>(
  contract: JobContract<P>,
  handler: JobHandler<P>,
  link: BoundJob["link"] = () => null,
  quietMs: BoundJob["quietMs"] = 0,
): BoundJob {
  return {
    name: contract.name,
    queue: contract.queue,
    attempts: contract.options.attempts,
    link,
    quietMs,
    async run(payload, job) {
      const parsed = contract.payload.safeParse(payload);
      if (!parsed.success) return err("payload_malformed");
      return ok(await handler(parsed.data, job));
    },
  };
}

/** Every job a worker knows, by name. */
export type JobTable = ReadonlyMap<string, BoundJob>;
