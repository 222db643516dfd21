/** What a circuit breaker does with the next call. */
export type BreakerState =
  | { readonly state: "closed"; readonly failures: number }
  /** Left alone until then; the first call afterwards is a probe. */
  | { readonly state: "open"; readonly untilMs: number; readonly openings: number }
  /** One probe is under way; the others are refused until it is back. */
  | { readonly state: "probing"; readonly sinceMs: number; readonly openings: number };

export interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly failuresMax: number;
  /** How long it stays open the first time; doubles each time a probe fails, up to `openMaxMs`. */
  readonly openMs: number;
  readonly openMaxMs: number;
}

export const BREAKER_CLOSED: BreakerState = { state: "closed", failures: 0 };

/** A probe that nobody ever reported back is forgotten after this long, so that a lost caller cannot keep a feed shut. */
const PROBE_FORGOTTEN_MS = 120_000;

/** Whether a call may go out now, and the breaker after it went; or until when it is refused. */
export function admit(
  breaker: BreakerState,
  nowMs: number,
): { readonly admitted: true; readonly next: BreakerState } | { readonly admitted: false; readonly untilMs: number } {
  switch (breaker.state) {
    case "closed":
      return { admitted: true, next: breaker };
    case "open":
      if (nowMs < breaker.untilMs) return { admitted: false, untilMs: breaker.untilMs };
      return { admitted: true, next: { state: "probing", sinceMs: nowMs, openings: breaker.openings } };
    case "probing": {
      const forgottenMs = breaker.sinceMs + PROBE_FORGOTTEN_MS;
      if (nowMs < forgottenMs) return { admitted: false, untilMs: forgottenMs };
      return { admitted: true, next: { ...breaker, sinceMs: nowMs } };
    }
    default:
      return breaker satisfies never;
  }
}

/** The breaker after a call that the source answered, whatever the answer. */
export function afterAnswer(): BreakerState {
  return BREAKER_CLOSED;
}

/** The breaker after a call that the source failed: it was down, cut off or silent. */
export function afterFailure(breaker: BreakerState, nowMs: number, limits: BreakerLimits): BreakerState {
  switch (breaker.state) {
    case "closed": {
      const failures = breaker.failures + 1;
      if (failures < limits.failuresMax) return { state: "closed", failures };
      return { state: "open", untilMs: nowMs + limits.openMs, openings: 1 };
    }
    case "probing": {
      const openMs = Math.min(limits.openMaxMs, limits.openMs * 2 ** breaker.openings);
      return { state: "open", untilMs: nowMs + openMs, openings: breaker.openings + 1 };
    }
    // A call that was under way when it opened tells nothing new.
    case "open":
      return breaker;
    default:
      return breaker satisfies never;
  }
}

/** The breaker after a call that was given up before anybody knew: a probe is asked again, nothing else changes. */
export function afterCanceled(breaker: BreakerState, nowMs: number): BreakerState {
  return breaker.state === "probing" ? { state: "open", untilMs: nowMs, openings: breaker.openings } : breaker;
}
