import { hasEnded } from "../time-left";
import type { SearchDetail } from "./search-types";

type Ended = Pick<SearchDetail, "status" | "plan" | "chunks" | "chunksDone" | "error">;

/** What may not happen again: a worker that broke or went. */
const PASSING: ReadonlySet<string> = new Set(["search.job_lost", "search.job_fault"]);

/**
 * Whether going on with a search can give something. One that was canceled has at least its summing up left. What was refused
 * when it was planned would be refused again, and bars that have changed stay changed.
 */
export function hasRest({ status, plan, chunks, chunksDone, error }: Ended): boolean {
  if (!hasEnded(status)) return false;
  if (status === "canceled" || (error !== null && PASSING.has(error.kind))) return true;
  return plan !== null && chunksDone < chunks && error?.kind !== "search.bars_changed";
}
