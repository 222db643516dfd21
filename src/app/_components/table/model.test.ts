import { describe, expect, it } from "vitest";
import type { CellValue, TableColumn } from "./column";
import { shownColumns, sortedRows } from "./model";

interface Line {
  readonly name: string;
  readonly size: CellValue;
}

const COLUMNS: readonly TableColumn<Line>[] = [
  { id: "name", header: "Name", value: ({ name }) => name },
  { id: "size", header: "Size", value: ({ size }) => size },
  { id: "twice", header: "Twice", value: ({ size }) => size },
];
const LINES: readonly Line[] = [
  { name: "b", size: 2 },
  { name: "unknown", size: null },
  { name: "a10", size: 10 },
  { name: "a2", size: 2 },
];
const ROWS = LINES.map((data) => ({ id: data.name, data }));
const names = (id: string, desc: boolean) => sortedRows(ROWS, COLUMNS, { id, desc }).map((row) => row.id);

describe("rows of a table", () => {
  it("are sorted by numbers and by text as people sort it", () => {
    expect(names("size", false)).toEqual(["b", "a2", "a10", "unknown"]);
    expect(names("name", false)).toEqual(["a2", "a10", "b", "unknown"]);
  });

  it("keep the order of equal ones, and unknown ones last, in both directions", () => {
    expect(names("size", true)).toEqual(["a10", "b", "a2", "unknown"]);
  });

  it("stay as they came without a column to sort by", () => {
    expect(sortedRows(ROWS, COLUMNS, null)).toBe(ROWS);
    expect(names("gone", true)).toEqual(ROWS.map(({ id }) => id));
  });
});

it("shows columns in the person's order, new ones behind, hidden ones not", () => {
  const shown = shownColumns(COLUMNS, { order: ["twice", "name"], hidden: ["name"] });
  expect(shown.map(({ id }) => id)).toEqual(["twice", "size"]);
});
