import type { Job } from "./types";

/** Earlier than this the pace is a guess that jumps. */
const ELAPSED_MIN_MS = 1_500;
const SHARE_MIN = 0.02;

/**
 * How long running work will still take at the pace it has had, in milliseconds; null while that is not known: no total,
 * not started, or too early to say.
 */
export function timeLeftMs(job: Pick<Job, "status" | "progress" | "startedAt">, nowMs: number): number | null {
  const { done, total } = job.progress;
  if (job.status !== "running" || total === null || total <= 0 || job.startedAt === null) return null;
  const share = done / total;
  const elapsedMs = nowMs - job.startedAt;
  if (elapsedMs < ELAPSED_MIN_MS || share < SHARE_MIN) return null;
  return Math.max(elapsedMs / share - elapsedMs, 0);
}

/** Whether the job has come to an end, of whatever kind. */
export function hasEnded(status: Job["status"]): boolean {
  return status === "succeeded" || status === "failed" || status === "canceled";
}
