import { expect, it } from "vitest";
import { blocksOf, placesWith } from "./use-rows-in-sight";

const range = { startIndex: 100, endIndex: 120, overscan: 2, count: 500 };

it.each([
  [null, 98, 122],
  [110, 98, 122],
  [3, 3, 122],
  [400, 98, 400],
  [500, 98, 122],
])("draws what is in sight and the row that must stay: %s", (kept, first, last) => {
  const places = placesWith(range, kept);
  expect([places[0], places.at(-1)]).toEqual([first, last]);
  expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
});

it.each([
  [
    { from: 0, to: 1 },
    { from: 0, to: 50 },
  ],
  [
    { from: 0, to: 50 },
    { from: 0, to: 50 },
  ],
  [
    { from: 49, to: 51 },
    { from: 0, to: 100 },
  ],
  [
    { from: 120, to: 160 },
    { from: 100, to: 170 },
  ],
  [
    { from: 0, to: 0 },
    { from: 0, to: 50 },
  ],
])("asks for whole blocks: %o is %o", (inSight, blocks) => {
  expect(blocksOf(inSight, 50, 170)).toEqual(blocks);
});

it("asks for nothing of an empty table", () => {
  expect(blocksOf({ from: 0, to: 1 }, 50, 0)).toEqual({ from: 0, to: 0 });
});
