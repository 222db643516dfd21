import { expect, it } from "vitest";
import { isPriceJump, isQuarantineReason, isReleasable } from "./quarantine";

it.each([
  [100, 100, false],
  [100, 1900, false],
  [1900, 100, false],
  [100, 2100, true],
  [2100, 100, true],
  [1, 100, true],
] as const)("%d beside %d is a jump: %s", (price, neighbour, jump) => {
  expect(isPriceJump(price, neighbour)).toBe(jump);
});

it.each([
  ["price_jump", true],
  ["currency_differs", true],
  ["price_not_positive", false],
  ["value_missing", false],
  ["time_repeats", false],
  ["malformed", false],
] as const)("%s may be overruled by a person: %s", (reason, may) => {
  expect(isReleasable(reason)).toBe(may);
});

it("knows its reasons", () => {
  expect(["clock_off", "", null, "unheard"].map(isQuarantineReason)).toEqual([true, false, false, false]);
});
