import { describe, expect, it } from "vitest";
import { WindowSum } from "./window-sum";

const run = (length: number, values: readonly number[]) => {
  const sum = new WindowSum(length);
  return values.map((value) => sum.next(value));
};

describe("WindowSum", () => {
  it("is the sum of the window, NaN until it is full", () => {
    expect(run(3, [1, 2, 3, 4])).toEqual([Number.NaN, Number.NaN, 6, 9]);
  });

  it("does not drift: tenths that came and went leave nothing behind", () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i < 9990 ? 0.1 * (i % 7) : 0));
    expect(run(10, values).at(-1)).toBe(0);
  });

  it("forgets large values once they left the window", () => {
    expect(run(2, [1e16, 1, 1, 2]).slice(2)).toEqual([2, 3]);
    expect(run(2, [1e300, -1e300, 1, 2]).slice(3)).toEqual([3]);
  });

  it("is NaN while something that is no number is in the window", () => {
    expect(run(2, [1, Number.POSITIVE_INFINITY, 3, 4])).toEqual([Number.NaN, Number.NaN, Number.NaN, 7]);
  });

  it("refuses a length that is no window", () => {
    expect(() => new WindowSum(0)).toThrow("length");
  });
});
