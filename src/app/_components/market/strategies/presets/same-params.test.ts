import { expect, it } from "vitest";
import { sameParams } from "./same-params";

it.each([
  ["the same values in another order", { fast: 10, slow: 30 }, { slow: 30, fast: 10 }, true],
  ["another value", { fast: 10 }, { fast: 11 }, false],
  ["a number and its text", { fast: 10 }, { fast: "10" }, false],
  ["one more", { fast: 10 }, { fast: 10, slow: 30 }, false],
  ["one fewer", { fast: 10, slow: 30 }, { fast: 10 }, false],
  ["no number at all", { fast: Number.NaN }, { fast: Number.NaN }, false],
])("%s: %j and %j are the same is %s", (_rule, a, b, same) => {
  expect(sameParams(a, b)).toBe(same);
});
