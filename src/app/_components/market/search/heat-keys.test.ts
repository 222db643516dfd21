import { expect, it } from "vitest";
import { nextCell, within } from "./heat-keys";

const map = { rows: Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => null)) };
const go = (key: string, row: number, column: number, ctrlKey = false) =>
  Object.values(nextCell(map, { row, column }, { key, ctrlKey }) ?? {});

it.each([
  ["ArrowUp", 0, 0, [1, 0]],
  ["ArrowUp", 2, 0, [2, 0]],
  ["ArrowDown", 0, 1, [0, 1]],
  ["ArrowLeft", 1, 0, [1, 0]],
  ["ArrowRight", 1, 3, [1, 3]],
  ["ArrowRight", 1, 2, [1, 3]],
  ["PageUp", 0, 2, [2, 2]],
  ["PageDown", 2, 2, [0, 2]],
  ["Home", 1, 2, [1, 0]],
  ["End", 1, 2, [1, 3]],
] as const)("%s from row %i, column %i", (key, row, column, place) => {
  expect(go(key, row, column)).toEqual(place);
});

it("goes to the corners with Control, and nowhere by other keys", () => {
  expect(go("Home", 1, 2, true)).toEqual([2, 0]);
  expect(go("End", 1, 2, true)).toEqual([0, 3]);
  expect(nextCell(map, { row: 0, column: 0 }, { key: "Tab", ctrlKey: false })).toBeNull();
});

it("has a cell for the keyboard in a map that became smaller, and in one that is empty", () => {
  expect(within(map, { row: 20, column: 9 })).toEqual({ row: 2, column: 3 });
  expect(within({ rows: [] }, { row: 2, column: 3 })).toEqual({ row: 0, column: 0 });
});
