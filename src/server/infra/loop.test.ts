import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { deferred } from "./deferred";
import { silentLogger } from "./logger";
import { retrying, startLoop } from "./loop";

const FOREVER_MS = 2_000_000_000;

describe("loop", () => {
  it("goes on at once while there is more to do", async () => {
    let rounds = 0;
    const done = deferred();
    const loop = startLoop({
      name: "test",
      everyMs: FOREVER_MS,
      log: silentLogger,
      round: async () => {
        rounds += 1;
        if (rounds === 3) done.resolve();
        return rounds < 3;
      },
    });
    await done.promise;
    await loop.stop();
    expect(rounds).toBe(3);
  });

  it("never runs two rounds at once, and does not lose a wake-up that comes during one", async () => {
    let running = 0;
    let rounds = 0;
    const inFirst = deferred();
    const mayEnd = deferred();
    const second = deferred();
    const loop = startLoop({
      name: "test",
      everyMs: FOREVER_MS,
      log: silentLogger,
      round: async () => {
        running += 1;
        rounds += 1;
        expect(running).toBe(1);
        if (rounds === 1) {
          inFirst.resolve();
          await mayEnd.promise;
        }
        running -= 1;
        if (rounds === 2) second.resolve();
        return false;
      },
    });
    await inFirst.promise;
    loop.wake();
    mayEnd.resolve();
    await second.promise;
    await loop.stop();
  });

  it("does together what it is woken for in a short while", async () => {
    const GAP_MS = 40;
    const begun: number[] = [];
    const [first, second] = [deferred(), deferred()];
    const loop = startLoop({
      name: "test",
      everyMs: FOREVER_MS,
      gapMs: GAP_MS,
      log: silentLogger,
      round: async () => {
        begun.push(performance.now());
        (begun.length === 1 ? first : second).resolve();
        return false;
      },
    });
    await first.promise;
    // It has rested for longer than that.
    await sleep(GAP_MS + 10);
    const wokenMs = performance.now();
    for (let wakes = 0; wakes < 3; wakes += 1) {
      loop.wake();
      await Promise.resolve();
    }
    await second.promise;
    await loop.stop();
    expect(begun).toHaveLength(2);
    // A timer may be a moment early by this clock.
    expect((begun[1] ?? 0) - wokenMs).toBeGreaterThanOrEqual(GAP_MS - 2);
  });

  it("begins no other round once it is told to stop", async () => {
    let rounds = 0;
    const begun = deferred();
    const loop = startLoop({
      name: "test",
      everyMs: FOREVER_MS,
      log: silentLogger,
      round: async () => {
        rounds += 1;
        begun.resolve();
        return false;
      },
    });
    await begun.promise;
    await new Promise((resolve) => setImmediate(resolve));
    await loop.stop();
    expect(rounds).toBe(1);
  });

  it("survives a round that throws", async () => {
    let rounds = 0;
    const again = deferred();
    const loop = startLoop({
      name: "test",
      everyMs: 1,
      log: silentLogger,
      round: async () => {
        rounds += 1;
        if (rounds === 1) throw new Error("once");
        again.resolve();
        return false;
      },
    });
    await again.promise;
    await loop.stop();
    expect(rounds).toBeGreaterThan(1);
  });
});

describe("retrying", () => {
  it("returns the first success and gives up after so many tries", async () => {
    let calls = 0;
    const failing = (until: number) => async () => {
      calls += 1;
      if (calls < until) throw new Error(`try ${calls}`);
      return calls;
    };
    expect(await retrying({ tries: 3, firstPauseMs: 1 }, failing(3))).toBe(3);
    calls = 0;
    await expect(retrying({ tries: 2, firstPauseMs: 1 }, failing(9))).rejects.toThrow("try 2");
  });
});
