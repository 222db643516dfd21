import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RoundTripColumns } from "./round-trips";
import { tradeExcursions } from "./trade-excursions";

const RANGE = {
  high: Float64Array.of(101, 108, 103, 130),
  low: Float64Array.of(99, 97, 95, 60),
};

function trip(side: 1 | -1, [entryBar, exitBar]: [number, number], [entry, exit]: [number, number]): RoundTripColumns {
  const one = (value: number) => Float64Array.of(value);
  return {
    side: one(side),
    quantity: one(1),
    entryBar: one(entryBar),
    exitBar: one(exitBar),
    entryPrice: one(entry),
    exitPrice: one(exit),
    pnl: one(side * (exit - entry)),
    commission: one(0),
  };
}

describe("tradeExcursions", () => {
  // By hand: bought at 100 on bar 0, sold at 102 on bar 3. It saw 95 to 108; bar 3's 60 and 130 came after the sale.
  it("sees every bar held, and of the last one the exit alone", () => {
    const { adverse, favourable } = tradeExcursions(trip(1, [0, 3], [100, 102]), RANGE);
    expect(adverse[0]).toBeCloseTo(-0.05, 12);
    expect(favourable[0]).toBeCloseTo(0.08, 12);
  });

  it("turns round for a short sale", () => {
    const { adverse, favourable } = tradeExcursions(trip(-1, [0, 3], [100, 102]), RANGE);
    expect(adverse[0]).toBeCloseTo(-0.08, 12);
    expect(favourable[0]).toBeCloseTo(0.05, 12);
  });

  it("counts the exit itself: a gap through the stop is the worst there was", () => {
    const { adverse, favourable } = tradeExcursions(trip(1, [0, 1], [100, 80]), RANGE);
    expect(adverse[0]).toBeCloseTo(-0.2, 12);
    expect(favourable[0]).toBeCloseTo(0.01, 12);
    expect(tradeExcursions(trip(1, [2, 2], [100, 100]), RANGE)).toEqual({
      adverse: Float64Array.of(0),
      favourable: Float64Array.of(0),
    });
  });

  it("is unknown of an entry at no price", () => {
    expect(tradeExcursions(trip(1, [0, 1], [0, 1]), RANGE).adverse[0]).toBeNaN();
  });

  it("never ends a trade outside of what it saw", () => {
    const price = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(price, price, fc.constantFrom(1 as const, -1 as const), (entry, exit, side) => {
        const { adverse, favourable } = tradeExcursions(trip(side, [0, 3], [entry, exit]), RANGE);
        const change = (side * (exit - entry)) / entry;
        expect(change).toBeGreaterThanOrEqual((adverse[0] ?? 0) - 1e-12);
        expect(change).toBeLessThanOrEqual((favourable[0] ?? 0) + 1e-12);
      }),
    );
  });
});
