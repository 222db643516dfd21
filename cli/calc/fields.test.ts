import { describe, expect, it } from "vitest";
import { parseTime, toJsonColumn, unequalColumn } from "./fields";

describe("parseTime", () => {
  it.each([
    ["2024-03-08T14:30:00Z", Date.UTC(2024, 2, 8, 14, 30)],
    ["2024-03-08T14:30Z", Date.UTC(2024, 2, 8, 14, 30)],
    ["2024-03-08T09:30:00.250-05:00", Date.UTC(2024, 2, 8, 14, 30, 0, 250)],
    ["2024-02-29", Date.UTC(2024, 1, 29)],
    [1_709_908_200_000, 1_709_908_200_000],
    [0, 0],
  ])("%s", (value, expected) => {
    expect(parseTime(value)).toBe(expected);
  });

  it.each([
    ["2024-03-08T14:30:00"],
    ["2023-02-29"],
    ["2024-06-31T00:00:00Z"],
    ["2024-13-01"],
    ["08/03/2024"],
    ["now"],
    [""],
    [1.5],
    [null],
    [{}],
    [9e15],
  ])("refuses %s", (value) => {
    expect(parseTime(value)).toBeNull();
  });
});

describe("columns", () => {
  it("are null where they have no number", () => {
    expect(toJsonColumn(Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 0))).toEqual([1, null, null, 0]);
  });

  it("share one length, or the first that does not is named", () => {
    const [one, two] = [new Float64Array(1), new Float64Array(2)];
    expect(unequalColumn({ open: one, high: one })).toBeNull();
    expect(unequalColumn({})).toBeNull();
    expect(unequalColumn({ open: one, high: undefined, low: two })?.path).toBe("bars.low");
  });
});
