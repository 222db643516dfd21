import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { internalRate } from "./internal-rate";

type Flow = readonly [string, number];
const rateOf = (flows: readonly Flow[]) =>
  internalRate(flows.map(([day, amount]) => ({ atMs: Date.parse(`${day}T00:00:00Z`), amount })));
const DAY_MS = 86_400_000;
/** Flows a whole year of 365 days apart: with g = 1 + rate they are a polynomial in g. */
const yearly = (amounts: readonly number[]) =>
  internalRate(amounts.map((amount, year) => ({ atMs: year * 365 * DAY_MS, amount })));
/** Coefficients, highest power first, of the polynomial with these roots. */
function polynomial(roots: readonly number[]): readonly number[] {
  let sum: readonly number[] = [1];
  for (const root of roots) {
    const before = sum;
    sum = before.concat(0).map((each, power) => each - root * (before[power - 1] ?? 0));
  }
  return sum;
}

describe("internalRate", () => {
  it("gives the published examples", () => {
    // Microsoft Support, "XIRR function": 0.373362535.
    const excel: readonly Flow[] = [
      ["2008-01-01", -10_000],
      ["2008-03-01", 2750],
      ["2008-10-30", 4250],
      ["2009-02-15", 3250],
      ["2009-04-01", 2750],
    ];
    expect(rateOf(excel)).toBeCloseTo(0.373362535, 8);
    expect(rateOf(excel.toReversed())).toBe(rateOf(excel));
    expect(rateOf(excel.map(([day, amount]) => [day, -amount]))).toBe(rateOf(excel));
  });

  // Computed with Python's decimal module, 50 digits, by halving.
  it.each<readonly [readonly Flow[], number]>([
    [
      [
        ["2021-03-19", -853.2],
        ["2023-08-09", -702.4],
        ["2019-04-09", -94.95],
        ["2024-04-25", -197.73],
        ["2024-06-13", 1866.76],
      ],
      0.004743741134634789,
    ],
    [
      [
        ["2019-06-26", -568.39],
        ["2021-05-06", -91.57],
        ["2021-09-07", 197.99],
      ],
      -0.4963655546772987,
    ],
    [
      [
        ["2024-07-09", 4135.08],
        ["2019-09-11", -292.61],
        ["2023-08-21", -741.16],
      ],
      0.6190869560865039,
    ],
    [
      [
        ["2020-09-23", -734.35],
        ["2020-01-06", -135.08],
        ["2023-07-30", -893.92],
        ["2024-02-06", 1051.98],
        ["2019-08-30", -748.31],
        ["2022-08-01", -246.25],
        ["2022-04-06", -748.69],
      ],
      -0.4916432731292353,
    ],
  ])("agrees with 50 digits, case %#", (flows, expected) => {
    expect(rateOf(flows)).toBeCloseTo(expected, 13);
  });

  it("takes of several roots the one nearest 0", () => {
    expect(yearly(polynomial([1.1, 1.2]))).toBeCloseTo(0.1, 12);
    expect(yearly(polynomial([0.95, 1.2]))).toBeCloseTo(-0.05, 12);
    expect(yearly(polynomial([0.5, 1.2, 4]))).toBeCloseTo(0.2, 12);
    expect(yearly(polynomial([0.9, 0.95, 3, 5]))).toBeCloseTo(-0.05, 11);
  });

  it("sees a root that only touches", () => {
    expect(yearly([-1, 2.2, -1.21])).toBeCloseTo(0.1, 6);
    expect(yearly([1, -1.8, 0.81])).toBeCloseTo(-0.1, 6);
  });

  it("has no rate where there is none", () => {
    for (const none of [[], [5], [0, 0], [1, 2], [-1, -2], [1, -1, 1], [3, -1, 3, -1, 3]]) {
      expect([none, yearly(none)]).toEqual([none, null]);
    }
    expect(
      rateOf([
        ["2020-01-01", -5],
        ["2020-01-01", 5],
      ]),
    ).toBeNull();
  });

  it("is 0 when all came back, whatever the rounding", () => {
    expect(yearly([-0.1, -0.2, 0.3])).toBe(0);
    expect(yearly([-1e300, 1e300])).toBe(0);
  });

  it("holds at the ends: a day's gain of a thousandfold has no number, a loss of nearly all stays above -1", () => {
    expect(
      rateOf([
        ["2020-01-01", -1],
        ["2020-01-02", 1000],
      ]),
    ).toBeNull();
    expect(
      rateOf([
        ["2020-01-01", -1],
        ["2020-01-02", 1.5],
      ]),
    ).toBeCloseTo(1.5 ** 365 - 1, -55);
    const ruin = rateOf([
      ["2020-01-01", -1000],
      ["2020-01-02", 1],
    ]);
    expect(ruin).toBeGreaterThan(-1);
    expect(ruin).toBeCloseTo(-1, 12);
    expect(
      rateOf([
        ["0001-01-01", -1],
        ["9999-12-31", 2],
      ]),
    ).toBeCloseTo(2 ** (365 / 3_652_058) - 1, 12);
  });

  it("finds the chosen root nearest 0, whatever the others", () => {
    const growth = fc.integer({ min: 10, max: 400 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(fc.uniqueArray(growth, { minLength: 1, maxLength: 4 }), fc.boolean(), (roots, turn) => {
        // Roots far enough apart that a polynomial in floats can tell them.
        fc.pre(
          roots.every((root) => roots.every((other) => other === root || Math.abs(Math.log(other / root)) > 0.05)),
        );
        const amounts = polynomial(roots).map((each) => (turn ? -each : each));
        const nearest = Math.min(...roots.map((root) => Math.abs(root - 1)));
        expect(Math.abs(yearly(amounts) ?? Number.NaN)).toBeCloseTo(nearest, 6);
      }),
      { numRuns: 300 },
    );
  });

  it("discounts any flows to nothing", () => {
    const flow = fc.record({
      atMs: fc.nat(4000).map((day) => day * DAY_MS),
      amount: fc.integer({ min: -1e6, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 40 }), (flows) => {
        const rate = internalRate(flows);
        if (rate === null) return;
        expect(rate).toBeGreaterThan(-1);
        const days = flows.filter(({ amount }) => amount !== 0).map(({ atMs }) => atMs);
        const first = Math.min(...days);
        const present = flows.map(
          ({ atMs, amount }) => amount * Math.exp((-(atMs - first) / DAY_MS / 365) * Math.log1p(rate)),
        );
        const size = present.reduce((sum, each) => sum + Math.abs(each), 0);
        const left = Math.abs(present.reduce((sum, each) => sum + each, 0));
        // Near -1 the last bit of the rate moves the sum.
        expect(left / size).toBeLessThan(1e-9 + (1e-15 * 11) / (1 + rate));
      }),
      { numRuns: 300 },
    );
  });

  it("takes a hundred thousand flows, and ten thousand that alternate", () => {
    const flows = Array.from({ length: 100_000 }, (_, i) => ({ atMs: (i % 9000) * DAY_MS, amount: -1 - (i % 7) }));
    const rate = internalRate([...flows, { atMs: 9000 * DAY_MS, amount: 1_000_000 }]);
    expect(rate).toBeGreaterThan(0);
    // Each evaluation costs what there are days, and every change of sign might be a root.
    const hostile = flows
      .slice(0, 10_000)
      .map(({ amount }, i) => ({ atMs: i * DAY_MS, amount: i % 2 === 0 ? amount : -amount }));
    expect(() => internalRate(hostile)).not.toThrow();
  });
});
