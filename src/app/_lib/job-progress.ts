import type { JobView } from "./use-event-effects";

const SHARE_TO_GUESS = 0.02;
const ELAPSED_TO_GUESS_MS = 1_000;

export const isUnderWay = (job: JobView): boolean => job.status === "queued" || job.status === "running";

/** Time left at the pace so far, in ms; null while there is too little to go by or the end is not known. */
export function timeLeftMs(job: JobView, nowMs: number): number | null {
  const { done, total } = job.progress;
  if (job.status !== "running" || job.startedAt === null || total === null || total <= 0) return null;
  const elapsed = nowMs - job.startedAt;
  if (done >= total || done / total < SHARE_TO_GUESS || elapsed < ELAPSED_TO_GUESS_MS) return null;
  return (elapsed * (total - done)) / done;
}

/** Page that shows what a finished job made, or null where there is nothing to see. */
export function jobHref(job: JobView): string | null {
  if (job.status !== "succeeded" || job.result === null) return null;
  const { runId, searchId, simulationId, exportId, symbol, resolution } = job.result;
  if (typeof exportId === "string") return `/markets/export?file=${encodeURIComponent(exportId)}`;
  if (typeof runId === "string") return `/strategies/backtest?run=${encodeURIComponent(runId)}`;
  if (typeof searchId === "string") return `/strategies/search?search=${encodeURIComponent(searchId)}`;
  if (typeof simulationId === "string") return `/risk/limits?simulation=${encodeURIComponent(simulationId)}`;
  if (typeof symbol !== "string") return null;
  const query = new URLSearchParams({ symbol, ...(typeof resolution === "string" ? { resolution } : {}) });
  return `/chart?${query.toString()}`;
}
