import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf, someBars } from "../testing";
import { barColumnsOf } from "./bar-columns";
import { rollUp } from "./roll-up";

const minute = (index: number) => Date.UTC(2020, 0, 2, 9, 30) + index * 60_000;
const bar = (index: number, open: number, high: number, low: number, close: number) => {
  return { time: minute(index), open, high, low, close, volume: 10 };
};

describe("rollUp", () => {
  it("takes first open, highest, lowest, last close and all volume, by the clock", () => {
    const fine = barColumnsOf([bar(3, 5, 9, 4, 6), bar(4, 6, 7, 2, 3), bar(5, 3, 4, 3, 4), bar(12, 8, 8, 8, 8)]);
    expect(rowsOf(rollUp(fine, 5))).toEqual([
      { time: minute(0), open: 5, high: 9, low: 2, close: 3, volume: 20 },
      { time: minute(5), open: 3, high: 4, low: 3, close: 4, volume: 10 },
      { time: minute(10), open: 8, high: 8, low: 8, close: 8, volume: 10 },
    ]);
  });

  it("gives the same 15m from 1m as from 5m, and keeps 1m as it is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer(),
        fc.constantFrom(60_000, 120_000, 240_000),
        (count, seed, stepMs) => {
          const fine = someBars({ count, seed, stepMs });
          expect(rowsOf(rollUp(fine, 1))).toEqual(rowsOf(fine));
          expect(rowsOf(rollUp(rollUp(fine, 5), 15))).toEqual(rowsOf(rollUp(fine, 15)));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("counts from midnight UTC before 1970 too, and refuses a bucket that does not divide the hour", () => {
    const old = barColumnsOf([{ ...bar(0, 1, 1, 1, 1), time: Date.UTC(1950, 0, 1, 0, 7) }]);
    expect(rollUp(old, 5).time[0]).toBe(Date.UTC(1950, 0, 1, 0, 5));
    expect(() => rollUp(old, 7)).toThrow("divides the hour");
  });
});
