import { describe, expect, it } from "vitest";
import { rowsOf, someBars } from "../../testing/builders";
import { barColumnsOf } from "../bar-columns";
import { sortedByTime } from "./sorted-by-time";

const GOOD = rowsOf(someBars({ count: 5 }));

describe("bars that a person lets in", () => {
  it("are put in the order of time", () => {
    const sorted = sortedByTime(barColumnsOf(GOOD.toReversed()));
    expect(sorted === null ? null : rowsOf(sorted)).toEqual(GOOD);
  });

  it.each([
    ["a time twice", { time: GOOD[0]?.time ?? 0 }],
    ["no time", { time: Number.NaN }],
    ["a zero", { low: 0 }],
    ["no price", { close: Number.NaN }],
    ["a negative volume", { volume: -1 }],
    ["a high below the low", { high: 0.001 }],
  ])("are not let in with %s", (_, change) => {
    expect(sortedByTime(barColumnsOf(GOOD.map((bar, at) => (at === 2 ? { ...bar, ...change } : bar))))).toBeNull();
  });
});
