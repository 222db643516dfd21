import { describe, expect, it } from "vitest";
import { sideOf } from "./cross";

describe("the side of a value", () => {
  it.each([
    [3, 2, 1],
    [2, 3, -1],
    [2, 2, 0],
    [100 + 1e-11, 100, 0],
    [100 + 1e-9, 100, 1],
    [1e-300, 0, 1],
    [-1e-300, 0, -1],
    [0, 0, 0],
  ])("of %d beside %d is %d", (left, right, side) => {
    expect(sideOf(left, right)).toBe(side);
  });
});
