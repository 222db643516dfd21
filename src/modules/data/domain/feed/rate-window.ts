import { invariant } from "@/modules/_kernel";

/** Requests that a source allows in a sliding window of time. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/**
 * Keeps to a source's rate limit: at most `requests` in any `windowMs`, and none before the source's own "try again after".
 * Remembers one moment a request of the window. Time comes in; calls must not go back in it by more than clocks do.
 */
export class RateWindow {
  private readonly limit: RateLimit;
  private readonly takenMs: number[] = [];
  private blockedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(limit: RateLimit) {
    invariant(limit.requests >= 1 && limit.windowMs > 0, "a rate limit allows at least one request in some time");
    this.limit = limit;
  }

  /** Takes the next free place. Returns how long to wait for it, 0 when it is now; the place is kept. */
  take(nowMs: number): number {
    const waitMs = this.waitMs(nowMs);
    this.takenMs.push(nowMs + waitMs);
    if (this.takenMs.length > this.limit.requests) this.takenMs.shift();
    return waitMs;
  }

  /** How long the next request would have to wait. */
  waitMs(nowMs: number): number {
    const oldestMs = this.takenMs.length < this.limit.requests ? undefined : this.takenMs[0];
    const freeMs = oldestMs === undefined ? nowMs : oldestMs + this.limit.windowMs;
    return Math.max(0, freeMs - nowMs, this.blockedUntilMs - nowMs);
  }

  /** How long a request must wait that leaves `keep` places of the window to others. */
  waitToLeaveMs(nowMs: number, keep: number): number {
    const inside = this.takenMs.filter((takenMs) => takenMs > nowMs - this.limit.windowMs);
    // With this one, as many as may be taken at once.
    const tooMany = inside.length + 1 - Math.max(this.limit.requests - keep, 1);
    const freeMs = tooMany > 0 ? (inside[tooMany - 1] ?? nowMs) + this.limit.windowMs : nowMs;
    return Math.max(0, freeMs - nowMs, this.blockedUntilMs - nowMs);
  }

  /** The source said to come back after this moment. */
  block(untilMs: number): void {
    this.blockedUntilMs = Math.max(this.blockedUntilMs, untilMs);
  }

  /** Requests that may go out now. */
  left(nowMs: number): number {
    if (nowMs < this.blockedUntilMs) return 0;
    const inside = this.takenMs.filter((takenMs) => takenMs > nowMs - this.limit.windowMs).length;
    return this.limit.requests - inside;
  }
}
