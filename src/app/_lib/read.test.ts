import { describe, expect, it } from "vitest";
import { readFields, readFlag, readList, readNullable, readNumber, readOneOf, readRecord, readText } from "./read";
import { parseStored } from "./stored-text";

const layout = readFields<{ order: readonly string[]; width: number | null }>({
  order: readList(readText(5), 2),
  width: readNullable(readNumber(0, 100)),
});

describe("what was kept", () => {
  it("is read as it was written, without what does not belong to it", () => {
    expect(layout({ order: ["a", "b"], width: 3, more: 1 })).toEqual({ order: ["a", "b"], width: 3 });
    expect(layout({ order: [], width: null })).toEqual({ order: [], width: null });
    expect(readOneOf(["1M", "3M"])("3M")).toBe("3M");
    expect(readFlag(false)).toBe(false);
    expect(readRecord(readText(3), readNumber(0, 1), 2)({ a: 0, b: 1 })).toEqual({ a: 0, b: 1 });
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["a field too few", { order: [] }],
    ["a text that is too long", { order: ["abcdef"], width: null }],
    ["a list that is too long", { order: ["a", "b", "c"], width: null }],
    ["a number out of bounds", { order: [], width: 101 }],
    ["no number", { order: [], width: Number.NaN }],
    ["another type", { order: [1], width: null }],
    ["a prototype", Object.create({ order: [], width: null })],
  ])("is nothing when it is %s", (_, value) => {
    expect(layout(value)).toBeUndefined();
  });

  it("is nothing when a value of a record or a choice is not one", () => {
    const sizes = readRecord(readText(3), readNumber(0, 1), 2);
    for (const value of [{ a: 2 }, { long: 1 }, { a: 1, b: 1, c: 1 }, [], null, "x"])
      expect(sizes(value)).toBeUndefined();
    expect(readOneOf(["1M"])("toString")).toBeUndefined();
  });

  it("is null where there is none or no JSON", () => {
    expect(parseStored(null, readFlag)).toBeNull();
    expect(parseStored("{", readFlag)).toBeNull();
    expect(parseStored('"true"', readFlag)).toBeNull();
    expect(parseStored("true", readFlag)).toBe(true);
  });
});
