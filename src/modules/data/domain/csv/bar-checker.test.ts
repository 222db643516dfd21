import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barAt } from "../bar-columns";
import type { Resolution } from "../resolution";
import { timeZoneOf } from "../time-zone";
import { BarChecker, duplicateProblem } from "./bar-checker";
import type { CsvReading } from "./reading";

const columnIndexes = { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 };
const base: CsvReading = {
  delimiter: ",",
  hasHeader: true,
  columns: { time: "Date", open: "Open", high: "High", low: "Low", close: "Close", volume: "Volume" },
  timeFormat: "iso",
  timeZone: "UTC",
  decimalComma: false,
};

function check(lines: readonly string[], resolution: Resolution = "1d", change: Partial<CsvReading> = {}) {
  const reading = { ...base, ...change };
  const zone = timeZoneOf(reading.timeZone);
  if (!zone.ok) throw new Error("no zone");
  const checker = new BarChecker({ reading, columnIndexes, resolution, zone: zone.value });
  lines.forEach((line, index) => {
    checker.check(index + 2, line.split(","));
  });
  const { bars, count, lines: numbers } = checker.take();
  const rows = Array.from({ length: count }, (_, index) => barAt(bars, index));
  return { rows, numbers: Array.from(numbers.slice(0, count)), summary: checker.summary() };
}

