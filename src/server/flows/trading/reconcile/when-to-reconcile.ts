import type { EpochMs } from "@/modules/_kernel";
import type { ReconcileCause, ReconcileRun } from "@/modules/execution";

/** How often an account that is worked is held against its venue, and how soon again when the venue did not answer. */
export const RECONCILE_EVERY_MS = 60_000;
export const NO_ANSWER_AGAIN_MS = 5_000;
/** An account at rest changes nowhere; this often it is looked at all the same. */
export const AT_REST_EVERY_MS = 600_000;

/** Why an account is to be compared now; null: it is not time. `since` is null until this worker compared it once. */
export function causeToReconcile(
  run: Pick<ReconcileRun, "at" | "askedAt" | "outcome">,
  since: EpochMs | null,
  nowMs: EpochMs,
): ReconcileCause | null {
  if (since === null) return "start";
  if (run.askedAt !== null && (run.at === null || run.askedAt > run.at)) return "asked";
  const wait = run.outcome === "no_answer" ? NO_ANSWER_AGAIN_MS : RECONCILE_EVERY_MS;
  if (nowMs - since < wait) return null;
  return run.outcome === "no_answer" ? "reconnect" : "minute";
}
