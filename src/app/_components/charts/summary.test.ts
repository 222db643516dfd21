import { describe, expect, it } from "vitest";
import { barColumnsOf } from "@/modules/data";
import { changeBetween, summarizeSpan } from "./summary";

const bars = barColumnsOf([
  { time: 1, open: 10, high: 12, low: 9, close: 10, volume: 1 },
  { time: 2, open: 10, high: 20, low: 10, close: 15, volume: 1 },
  { time: 3, open: 15, high: 16, low: 5, close: 12, volume: 1 },
]);

describe("summarizeSpan", () => {
  it("tells ends, extremes and changes", () => {
    expect(summarizeSpan(bars, 0, 2)).toEqual({
      bars: 3,
      firstMs: 1,
      lastMs: 3,
      lastClose: 12,
      lastChange: 12 / 15 - 1,
      spanChange: 12 / 10 - 1,
      highest: 20,
      highestMs: 2,
      lowest: 5,
      lowestMs: 3,
    });
  });

  it("holds the span to the bars there are, fractions of a bar too", () => {
    expect(summarizeSpan(bars, -5.5, 99)?.bars).toBe(3);
    expect(summarizeSpan(bars, 0.4, 1.9)).toMatchObject({ bars: 1, firstMs: 2, lastMs: 2 });
  });

  it("has nothing to say without a bar", () => {
    expect(summarizeSpan(barColumnsOf([]), 0, 10)).toBeNull();
    expect(summarizeSpan(bars, 5, 9)).toBeNull();
  });

  it("knows no change from nothing or from zero", () => {
    expect(summarizeSpan(bars, 0, 0)?.lastChange).toBeNull();
    expect([changeBetween(0, 1), changeBetween(-1, 1), changeBetween(undefined, 1)]).toEqual([null, null, null]);
  });
});
