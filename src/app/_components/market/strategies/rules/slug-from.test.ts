import { describe, expect, it } from "vitest";
import { slugFault } from "@/modules/strategy";
import { slugFrom } from "./slug-from";

describe("a name made of a title", () => {
  it.each([
    ["Pullback, 2 ATR", "pullback-2-atr"],
    ["  200-day Übergang ", "day-u-bergang"],
    ["!!!", ""],
    ["x".repeat(60), "x".repeat(40)],
    [`${"x".repeat(39)} y`, "x".repeat(39)],
  ])("%j is %j", (title, slug) => {
    expect(slugFrom(title)).toBe(slug);
  });

  it("is one that can be had", () => {
    for (const title of ["RSI reversion", "Moving average cross", "A 1"])
      expect(slugFault(slugFrom(title), [])).toBeNull();
  });
});
