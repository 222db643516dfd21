import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kellyFraction, unitsForRisk, weightForVolatility, wholeUnits } from "./sizing";

describe("unitsForRisk", () => {
  const usual = { equity: 100_000, riskFraction: 0.01, entry: 50, stop: 48 };

  it.each([
    ["1 % of 100 000 lost over 2 a unit", usual, 500],
    ["the same for a short", { ...usual, stop: 52 }, 500],
    ["a contract of 50 a point", { ...usual, multiplier: 50 }, 10],
    ["no more than the money pays for", { ...usual, stop: 49.99 }, 1_960],
    ["nothing with the stop at the entry", { ...usual, stop: 50 }, 0],
    ["nothing without a stop", { ...usual, stop: Number.NaN }, 0],
    ["nothing without equity", { ...usual, equity: -5 }, 0],
  ])("%s", (_, risk, units) => {
    expect(unitsForRisk(risk)).toBeCloseTo(units, 9);
  });

  it("never loses more than the risk at the stop", () => {
    const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        positive,
        positive,
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (equity, entry, stop, riskFraction) => {
          const units = unitsForRisk({ equity, riskFraction, entry, stop });
          expect(units * Math.abs(entry - stop)).toBeLessThanOrEqual(equity * riskFraction * (1 + 1e-9));
        },
      ),
    );
  });
});

it("aims at a volatility, capped, and at nothing while it is unknown", () => {
  expect(weightForVolatility(0.2, 0.1)).toBe(0.5);
  expect(weightForVolatility(0.05, 0.1)).toBe(1);
  expect(weightForVolatility(0.05, 0.1, 3)).toBe(2);
  expect([weightForVolatility(0, 0.1), weightForVolatility(Number.NaN, 0.1)]).toEqual([0, 0]);
});

it("bets Kelly's share", () => {
  // Kelly's own case, even money with an edge of 20 %; and a bet without an edge.
  expect(kellyFraction(0.6, 1)).toBeCloseTo(0.2, 12);
  expect(kellyFraction(0.4, 2)).toBeCloseTo(0.1, 12);
  expect(kellyFraction(0.3, 1)).toBe(0);
});

it("cuts down to whole steps", () => {
  expect([wholeUnits(10.9), wholeUnits(0.9), wholeUnits(250, 100), wholeUnits(Number.NaN)]).toEqual([10, 0, 200, 0]);
});
