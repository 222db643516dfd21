import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admit, afterAnswer, afterCanceled, afterFailure, BREAKER_CLOSED, type BreakerState } from "./breaker";

const LIMITS = { failuresMax: 3, openMs: 100, openMaxMs: 350 };

function failTimes(times: number, nowMs: number, from: BreakerState = BREAKER_CLOSED): BreakerState {
  let breaker = from;
  for (let i = 0; i < times; i += 1) breaker = afterFailure(breaker, nowMs, LIMITS);
  return breaker;
}

function probing(breaker: BreakerState, nowMs: number): BreakerState {
  const door = admit(breaker, nowMs);
  if (!door.admitted) throw new Error("not admitted");
  return door.next;
}

describe("circuit breaker", () => {
  it("opens at the last of the allowed failures in a row, and not before", () => {
    expect(failTimes(2, 0)).toEqual({ state: "closed", failures: 2 });
    expect(failTimes(3, 0)).toEqual({ state: "open", untilMs: 100, openings: 1 });
  });

  it("forgets failures at the first answer", () => {
    expect(failTimes(2, 0, afterAnswer())).toEqual({ state: "closed", failures: 2 });
  });

  it("refuses until its time is over, then lets one probe through", () => {
    const open = failTimes(3, 0);
    expect(admit(open, 99)).toEqual({ admitted: false, untilMs: 100 });
    const probe = probing(open, 100);
    expect(probe).toEqual({ state: "probing", sinceMs: 100, openings: 1 });
    expect(admit(probe, 101).admitted).toBe(false);
  });

  it("stays open twice as long after each probe that fails, up to its bound", () => {
    let breaker = failTimes(3, 0);
    const spans: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const at = breaker.state === "open" ? breaker.untilMs : 0;
      breaker = afterFailure(probing(breaker, at), at, LIMITS);
      if (breaker.state === "open") spans.push(breaker.untilMs - at);
    }
    expect(spans).toEqual([200, 350, 350, 350]);
  });

  it("asks again at once after a probe that was given up, and forgets one that was lost", () => {
    const probe = probing(failTimes(3, 0), 100);
    expect(admit(afterCanceled(probe, 150), 150).admitted).toBe(true);
    expect(admit(probe, 100 + 120_000).admitted).toBe(true);
  });

  it("ignores late failures of calls that were under way when it opened", () => {
    const open = failTimes(3, 0);
    expect(afterFailure(open, 50, LIMITS)).toBe(open);
  });

  it("always lets somebody through in the end", () => {
    const step = fc.oneof(fc.constant("answer"), fc.constant("failure"), fc.constant("canceled"), fc.constant("ask"));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let breaker = BREAKER_CLOSED;
        let nowMs = 0;
        for (const what of steps) {
          nowMs += 10;
          const door = admit(breaker, nowMs);
          if (what === "ask" && door.admitted) breaker = door.next;
          if (what === "answer") breaker = afterAnswer();
          if (what === "failure") breaker = afterFailure(breaker, nowMs, LIMITS);
          if (what === "canceled") breaker = afterCanceled(breaker, nowMs);
        }
        const last = admit(breaker, nowMs);
        expect(last.admitted || admit(breaker, last.untilMs).admitted).toBe(true);
      }),
    );
  });
});
