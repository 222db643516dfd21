import { describe, expect, it } from "vitest";
import { makeIchimoku } from "./ichimoku";

describe("makeIchimoku", () => {
  it("shows the middles of past ranges, and the cloud as many bars later as the base line is long", () => {
    const ichimoku = makeIchimoku(1, 2, 3);
    const lines = [1, 2, 3, 4, 5, 6].map((price) => ({ ...ichimoku.next(price + 1, price - 1) }));
    expect(lines.map((line) => line.conversion)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lines.map((line) => line.base)).toEqual([Number.NaN, 1.5, 2.5, 3.5, 4.5, 5.5]);
    expect(lines.map((line) => line.spanA)).toEqual([...Array(3).fill(Number.NaN), 1.75, 2.75, 3.75]);
    expect(lines.map((line) => line.spanB)).toEqual([...Array(4).fill(Number.NaN), 2, 3]);
  });
});
