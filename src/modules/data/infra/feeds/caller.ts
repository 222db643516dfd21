import { assertNever, type Clock, err, type Result } from "@/modules/_kernel";
import {
  admit,
  afterAnswer,
  afterCanceled,
  afterFailure,
  BREAKER_CLOSED,
  type BreakerLimits,
  type BreakerState,
} from "../../domain/feed/breaker";
import type { FeedId, FeedRefusal } from "../../domain/feed/feed";
import { type RateLimit, RateWindow } from "../../domain/feed/rate-window";
import { isOutage, mayPass, pauseBeforeRetry, type RetryLimits } from "../../domain/feed/retry";

/** What a feed may take of its source's and of our own time. Every adapter states its own. */
export interface FeedLimits {
  readonly rate: RateLimit;
  /** Longest wait for a free place in the rate limit, and for a source's own "try again after". */
  readonly queueMaxMs: number;
  /** One try, from the first byte sent to the last received. */
  readonly timeoutMs: number;
  readonly retry: RetryLimits;
  readonly breaker: BreakerLimits;
  /** Bytes of one answer, unpacked. */
  readonly answerBytesMax: number;
}

/** Limits to begin with: an ordinary public web service. */
export const FEED_LIMITS: FeedLimits = {
  rate: { requests: 60, windowMs: 60_000 },
  queueMaxMs: 30_000,
  timeoutMs: 15_000,
  retry: { tries: 3, pauseMs: 500, pauseMaxMs: 8_000 },
  breaker: { failuresMax: 5, openMs: 15_000, openMaxMs: 300_000 },
  answerBytesMax: 32 * 1024 * 1024,
};

/** What waits come from: timers in production, a test's own time in tests. */
export interface Waiting {
  /** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number in [0, 1): spreads retries. */
  chance(): number;
}

/** How a feed stands, as this process saw it. Counts are since the process began. */
export interface FeedHealth {
  readonly requests: number;
  /** Calls that ended in a refusal which is the source's doing: not a wrong symbol, not a person's cancel. */
  readonly errors: number;
  readonly lastSuccessMs: number | null;
  readonly lastRefusal: { readonly atMs: number; readonly refusal: FeedRefusal } | null;
  readonly breaker: BreakerState;
  readonly rateLeft: number;
}

/** One way to call a source, whatever carries the call: within its rate limit, in time, again where that may help. */
export interface FeedCaller {
  /**
   * Runs `work` under the limits. It gets a signal that aborts when its time is over or the caller gave up; work that
   * ignores it is left behind. Throws what `work` throws: a fault of ours.
   */
  call<T>(
    work: (signal: AbortSignal) => Promise<Result<T, FeedRefusal>>,
    signal: AbortSignal,
  ): Promise<Result<T, FeedRefusal>>;
  /** How long somebody in no hurry should wait before the next call, so that half of the rate stays free for people. */
  patienceMs(): number;
  /** The source named a moment before which it wants no request. */
  holdUntil(untilMs: number): void;
  health(): FeedHealth;
}

export interface FeedCallerOptions {
  readonly feed: FeedId;
  readonly limits: FeedLimits;
  readonly clock: Clock;
  readonly waiting: Waiting;
}

