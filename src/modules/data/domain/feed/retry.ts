import { assertNever } from "@/modules/_kernel";
import type { FeedRefusal } from "./feed";

/** How often a read is tried, and how long the pauses are. */
export interface RetryLimits {
  /** Tries in all, the first included. */
  readonly tries: number;
  /** The first pause; each next one is twice as long, up to `pauseMaxMs`. */
  readonly pauseMs: number;
  readonly pauseMaxMs: number;
}

/**
 * Milliseconds to wait before try number `attempt` + 1, `attempt` counting from 1. Half of the pause is fixed and half is
 * chance, so that callers who failed together do not come back together.
 *
 * @param chance - In [0, 1).
 */
export function pauseBeforeRetry(attempt: number, limits: RetryLimits, chance: number): number {
  const fullMs = Math.min(limits.pauseMaxMs, limits.pauseMs * 2 ** (attempt - 1));
  return Math.round(fullMs / 2 + (fullMs / 2) * chance);
}

/** Whether asking again may help without anybody doing anything. */
export function mayPass(refusal: FeedRefusal): boolean {
  switch (refusal.kind) {
    case "feed.unavailable":
      return refusal.status === null || refusal.status >= 500 || refusal.status === 408;
    case "feed.timeout":
    case "feed.rate_limited":
    // A proxy's page or a cut-off answer is gone the next moment as often as not.
    case "feed.malformed":
      return true;
    case "feed.symbol_unknown":
    case "feed.unsupported":
    case "feed.unauthorized":
    case "feed.circuit_open":
    case "feed.folder_unreadable":
    case "feed.disabled":
    case "feed.canceled":
      return false;
    default:
      return assertNever(refusal, "mayPass");
  }
}

/** Whether the refusal says that the source is down, rather than what it thinks of the question. */
export function isOutage(refusal: FeedRefusal): boolean {
  return refusal.kind === "feed.timeout" || (refusal.kind === "feed.unavailable" && mayPass(refusal));
}
