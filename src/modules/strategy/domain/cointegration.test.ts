import { describe, expect, it } from "vitest";
import { ENGLE_GRANGER_5_PERCENT, fitPair } from "./cointegration";

/** A seeded stream of numbers from -0.5 to 0.5. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** 300 sums of it. */
function walkOf(draw: () => number): readonly number[] {
  let sum = 0;
  return Array.from({ length: 300 }, () => {
    sum += draw();
    return sum;
  });
}

describe("fitPair", () => {
  it("fits the line of least squares and measures the newest pair from it", () => {
    // By hand: means 2.5 and 5.25, Sxy 9.5, Sxx 5; distances 0.1, -0.8, 1.3, -0.6, whose squares are 2.7 in all.
    const fit = fitPair([1, 2, 3, 4], [2.5, 3.5, 7.5, 7.5]);
    expect(fit?.slope).toBeCloseTo(1.9, 12);
    expect(fit?.intercept).toBeCloseTo(0.5, 12);
    expect(fit?.zscore).toBeCloseTo(-0.6 / Math.sqrt(2.7 / 4), 12);
    // Lagged squares 2.34; products 0.1·(-0.9) - 0.8·2.1 + 1.3·(-1.9) = -4.24; b -1.811966; squared errors 1.147265 over 2.
    expect(fit?.dickeyFuller).toBeCloseTo(-1.8119658 / Math.sqrt(1.147265 / 2 / 2.34), 5);
  });

  it("tells a pair that comes back from two walks that have nothing in common", () => {
    const [draw, other] = [noise(7), noise(11)];
    const walk = walkOf(draw);
    const tied = walk.map((value) => 2 * value + other());
    const alone = walkOf(other);
    expect(fitPair(walk, tied)?.dickeyFuller).toBeLessThan(ENGLE_GRANGER_5_PERCENT * 3);
    expect(fitPair(walk, alone)?.dickeyFuller).toBeGreaterThan(ENGLE_GRANGER_5_PERCENT);
  });

  it.each([
    ["no line through equal values", [5, 5, 5], [1, 2, 3]],
    ["nothing that could come back from a perfect line", [1, 2, 3], [2, 4, 6]],
    ["a number that is none", [1, Number.NaN, 3], [1, 2, 3]],
  ])("finds %s", (_, x, y) => {
    expect(fitPair(x, y)).toBeNull();
  });
});
