import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { annualReturn, finiteOrNull, growth, ratioOrNull, returnsOfEquity, totalReturn } from "./returns";

const of = (...values: number[]) => Float64Array.from(values);

describe("returns", () => {
  it("takes one return between two values", () => {
    const returns = returnsOfEquity(of(100, 110, 99));
    expect(returns.length).toBe(2);
    expect(returns[0]).toBeCloseTo(0.1, 14);
    expect(returns[1]).toBeCloseTo(-0.1, 14);
    expect(returnsOfEquity(of()).length).toBe(0);
    expect(returnsOfEquity(of(5)).length).toBe(0);
  });

  it("marks what it cannot know as missing", () => {
    expect([...returnsOfEquity(of(100, Number.NaN, 50, 0, 1))]).toEqual([Number.NaN, Number.NaN, -1, Number.NaN]);
  });

  // empyrical's test-suite (tests/test_stats.py): cum_returns of negative_returns to 4 places.
  it("compounds", () => {
    const negative = of(0, -0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05);
    const published = [0, -0.06, -0.1258, -0.13454, -0.21243, -0.22818, -0.27449, -0.33253, -0.3659];
    growth(negative).forEach((value, index) => {
      expect(value - 1).toBeCloseTo(published[index] ?? Number.NaN, 4);
    });
    expect(totalReturn(negative)).toBeCloseTo(-0.3659, 4);
    expect(totalReturn(of(0.01))).toBeCloseTo(0.01, 15);
    expect(totalReturn(of())).toBeNull();
  });

  // empyrical's test-suite: annual_return of weekly_returns (52) and monthly_returns (12), cagr of one_return and
  // flat_line_1_tz (252) and of flat_line_yearly (1).
  it("annualizes as empyrical does", () => {
    const nine = of(0, 0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1);
    expect(annualReturn(nine, 52)).toBeCloseTo(0.24690830513998208, 8);
    expect(annualReturn(nine, 12)).toBeCloseTo(0.052242061386048144, 8);
    expect(annualReturn(of(0.01), 252)).toBeCloseTo(11.274002099240244, 8);
    expect(annualReturn(new Float64Array(1000).fill(0.01), 252)).toBeCloseTo(11.274002099240256, 8);
    expect(annualReturn(of(0.03, 0.03, 0.03), 1)).toBeCloseTo(0.03, 8);
  });

  it("has no annual return of nothing, of a debt, or beyond numbers", () => {
    expect(annualReturn(of(), 252)).toBeNull();
    expect(annualReturn(of(-1.5), 2)).toBeNull();
    expect(annualReturn(of(1e300), 252)).toBeNull();
    expect(annualReturn(of(-1), 252)).toBe(-1);
  });

  it("gives back the curve it came from", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 }),
        (curve) => {
          const total = totalReturn(returnsOfEquity(Float64Array.from(curve))) ?? Number.NaN;
          const [first = 1, last = 1] = [curve[0], curve.at(-1)];
          expect((total + 1) / (last / first)).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it("turns what is no number into null, and minus zero into zero", () => {
    expect([finiteOrNull(Number.NaN), finiteOrNull(Number.POSITIVE_INFINITY), finiteOrNull(2)]).toEqual([
      null,
      null,
      2,
    ]);
    expect(Object.is(finiteOrNull(-0), 0)).toBe(true);
    expect([ratioOrNull(1, 0), ratioOrNull(null, 1), ratioOrNull(1, null), ratioOrNull(6, 3)]).toEqual([
      null,
      null,
      null,
      2,
    ]);
  });
});
