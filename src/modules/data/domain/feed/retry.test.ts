import { describe, expect, it } from "vitest";
import type { FeedRefusal } from "./feed";
import { isOutage, mayPass, pauseBeforeRetry } from "./retry";

const LIMITS = { tries: 5, pauseMs: 100, pauseMaxMs: 500 };
const feed = "yahoo";

describe("retries", () => {
  it("pauses twice as long each time, up to a bound, half of it by chance", () => {
    expect([1, 2, 3, 4].map((attempt) => pauseBeforeRetry(attempt, LIMITS, 0))).toEqual([50, 100, 200, 250]);
    expect(pauseBeforeRetry(1, LIMITS, 0.5)).toBe(75);
  });

  const CASES: readonly (readonly [FeedRefusal, boolean, boolean])[] = [
    [{ kind: "feed.unavailable", feed, status: null }, true, true],
    [{ kind: "feed.unavailable", feed, status: 503 }, true, true],
    [{ kind: "feed.unavailable", feed, status: 400 }, false, false],
    [{ kind: "feed.timeout", feed, afterMs: 1 }, true, true],
    [{ kind: "feed.rate_limited", feed, retryAfterMs: null }, true, false],
    [{ kind: "feed.malformed", feed, what: "HTML", sample: "" }, true, false],
    [{ kind: "feed.symbol_unknown", feed, alias: "X" }, false, false],
    [{ kind: "feed.unsupported", feed, what: "1m" }, false, false],
    [{ kind: "feed.unauthorized", feed }, false, false],
    [{ kind: "feed.circuit_open", feed, untilMs: 1 }, false, false],
    [{ kind: "feed.disabled", feed }, false, false],
    [{ kind: "feed.canceled", feed }, false, false],
  ];
  it.each(CASES)("%j: tried again %s, an outage %s", (refusal, again, outage) => {
    expect([mayPass(refusal), isOutage(refusal)]).toEqual([again, outage]);
  });
});
