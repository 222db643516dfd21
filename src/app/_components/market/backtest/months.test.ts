import { describe, expect, it } from "vitest";
import { heatPercent, yearRows } from "./months";

const month = (year: number, of: number, value: number) => ({ year, month: of, return: value });

describe("yearRows", () => {
  it("puts months in their year, newest first, and compounds the year", () => {
    const rows = yearRows([month(2019, 12, 0.1), month(2020, 1, 0.5), month(2020, 3, -0.5)]);
    expect(rows.map(({ year }) => year)).toEqual([2020, 2019]);
    expect(rows[0]?.months.slice(0, 4)).toEqual([0.5, null, -0.5, null]);
    expect(rows[0]?.total).toBeCloseTo(-0.25, 12);
    expect(rows[1]?.total).toBeCloseTo(0.1, 12);
  });

  it("has twelve months a year and leaves out what is no month", () => {
    expect(yearRows([month(2020, 13, 1), month(2020, 0, 1)])).toEqual([]);
    expect(yearRows([month(2020, 6, 0)])[0]?.months).toHaveLength(12);
  });
});

describe("heatPercent", () => {
  it("grows with the size of the return and stops", () => {
    expect([null, 0, 0.05, -0.05, 0.1, -9].map(heatPercent)).toEqual([0, 0, 23, 23, 46, 46]);
  });
});
