import { describe, expect, it } from "vitest";
import { STAND_IN_LOSS } from "./book-tail";
import type { Holding } from "./holding";
import { orderImpact } from "./order-impact";

const DAY_MS = 86_400_000;
const past = (days: number) => {
  const time = Float64Array.from({ length: days }, (_, day) => day * DAY_MS);
  return { time, close: time.map((_, day) => 100 + Math.sin(day * 1.7)) };
};
const holding = (symbol: string, value: number): Holding => ({
  symbol,
  value,
  kind: "crypto",
  sector: "",
  currency: "USD",
});
const impact = (before: readonly Holding[], after: readonly Holding[]) =>
  orderImpact({
    before: { holdings: before, equity: 1_000 },
    after: { holdings: after, equity: 990 },
    closes: new Map([["A", past(200)]]),
    benchmark: null,
    scenarios: [],
  });

describe("orderImpact", () => {
  it("says the same of a book before and after, each of its own equity", () => {
    const { before, after } = impact([holding("A", 100)], [holding("A", 495)]);
    expect(before).toMatchObject({ exposure: 100, leverage: 0.1, largest: { symbol: "A", weight: 0.1 } });
    expect(after).toMatchObject({ exposure: 495, leverage: 0.5, largest: { symbol: "A", weight: 0.5 } });
    expect(after.shortfall95 / before.shortfall95).toBeCloseTo(4.95, 9);
    expect(after.worst).toMatchObject({ of: "past", id: "crisis_2008", assumed: ["A"] });
    expect(after.worst?.gain).toBeCloseTo(-495 * 0.7, 9);
  });

  it("counts what is bought without a past at its worst", () => {
    const { before, after } = impact([], [holding("NEW", -300)]);
    expect(before).toEqual({ exposure: 0, leverage: 0, largest: null, shortfall95: 0, worst: expect.anything() });
    expect(after.shortfall95).toBeCloseTo(300 * STAND_IN_LOSS, 9);
  });
});
