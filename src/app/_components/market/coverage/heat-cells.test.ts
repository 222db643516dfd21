import { expect, it } from "vitest";
import { cellsOf, type MapRow, placesOf, zoomInto } from "./heat-cells";

const row = (at: number[], bars: number[], missing: number[]): MapRow => ({
  symbol: "SPY",
  resolution: "1d",
  at,
  bars,
  missing,
});

it("has a place for every year of any series, twelve months, or the days of the month", () => {
  const rows = [row([2001, 2004], [1, 1], [0, 0]), row([1999], [1], [0]), row([], [], [])];
  expect(placesOf({ by: "year" }, rows)).toEqual([1999, 2000, 2001, 2002, 2003, 2004]);
  expect(placesOf({ by: "year" }, [])).toEqual([]);
  expect(placesOf({ by: "month", year: 2020 }, rows)).toHaveLength(12);
  expect(placesOf({ by: "day", year: 2024, month: 2 }, rows)).toHaveLength(29);
  expect(placesOf({ by: "day", year: 2023, month: 12 }, rows)).toHaveLength(31);
});

it("tells whole from holed from empty", () => {
  const cells = cellsOf(row([1, 2, 3], [100, 95, 10], [0, 5, 90]), [1, 2, 3, 4]);
  expect(cells.map(({ level }) => level)).toEqual(["full", "some", "much", "none"]);
  expect(cells[1]?.share).toBe(0.95);
  expect(cellsOf(row([5], [0], [20]), [5])[0]?.level).toBe("much");
  expect(cellsOf(undefined, [1])[0]?.level).toBe("none");
});

it("goes from years to months to days and no further", () => {
  expect(zoomInto({ by: "year" }, 2020)).toEqual({ by: "month", year: 2020 });
  expect(zoomInto({ by: "month", year: 2020 }, 3)).toEqual({ by: "day", year: 2020, month: 3 });
  expect(zoomInto({ by: "day", year: 2020, month: 3 }, 4)).toBeNull();
});
