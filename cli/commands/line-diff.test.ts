import { describe, expect, it } from "vitest";
import { lineDiff } from "./line-diff";

const lines = (...all: string[]) => all.join("\n");

describe("line diff", () => {
  it("shows what is only on one side, with the lines around it", () => {
    const left = lines("a", "b", "c", "d", "e", "f", "g", "h");
    expect(lineDiff(left, left.replace("e", "E"), 1)).toEqual(["  d", "- e", "+ E", "  f"]);
    expect(lineDiff(left, lines("a", "b", "c"), 1)).toEqual(["  c", "- d", "- e", "- f", "- g", "- h"]);
    expect(lineDiff(lines("x", "y"), lines("x", "n", "y"))).toEqual(["  x", "+ n", "  y"]);
  });

  it("says nothing of equal texts, and gives up on texts that share nothing and are long", () => {
    expect(lineDiff("same", "same")).toEqual([]);
    const many = (word: string) => Array.from({ length: 5_000 }, (_, at) => `${word}${at}`).join("\n");
    expect(lineDiff(many("a"), many("b"))).toBeNull();
  });
});
