import { describe, expect, it } from "vitest";
import { boundText, isBeyondPrices, PRICE_MAX, PRICE_MIN } from "./price-bounds";

describe("isBeyondPrices", () => {
  it.each([
    ["the bounds themselves", PRICE_MIN, false],
    ["the upper one", PRICE_MAX, false],
    ["a coin in a weak currency", 4.2e12, false],
    ["a coin of many zeros in another", 3e-14, false],
    ["what no double should hold", 1e300, true],
    ["what is nearly nothing", 1e-300, true],
  ])("%s", (_, price, beyond) => {
    expect(isBeyondPrices(price)).toBe(beyond);
  });
});

it("writes a bound in short", () => {
  expect([PRICE_MIN, PRICE_MAX].map(boundText)).toEqual(["1e-18", "1e15"]);
});
