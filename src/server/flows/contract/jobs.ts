import type { EpochMs, JobId, UserId } from "@/modules/_kernel";
import type { AppError } from "../errors";
import type { Actor, Answer } from "./shared";

export type JobStatus = "queued" | "running" | "succeeded" | "failed" | "canceled";

export interface JobView {
  readonly jobId: JobId;
  readonly name: string;
  readonly title: string;
  readonly status: JobStatus;
  readonly progress: { readonly done: number; readonly total: number | null; readonly unit: string };
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error:
    | AppError
    | {
        readonly kind: "job.fault";
        readonly requestId: string;
        readonly reason?: "threw" | "worker_lost" | "payload_malformed";
      }
    | null;
  /** Who started it; null: the house itself. */
  readonly createdBy: UserId | null;
  readonly createdAt: EpochMs;
  readonly startedAt: EpochMs | null;
  readonly finishedAt: EpochMs | null;
  readonly cancelRequested: boolean;
}

/** Work that is under way or was. */
export interface JobFlows {
  listJobs(query: { readonly limit: number }): Promise<readonly JobView[]>;
  getJob(jobId: JobId): Answer<JobView>;
  /** Whoever started a job stops it, and risk and administrators stop any. */
  cancelJob(actor: Actor, jobId: JobId): Answer<JobView>;
}
