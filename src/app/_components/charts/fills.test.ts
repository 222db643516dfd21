import { describe, expect, it } from "vitest";
import { type FillColumns, fillsInSpan, NO_FILLS } from "./fills";

const fillsAt = (times: readonly number[]): FillColumns => ({
  time: Float64Array.from(times),
  price: Float64Array.from(times),
  quantity: Float64Array.from(times, () => 1),
});

describe("fillsInSpan", () => {
  it("takes both ends", () => {
    expect(fillsInSpan(fillsAt([1, 2, 3, 4]), 2, 3)).toEqual({ indices: [1, 2], inSpan: 2 });
  });

  it("takes every fill of one bar", () => {
    expect(fillsInSpan(fillsAt([2, 2, 2]), 2, 2).indices).toEqual([0, 1, 2]);
  });

  it("picks evenly when there are too many, and says how many there are", () => {
    const fills = fillsAt(Array.from({ length: 100 }, (_, index) => index));
    expect(fillsInSpan(fills, 0, 99, 4)).toEqual({ indices: [0, 25, 50, 75], inSpan: 100 });
  });

  it("has nothing where nothing is", () => {
    expect(fillsInSpan(NO_FILLS, 0, 10)).toEqual({ indices: [], inSpan: 0 });
    expect(fillsInSpan(fillsAt([1, 2]), 5, 9)).toEqual({ indices: [], inSpan: 0 });
    expect(fillsInSpan(fillsAt([1, 2]), 9, 5)).toEqual({ indices: [], inSpan: 0 });
  });
});
