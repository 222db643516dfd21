import { describe, expect, it } from "vitest";
import { fitLayout, moveColumn } from "./layout";

const COLUMNS = [{ id: "symbol", pinned: true }, { id: "price" }, { id: "volume" }, { id: "note", hidden: true }];
const SORT = { id: "price", desc: true };

describe("fitLayout", () => {
  it("without a stored one is what the code says", () => {
    expect(fitLayout(null, COLUMNS, SORT)).toEqual({
      order: ["symbol", "price", "volume", "note"],
      hidden: ["note"],
      sort: SORT,
    });
  });

  it("forgets columns that are gone and places new ones where the code has them", () => {
    const stored = { order: ["old", "volume", "symbol"], hidden: ["old"], sort: { id: "old", desc: false } };
    expect(fitLayout(stored, COLUMNS, SORT)).toEqual({
      order: ["symbol", "volume", "price", "note"],
      hidden: ["note"],
      sort: SORT,
    });
  });

  it("keeps the pinned column first and in sight, whatever was stored", () => {
    const stored = { order: ["note", "volume", "price", "symbol"], hidden: ["symbol", "volume"], sort: null };
    const fitted = fitLayout(stored, COLUMNS, null);
    expect(fitted.order).toEqual(["symbol", "note", "volume", "price"]);
    expect(fitted.hidden).toEqual(["volume"]);
  });
});

describe("moveColumn", () => {
  it("swaps with the neighbour and stops at the edge", () => {
    expect(moveColumn(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
    expect(moveColumn(["a", "b"], "a", -1)).toEqual(["a", "b"]);
    expect(moveColumn(["a", "b"], "x", 1)).toEqual(["a", "b"]);
  });
});
