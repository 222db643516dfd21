import { describe, expect, it } from "vitest";
import { makeVwap, makeVwma } from "./volume-average";

describe("makeVwma", () => {
  it("weighs closes by volume, and has no value for a window without any", () => {
    const vwma = makeVwma(2);
    const bars = [
      [10, 1],
      [20, 3],
      [30, 0],
      [40, 0],
    ];
    expect(bars.map(([close = 0, volume = 0]) => vwma.next(close, volume))).toEqual([Number.NaN, 17.5, 20, Number.NaN]);
  });
});

describe("makeVwap", () => {
  it("adds up from the first bar that had volume", () => {
    const vwap = makeVwap();
    expect(vwap.next(12, 9, 9, 0)).toBeNaN();
    expect(vwap.next(12, 9, 9, 2)).toBe(10);
    expect(vwap.next(24, 18, 18, 2)).toBe(15);
  });
});
