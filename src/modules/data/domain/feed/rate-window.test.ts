import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateWindow } from "./rate-window";

describe("rate window", () => {
  it("lets as many go at once as the window holds, and the next when the first has left it", () => {
    const window = new RateWindow({ requests: 2, windowMs: 1000 });
    expect([window.take(0), window.take(10), window.take(20)]).toEqual([0, 0, 980]);
    expect(window.left(20)).toBe(0);
    expect(window.take(1005)).toBe(5);
  });

  it("holds everybody until the source's own moment", () => {
    const window = new RateWindow({ requests: 5, windowMs: 1000 });
    window.block(700);
    expect(window.left(699)).toBe(0);
    expect(window.take(200)).toBe(500);
    expect(window.left(700)).toBe(4);
  });

  it("tells those in no hurry to wait until as many places as they leave are free", () => {
    const window = new RateWindow({ requests: 4, windowMs: 1000 });
    expect(window.waitToLeaveMs(0, 2)).toBe(0);
    window.take(0);
    expect(window.waitToLeaveMs(10, 2)).toBe(0);
    window.take(10);
    expect(window.waitToLeaveMs(20, 2)).toBe(980);
    window.take(20);
    expect(window.waitToLeaveMs(20, 2)).toBe(990);
    expect(window.take(20)).toBe(0);
    expect(window.waitToLeaveMs(1015, 2)).toBe(5);
    window.block(3000);
    expect(window.waitToLeaveMs(2500, 2)).toBe(500);
  });

  it("lets those in no hurry through in the end where there is but one place", () => {
    const window = new RateWindow({ requests: 1, windowMs: 1000 });
    expect(window.waitToLeaveMs(0, 1)).toBe(0);
    window.take(0);
    expect(window.waitToLeaveMs(400, 1)).toBe(600);
  });

  it("never lets more through in any window than the source allows, whenever they come", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 50 }),
        (requests, gaps) => {
          const window = new RateWindow({ requests, windowMs: 1000 });
          let nowMs = 0;
          const sentMs = gaps.map((gap) => {
            nowMs += gap;
            return nowMs + window.take(nowMs);
          });
          const spans = sentMs.slice(requests).map((at, index) => at - (sentMs[index] ?? 0));
          expect(spans.filter((span) => span < 1000)).toEqual([]);
        },
      ),
    );
  });
});
