import { assertNever } from "@/modules/_kernel";
import type { FeedRefusal } from "@/modules/data";
import type { AppError } from "../errors";

/** A feed's refusal in the words of the transport. What came with it stays in the quarantine. */
export function feedRefusal(refusal: FeedRefusal): AppError {
  const { kind, feed } = refusal;
  switch (kind) {
    case "feed.symbol_unknown":
      return { kind, path: "alias", facts: { feed, alias: refusal.alias } };
    case "feed.unsupported":
      return { kind, facts: { feed, what: refusal.what } };
    case "feed.rate_limited":
      return { kind, facts: { feed, seconds: seconds(refusal.retryAfterMs) } };
    case "feed.unavailable":
      return { kind, facts: { feed, status: refusal.status ?? 0 } };
    case "feed.circuit_open":
      return { kind, facts: { feed, until: refusal.untilMs } };
    case "feed.folder_unreadable":
      return { kind, facts: { feed, folder: refusal.folder, why: refusal.why } };
    case "feed.timeout":
      return { kind, facts: { feed, seconds: seconds(refusal.afterMs) } };
    case "feed.malformed":
      return { kind, facts: { feed, what: refusal.what } };
    case "feed.unauthorized":
    case "feed.disabled":
    case "feed.canceled":
      return { kind, facts: { feed } };
    default:
      return assertNever(refusal, "feedRefusal");
  }
}

/** Whole seconds, at least one; 0 where nobody knows. */
function seconds(ms: number | null): number {
  return ms === null ? 0 : Math.max(1, Math.round(ms / 1000));
}
