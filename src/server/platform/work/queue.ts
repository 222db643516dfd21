import type { JobId } from "@/modules/_kernel";
import type { QueueName } from "./contract";

/**
 * Carries the ids of jobs to whoever works on them. It may lose everything at any moment: the rows in `job` are what
 * counts, and the sweeper sends again what was lost. It may also bring one id twice: who takes it up claims the row.
 */
export interface JobQueue {
  /** Sends a job's id. `present`: the carrier has this very ticket already, and nothing was added. */
  enqueue(ticket: Ticket): Promise<"added" | "present">;
  /** Takes ids up, at most `concurrency` at once, until closed. `take` settles when the job has been dealt with. */
  consume(queue: QueueName, concurrency: number, take: (jobId: JobId) => Promise<void>): Consumer;
  /** What the carrier holds now. */
  counts(queue: QueueName): Promise<{ readonly waiting: number; readonly active: number; readonly delayed: number }>;
  close(): Promise<void>;
}

export interface Ticket {
  readonly queue: QueueName;
  readonly jobId: JobId;
  /** The job's name, for whoever looks at the carrier with its own tools. */
  readonly name: string;
  /** Attempts begun so far. Makes the ticket of a retry another one than that of the attempt before. */
  readonly attempts: number;
  readonly delayMs: number;
}

export interface Consumer {
  /** Resolves once ids can arrive. */
  ready(): Promise<void>;
  /** Takes nothing new from now on, and resolves when all that was taken has settled. */
  close(): Promise<void>;
}
