import { describe, expect, it } from "vitest";
import { cellNamed, isListDate, parseDate, parsePositive } from "./cells";

describe("cells", () => {
  it("are found by the first name that has something", () => {
    const record = {
      line: 1,
      cells: new Map([
        ["ticker", "A"],
        ["symbol", ""],
      ]),
    };
    expect(cellNamed(record, ["symbol", "ticker"])).toEqual({ column: "ticker", text: "A" });
    expect(cellNamed(record, ["name"])).toBeNull();
  });

  it("hold dates that exist", () => {
    expect(parseDate("2024-02-29")).toBe(Date.UTC(2024, 1, 29));
    expect(parseDate("20240229")).toBe(Date.UTC(2024, 1, 29));
    for (const text of ["2023-02-29", "2024-2-9", "29.02.2024", "", "2024-02-29T00:00Z"])
      expect(parseDate(text)).toBeNull();
    expect([
      isListDate(Date.UTC(1899, 11, 31)),
      isListDate(Date.UTC(1900, 0, 1)),
      isListDate(Date.UTC(2100, 0, 1)),
    ]).toEqual([false, true, false]);
  });

  it("hold amounts above zero, as they were written", () => {
    expect(["0.820", "7", ".5", "$1.25", "3."].map(parsePositive)).toEqual(["0.820", "7", ".5", "1.25", "3."]);
    expect(["0", "0.00", "-1", "1e3", "1,5", "NaN", "", "1".repeat(16)].map(parsePositive)).toEqual(
      Array(8).fill(null),
    );
  });
});
