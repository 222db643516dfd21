import { describe, expect, it } from "vitest";
import { makeObv } from "./obv";

describe("makeObv", () => {
  it("adds volume on a higher close, takes it off on a lower one, keeps still on an equal one", () => {
    const obv = makeObv();
    const bars = [
      [10, 5],
      [11, 7],
      [11, 100],
      [9, 3],
    ];
    expect(bars.map(([close = 0, volume = 0]) => obv.next(close, volume))).toEqual([0, 7, 7, 4]);
  });
});
