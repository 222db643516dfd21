import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import { accessTo, isWatchlistColumn, moveItem, watchlistName } from "./watchlist";

const ids = (...numbers: readonly number[]) => numbers.map((id) => InstrumentId.of(id));
const [one, two, nine] = [InstrumentId.of(1), InstrumentId.of(2), InstrumentId.of(9)];

describe("moving", () => {
  it("puts an instrument before another, or at the end", () => {
    expect(moveItem(ids(1, 2, 3), InstrumentId.of(3), one)).toEqual([3, 1, 2]);
    expect(moveItem(ids(1, 2, 3), one, null)).toEqual([2, 3, 1]);
    expect(moveItem(ids(1, 2, 3), two, two)).toEqual([1, 2, 3]);
  });

  it("is refused when either has gone", () => {
    expect([moveItem(ids(1, 2), nine, one), moveItem(ids(1, 2), one, nine)]).toEqual([null, null]);
  });

  it("never loses or doubles one, whatever is moved where", () => {
    const order = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(order, fc.nat(), fc.option(fc.nat()), (numbers, from, to) => {
        const list = ids(...numbers);
        const moved = list[from % list.length] ?? one;
        const before = to === null ? null : (list[to % list.length] ?? null);
        const next = moveItem(list, moved, before) ?? [];
        expect([...next].toSorted((a, b) => a - b)).toEqual([...list].toSorted((a, b) => a - b));
        const follower = before === moved ? list[list.indexOf(moved) + 1] : before;
        expect(next[next.indexOf(moved) + 1] ?? null).toBe(follower ?? null);
      }),
    );
  });
});

it.each([
  ["  Core  ", "Core"],
  ["", null],
  ["   ", null],
  ["two\nlines", null],
  ["x".repeat(61), null],
])("names a list %j as %j", (written, kept) => {
  expect(watchlistName(written)).toBe(kept);
});

it("knows its columns", () => {
  expect([isWatchlistColumn("last"), isWatchlistColumn("toString"), isWatchlistColumn(1)]).toEqual([
    true,
    false,
    false,
  ]);
});

it.each([
  ["owner", "trader", false, true, true],
  ["owner", "viewer", false, true, false],
  ["other", "trader", false, false, false],
  ["other", "admin", false, false, false],
  ["other", "viewer", true, true, false],
  ["other", "trader", true, true, false],
  ["other", "admin", true, true, true],
] as const)("%s as %s of a list (shared: %s) sees: %s, changes: %s", (userId, role, shared, see, change) => {
  expect(accessTo({ ownerId: "owner", shared }, { userId, role })).toEqual({ see, change });
});
