import { describe, expect, it } from "vitest";
import { followNewest, isBehind, isChanged, type Newest, openEditing } from "./editing";

const V2: Newest = { number: 2, source: "two" };
const V3: Newest = { number: 3, source: "three" };
const draftOf = (source: string, base: number) => ({ source, base, keptAtMs: 0 });

describe("the text one opens", () => {
  it("is the newest version where nothing was kept", () => {
    expect(openEditing(V3, null)).toEqual({ source: "three", base: 3 });
  });

  it("is what this browser kept, begun where it was begun", () => {
    expect(openEditing(V3, draftOf("mine", 2))).toEqual({ source: "mine", base: 2 });
  });

  it("is the newest version when that says the same", () => {
    expect(openEditing(V3, draftOf("three", 1))).toEqual({ source: "three", base: 3 });
  });
});

describe("a newer version", () => {
  it("is taken where nothing was changed", () => {
    expect(followNewest({ source: "two", base: 2 }, V2, V3)).toEqual({ source: "three", base: 3 });
  });

  it("leaves changed text alone and puts it behind", () => {
    const mine = { source: "mine", base: 2 };
    expect(followNewest(mine, V2, V3)).toBe(mine);
    expect(isBehind(mine, V3)).toBe(true);
  });

  it("that is this very text makes it unchanged", () => {
    const saved = followNewest({ source: "three", base: 2 }, V2, V3);
    expect([isChanged(saved, V3), isBehind(saved, V3)]).toEqual([false, false]);
  });
});

it("a change of the newest version is changed and not behind", () => {
  const editing = { source: "mine", base: 3 };
  expect([isChanged(editing, V3), isBehind(editing, V3)]).toEqual([true, false]);
});
