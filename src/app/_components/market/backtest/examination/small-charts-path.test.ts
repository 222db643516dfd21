import { describe, expect, it } from "vitest";
import { pathOf, rangeOf } from "./small-charts-path";

describe("small charts", () => {
  const box = { width: 100, height: 50 };

  it("fill their box, lowest at the bottom", () => {
    const values = [1, 3, 2];
    const range = rangeOf(values);
    expect(range).toEqual({ low: 1, high: 3 });
    expect(pathOf(values, range ?? { low: 0, high: 0 }, box)).toBe("M0.0 50.0L50.0 0.0L100.0 25.0");
  });

  it("lift the pen over what is missing, and draw nothing of nothing", () => {
    expect(pathOf([1, null, 2], { low: 1, high: 2 }, box)).toBe("M0.0 50.0M100.0 0.0");
    expect(rangeOf([null, null])).toBeNull();
    expect(pathOf([2], { low: 2, high: 2 }, box)).toBe("M0.0 50.0");
  });
});
