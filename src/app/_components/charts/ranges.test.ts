import { describe, expect, it } from "vitest";
import { resolutionMs } from "@/modules/data";
import { CHART_RANGES, hasGrown, isChartRange, rangeStartMs, usualRange } from "./ranges";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

describe("rangeStartMs", () => {
  it.each([
    ["1M", "2020-03-31", "2020-02-29"],
    ["3M", "2020-05-31", "2020-02-29"],
    ["1Y", "2020-02-29", "2019-02-28"],
    ["5Y", "2020-06-15", "2015-06-15"],
    ["YTD", "2020-06-15", "2020-01-01"],
    ["1M", "2020-01-15", "2019-12-15"],
  ] as const)("%s before %s is %s", (range, last, start) => {
    expect(rangeStartMs(range, day(last))).toBe(day(start));
  });

  it("keeps the time of day", () => {
    expect(rangeStartMs("1M", Date.UTC(2020, 5, 15, 14, 30))).toBe(Date.UTC(2020, 4, 15, 14, 30));
  });

  it("has no start for all of it", () => {
    expect(rangeStartMs("All", day("2020-06-15"))).toBeNull();
  });
});

describe("isChartRange", () => {
  it("knows its own words and no other", () => {
    expect(CHART_RANGES.every(isChartRange)).toBe(true);
    expect([isChartRange("1y"), isChartRange(""), isChartRange(null)]).toEqual([false, false, false]);
  });
});

describe("usualRange", () => {
  it.each([
    ["1m", "1M"],
    ["1h", "1M"],
    ["4h", "1M"],
    ["1d", "1Y"],
    ["1w", "5Y"],
    ["1mo", "5Y"],
  ] as const)("of %s bars is %s", (resolution, range) => {
    expect(usualRange(resolutionMs(resolution))).toBe(range);
  });
});

describe("hasGrown", () => {
  const times = Float64Array.from([1, 2, 3, 4, 5, 6]);

  it.each([
    ["nothing new", 6, false],
    ["one bar that closed", 5, false],
    ["three that closed while nobody looked", 3, false],
    ["a page of a fetch", 2, true],
    ["all of it", 0, true],
  ])("%s", (_, lastSeenMs, jumped) => {
    expect(hasGrown(times, { firstMs: 1, lastMs: lastSeenMs, atStart: true })).toBe(jumped);
  });

  it("holds still over a series that is shorter than a jump", () => {
    expect(hasGrown(Float64Array.from([5, 6]), { firstMs: 5, lastMs: 0, atStart: true })).toBe(false);
  });

  it("moves when a history comes before all there was, and not when one looks at older bars", () => {
    expect(hasGrown(times, { firstMs: 4, lastMs: 6, atStart: true })).toBe(true);
    expect(hasGrown(times, { firstMs: 4, lastMs: 6, atStart: false })).toBe(false);
  });
});
