import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeWeightedReturn } from "./time-weighted";

const DAY_MS = 86_400_000;
const twr = (...rows: readonly (readonly [day: number, value: number, flow: number])[]) =>
  timeWeightedReturn(rows.map(([day, value, flow]) => ({ atMs: day * DAY_MS, value, flow })));

describe("timeWeightedReturn", () => {
  it("chains the periods between flows", () => {
    // By hand: 100 -> 110, 50 came in on that day (160), -> 152: 1.1 · 0.95 − 1.
    expect(twr([0, 100, 0], [100, 160, 50], [365, 152, 0])).toEqual({
      total: expect.closeTo(0.045, 14),
      annualized: expect.closeTo(0.045, 14),
    });
    // Two years of 365 days: √1.21 − 1.
    expect(twr([0, 100, 0], [730, 121, 0]).annualized).toBeCloseTo(0.1, 14);
  });

  it("does not look at the flow of the first row, nor at the order of the rows", () => {
    expect(twr([0, 100, 100], [10, 110, 0])).toEqual(twr([10, 110, 0], [0, 100, 0]));
  });

  it("has no number where there is none", () => {
    expect(twr()).toEqual({ total: null, annualized: null });
    expect(twr([0, 100, 0])).toEqual({ total: 0, annualized: null });
    expect(twr([0, 100, 0], [0, 120, 0])).toEqual({ total: expect.closeTo(0.2, 14), annualized: null });
    expect(twr([0, 0, 0], [10, 100, 100])).toEqual({ total: null, annualized: null });
    expect(twr([0, 100, 0], [10, -100, 0])).toEqual({ total: -2, annualized: null });
    expect(twr([0, 100, 0], [10, 0, 0])).toEqual({ total: -1, annualized: -1 });
    expect(twr([0, 1e-300, 0], [1, 1e300, 0])).toEqual({ total: null, annualized: null });
    expect(twr([0, 100, 0], [1, 1000, 0]).annualized).toBeNull();
  });

  it("is not moved by money that comes and goes", () => {
    const period = fc.record({
      growth: fc.double({ min: 0.5, max: 2, noNaN: true }),
      flow: fc.integer({ min: 0, max: 1e5 }),
    });
    fc.assert(
      fc.property(fc.array(period, { minLength: 1, maxLength: 30 }), (periods) => {
        let value = 1000;
        const rows = periods.map(({ growth, flow }, day): readonly [number, number, number] => {
          value = value * growth + flow;
          return [day + 1, value, flow];
        });
        const expected = periods.reduce((product, { growth }) => product * growth, 1) - 1;
        const { total } = twr([0, 1000, 0], ...rows);
        expect((total ?? Number.NaN) / (1 + expected)).toBeCloseTo(expected / (1 + expected), 9);
      }),
    );
  });
});