export function makeFeedCaller({ feed, limits, clock, waiting }: FeedCallerOptions): FeedCaller {
  const window = new RateWindow(limits.rate);
  let breaker: BreakerState = BREAKER_CLOSED;
  let [requests, errors] = [0, 0];
  let lastSuccessMs: number | null = null;
  let lastRefusal: FeedHealth["lastRefusal"] = null;

  const settle = (refusal: FeedRefusal | null) => {
    const nowMs = clock.nowMs();
    if (refusal === null) [breaker, lastSuccessMs] = [afterAnswer(), nowMs];
    else if (refusal.kind === "feed.canceled") breaker = afterCanceled(breaker, nowMs);
    else breaker = isOutage(refusal) ? afterFailure(breaker, nowMs, limits.breaker) : afterAnswer();
  };

  /** Waits for a free place in the rate limit. A refusal when that takes longer than anybody wants to wait. */
  const queue = async (signal: AbortSignal): Promise<FeedRefusal | null> => {
    const waitMs = window.waitMs(clock.nowMs());
    if (waitMs > limits.queueMaxMs) return { kind: "feed.rate_limited", feed, retryAfterMs: waitMs };
    const placeMs = window.take(clock.nowMs());
    if (placeMs > 0) await waiting.sleep(placeMs, signal);
    return signal.aborted ? { kind: "feed.canceled", feed } : null;
  };

  const tryOnce = async <T>(
    work: (signal: AbortSignal) => Promise<Result<T, FeedRefusal>>,
    signal: AbortSignal,
  ): Promise<Result<T, FeedRefusal>> => {
    // Looked at before a place in the rate limit is spent, and again after the wait for it.
    const early = admit(breaker, clock.nowMs());
    if (!early.admitted) return err({ kind: "feed.circuit_open", feed, untilMs: early.untilMs });
    const held = await queue(signal);
    if (held !== null) return err(held);
    const door = admit(breaker, clock.nowMs());
    if (!door.admitted) return err({ kind: "feed.circuit_open", feed, untilMs: door.untilMs });
    breaker = door.next;
    requests += 1;
    let answered = false;
    try {
      const answer = await inTime(work, { feed, timeoutMs: limits.timeoutMs, waiting, signal });
      settle(answer.ok ? null : answer.error);
      answered = true;
      return answer;
    } finally {
      if (!answered) breaker = afterCanceled(breaker, clock.nowMs());
    }
  };

  const record = (refusal: FeedRefusal) => {
    if (refusal.kind === "feed.canceled") return;
    lastRefusal = { atMs: clock.nowMs(), refusal };
    if (isSourcesDoing(refusal)) errors += 1;
  };

  return {
    async call(work, signal) {
      for (let attempt = 1; ; attempt += 1) {
        if (signal.aborted) return err({ kind: "feed.canceled", feed });
        const answer = await tryOnce(work, signal);
        if (answer.ok) return answer;
        const pauseMs = pauseAfter(answer.error, attempt, limits, waiting.chance());
        if (pauseMs === null) {
          record(answer.error);
          return answer;
        }
        await waiting.sleep(pauseMs, signal);
      }
    },
    patienceMs: () => window.waitToLeaveMs(clock.nowMs(), Math.ceil(limits.rate.requests / 2)),
    holdUntil: (untilMs) => window.block(untilMs),
    health: () => ({ requests, errors, lastSuccessMs, lastRefusal, breaker, rateLeft: window.left(clock.nowMs()) }),
  };
}

/** How long to wait before the next try; null when there is none. */
function pauseAfter(refusal: FeedRefusal, attempt: number, limits: FeedLimits, chance: number): number | null {
  if (attempt >= limits.retry.tries || !mayPass(refusal)) return null;
  const pauseMs = pauseBeforeRetry(attempt, limits.retry, chance);
  if (refusal.kind !== "feed.rate_limited" || refusal.retryAfterMs === null) return pauseMs;
  return refusal.retryAfterMs > limits.queueMaxMs ? null : Math.max(pauseMs, refusal.retryAfterMs);
}

function isSourcesDoing(refusal: FeedRefusal): boolean {
  switch (refusal.kind) {
    case "feed.unavailable":
    case "feed.timeout":
    case "feed.malformed":
    case "feed.rate_limited":
    case "feed.unauthorized":
    case "feed.circuit_open":
    case "feed.folder_unreadable":
      return true;
    case "feed.symbol_unknown":
    case "feed.unsupported":
    case "feed.disabled":
    case "feed.canceled":
      return false;
    default:
      return assertNever(refusal, "isSourcesDoing");
  }
}

interface InTime {
  readonly feed: FeedId;
  readonly timeoutMs: number;
  readonly waiting: Waiting;
  readonly signal: AbortSignal;
}

/** Runs `work` until it answers, its time is over or the caller gives up, whichever is first. */
async function inTime<T>(
  work: (signal: AbortSignal) => Promise<Result<T, FeedRefusal>>,
  { feed, timeoutMs, waiting, signal }: InTime,
): Promise<Result<T, FeedRefusal>> {
  const inner = new AbortController();
  const timer = new AbortController();
  const giveUp = () => inner.abort(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  const over = waiting.sleep(timeoutMs, timer.signal).then((): Result<T, FeedRefusal> => {
    inner.abort();
    return err({ kind: "feed.timeout", feed, afterMs: timeoutMs });
  });
  const given = new Promise<Result<T, FeedRefusal>>((resolve) => {
    inner.signal.addEventListener("abort", () => resolve(err({ kind: "feed.canceled", feed })), { once: true });
  });
  try {
    const answer = await Promise.race([work(inner.signal), over, given]);
    // Whatever the work made of being aborted: why it was aborted is known here.
    if (signal.aborted) return err({ kind: "feed.canceled", feed });
    return inner.signal.aborted ? err({ kind: "feed.timeout", feed, afterMs: timeoutMs }) : answer;
  } finally {
    signal.removeEventListener("abort", giveUp);
    timer.abort();
    inner.abort();
  }
}
