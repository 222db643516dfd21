import { describe, expect, it } from "vitest";
import { makeAlma, makeKama } from "./adaptive";

describe("makeKama", () => {
  it("starts at the price, then moves by the square of a pace between slow and fast", () => {
    const kama = makeKama(2, 1, 3);
    // Straight: |5 - 2| / 3 = 1, pace 1. Back and forth: |4 - 3| / (2 + 1) = 1/3, pace 1/3 · (1 - 1/2) + 1/2 = 2/3.
    expect([2, 3, 5, 4].map((value) => kama.next(value))).toEqual([Number.NaN, 3, 5, 5 + (2 / 3) ** 2 * (4 - 5)]);
  });

  it("is the price where nothing moves", () => {
    const kama = makeKama(2, 2, 30);
    expect([7, 7, 7, 7].map((value) => kama.next(value))).toEqual([Number.NaN, 7, 7, 7]);
  });
});

describe("makeAlma", () => {
  it("weighs by a bell and divides by what the weights add up to", () => {
    const alma = makeAlma(3, 0.5, 3);
    const side = Math.exp(-0.5);
    const values = [1, 2, 6, 4].map((value) => alma.next(value));
    expect(values.slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
    expect(values[2]).toBeCloseTo((side * 1 + 2 + side * 6) / (1 + 2 * side), 12);
    expect(values[3]).toBeCloseTo((side * 2 + 6 + side * 4) / (1 + 2 * side), 12);
  });
});
