import { describe, expect, it } from "vitest";
import { makeChoppiness, makeUlcerIndex } from "./volatility";

describe("makeChoppiness", () => {
  it("is 0 for a straight line and 100 for going back and forth over the same range", () => {
    const [straight, choppy, still] = [makeChoppiness(4), makeChoppiness(4), makeChoppiness(4)];
    const run = (next: (i: number) => number) => Array.from({ length: 8 }, (_, i) => next(i)).at(-1);
    expect(run((i) => straight.next(i + 1, i, i + 1))).toBeCloseTo(0, 12);
    expect(run((i) => choppy.next(2, 1, i % 2 === 0 ? 1 : 2))).toBeCloseTo(100, 12);
    expect(run(() => still.next(1, 1, 1))).toBeNaN();
  });
});

describe("makeUlcerIndex", () => {
  it("is the root mean square of drawdowns from the highest so far in the window", () => {
    const ulcer = makeUlcerIndex(3);
    const values = [100, 90, 95, 100].map((value) => ulcer.next(value));
    expect(values[1]).toBeNaN();
    expect(values[2]).toBeCloseTo(Math.sqrt((0 + 100 + 25) / 3), 12);
    // The first 100 has left: 90, 95, 100 only rise.
    expect(values[3]).toBe(0);
  });

  it("has no value where nothing is above 0", () => {
    const ulcer = makeUlcerIndex(1);
    expect(ulcer.next(0)).toBeNaN();
  });
});
