import { describe, expect, it } from "vitest";
import { makeAtr, makeTrueRange } from "./atr";

describe("true range and its average", () => {
  it("counts a gap from the previous close, up and down", () => {
    const range = makeTrueRange();
    expect(range.next(10, 9, 9.5)).toBeNaN();
    expect(range.next(12, 11.5, 11.75)).toBe(2.5);
    expect(range.next(11, 8, 9)).toBe(3.75);
  });

  it("averages from the second bar on, then smooths as Wilder", () => {
    const atr = makeAtr(2);
    const values = [
      [10, 9, 9.5],
      [12, 11.5, 11.75],
      [11, 8, 9],
      [10, 9, 9],
    ].map(([high = 0, low = 0, close = 0]) => atr.next(high, low, close));
    expect(values).toEqual([Number.NaN, Number.NaN, 3.125, (3.125 + 1) / 2]);
  });
});
