import { expect, it } from "vitest";
import { isPriceJump } from "./quarantine";

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