describe("BarChecker", () => {
  it("turns a good line into a bar", () => {
    const { rows, numbers, summary } = check(["2020-01-02,1,4,0.5,2,100", "2020-01-03,2,3,1,2.5,"]);
    expect(rows).toEqual([
      { time: Date.UTC(2020, 0, 2), open: 1, high: 4, low: 0.5, close: 2, volume: 100 },
      { time: Date.UTC(2020, 0, 3), open: 2, high: 3, low: 1, close: 2.5, volume: 0 },
    ]);
    expect(numbers).toEqual([2, 3]);
    expect(summary).toMatchObject({ rows: 2, valid: 2, outOfOrder: 0, usualStepMs: 86_400_000 });
  });

  it.each([
    ["2020-01-02,1,1,2,1,5", "bar.high_below_low", "High", "1", "below the low, 2"],
    ["2020-01-02,5,4,1,2,5", "bar.open_outside", "Open", "5", "1 to 4"],
    ["2020-01-02,2,4,1,0.5,5", "bar.close_outside", "Close", "0.5", "1 to 4"],
    ["2020-01-02,0,4,0,2,5", "bar.price_not_positive", "Open", "0", "above 0"],
    ["2020-01-02,-37.63,4,-40,2,5", "bar.price_not_positive", "Open", "-37.63", "above 0"],
    ["2020-01-02,1,1e300,1,2,5", "bar.price_out_of_range", "High", "1e300", "to 1e15 would pass"],
    ["2020-01-02,1,4,1e-300,2,5", "bar.price_out_of_range", "Low", "1e-300", "from 1e-18"],
    ["2020-01-02,1,4,1,2,1e300", "bar.volume_out_of_range", "Volume", "1e300", "to 1e21"],
    ["2020-01-02,1e999,4,1,2,5", "bar.price_malformed", "Open", "1e999", "Not a number"],
    ["2020-01-02,NaN,4,1,2,5", "bar.price_malformed", "Open", "NaN", "like 123.45"],
    ["2020-01-02,1,4,1,2,-5", "bar.volume_negative", "Volume", "-5", "0 or more"],
    ["2020-01-02,1,4,1,2,many", "bar.volume_malformed", "Volume", "many", "like 1200"],
    ["2020-13-02,1,4,1,2,5", "bar.time_malformed", "Date", "2020-13-02", "2024-03-08"],
    ["02/01/2020,1,4,1,2,5", "bar.time_malformed", "Date", "02/01/2020", "2024-03-08"],
    [",1,4,1,2,5", "bar.time_malformed", "Date", "", "2024-03-08"],
    ["1066-10-14,1,4,1,2,5", "bar.time_out_of_range", "Date", "1066-10-14", "1690-01-01 to 2199-12-31"],
    ["2020-01-02,1,4", "row.cells_missing", "Low", "", "has 3 cells"],
  ])("refuses %s: %s", (line, kind, column, value, part) => {
    const { rows, summary } = check([line]);
    expect(rows).toEqual([]);
    expect(summary.problems.first[0]).toMatchObject({ line: 2, kind, column, value });
    expect(summary.problems.first[0]?.message).toContain(part);
  });

  it("names every bad cell of a line, so that it is mended once", () => {
    const { summary } = check(["nonsense,x,y,z,w,v"]);
    expect(summary.problems.first.map(({ column }) => column)).toEqual([
      "Date",
      "Open",
      "High",
      "Low",
      "Close",
      "Volume",
    ]);
    expect(summary.problems.lines).toBe(1);
  });

  it("refuses a second bar of a time, and sorts what is merely out of order", () => {
    const { rows, summary } = check([
      "2020-01-03,1,1,1,1,1",
      "2020-01-02,1,1,1,1,1",
      "2020-01-02,1,1,1,1,1",
      "2020-01-06,1,1,1,1,1",
    ]);
    expect(rows).toHaveLength(3);
    expect(summary).toMatchObject({ outOfOrder: 1, valid: 3 });
    expect(summary.problems.first).toEqual([
      expect.objectContaining({ line: 4, kind: "bar.time_duplicate", value: "2020-01-02" }),
    ]);
  });

  it("takes one bar a week and one a month where those were asked for", () => {
    const weeks = check(["2020-01-06,1,1,1,1,1", "2020-01-10,1,1,1,1,1", "2020-01-13,1,1,1,1,1"], "1w");
    expect(weeks.summary.problems.first).toEqual([expect.objectContaining({ line: 3, kind: "bar.time_duplicate" })]);
    const months = check(["2020-01-31,1,1,1,1,1", "2020-02-01,1,1,1,1,1", "2020-02-28,1,1,1,1,1"], "1mo");
    expect(months.summary.problems.first).toEqual([expect.objectContaining({ line: 4 })]);
  });

  it.each([
    ["2020-01-02 14:31:00Z", "1m", null],
    ["2020-01-02 14:31:30Z", "1m", "bar.time_off_grid"],
    ["2020-01-02 14:31:00Z", "5m", "bar.time_off_grid"],
    ["2020-01-02 14:35:00Z", "5m", null],
    ["2020-01-02 14:35:00Z", "15m", "bar.time_off_grid"],
    ["2020-01-02 14:30:00Z", "1h", null],
    ["2020-01-02", "1m", "bar.time_without_clock"],
    ["2020-01-02", "1w", null],
  ] as const)("%s as %s: %s", (time, resolution, kind) => {
    const { summary } = check([`${time},1,1,1,1,1`], resolution);
    expect(summary.problems.first.map((problem) => problem.kind)).toEqual(kind === null ? [] : [kind]);
  });

  it("reads wall times in their zone and refuses one that clocks jumped over", () => {
    const { rows, summary } = check(
      ["2024-03-08 09:30,1,1,1,1,1", "2024-03-10 02:30,1,1,1,1,1", "2024-03-11 09:30,1,1,1,1,1"],
      "1m",
      { timeZone: "America/New_York" },
    );
    expect(rows.map((bar) => bar?.time)).toEqual([Date.UTC(2024, 2, 8, 14, 30), Date.UTC(2024, 2, 11, 13, 30)]);
    expect(summary.problems.first).toEqual([expect.objectContaining({ line: 3, kind: "bar.time_nonexistent" })]);
  });

  it.each([
    ["2024-01-05", "America/New_York"],
    ["2024-01-05 00:00", "America/New_York"],
    ["2024-01-05 16:00", "America/New_York"],
    ["2024-01-05T00:00:00Z", "America/New_York"],
    ["2024-01-05T05:00:00Z", "America/New_York"],
    ["2024-01-05T21:00:00Z", "America/New_York"],
    ["2024-01-04T15:00:00Z", "Asia/Tokyo"],
    ["2024-01-05T00:00:00-05:00", "America/New_York"],
  ])("a session written as %s at %s is 2024-01-05", (text, timeZone) => {
    expect(check([`${text},1,1,1,1,1`], "1d", { timeZone }).rows[0]?.time).toBe(Date.UTC(2024, 0, 5));
  });

  it("accounts for every line: valid or with a problem, whatever the cells", () => {
    const cell = fc.oneof(
      fc.constantFrom("2020-01-02", "2020-01-03", "1", "2", "-1", "", "x"),
      fc.string({ maxLength: 5 }),
    );
    const line = fc.array(cell, { maxLength: 8 }).map((cells) => cells.join(",").replaceAll("\n", ""));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const { rows, summary } = check(lines);
        expect(summary.rows).toBe(lines.length);
        expect(summary.valid + summary.problems.lines).toBe(lines.length);
        expect(rows).toHaveLength(summary.valid);
        for (const bar of rows) {
          expect(
            bar !== null && bar.low <= Math.min(bar.open, bar.close) && bar.high >= Math.max(bar.open, bar.close),
          ).toBe(true);
        }
      }),
    );
  });
});

describe("duplicateProblem", () => {
  it("names the time as people write it", () => {
    expect(duplicateProblem(9, "time", "", Date.UTC(2020, 0, 2), "1d").message).toContain("session (2020-01-02)");
    expect(duplicateProblem(9, "time", "", Date.UTC(2020, 0, 2, 9, 30), "1m").message).toContain(
      "time (2020-01-02T09:30:00Z)",
    );
  });
});
