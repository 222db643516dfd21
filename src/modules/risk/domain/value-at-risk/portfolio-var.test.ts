import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { historicalCvar, historicalVar } from "../tail-risk";
import { type PortfolioVarInput, portfolioVar, SCENARIOS_DEFAULT, VAR_METHODS } from "./portfolio-var";

const A = Float64Array.of(
  0.00446,
  0.00383,
  0.01271,
  -0.00018,
  -0.0049,
  -0.00325,
  0.00351,
  -0.00985,
  0.01886,
  -0.00154,
  0.00256,
  0.01199,
  0.01042,
  0.00052,
  -0.0114,
  0.00245,
  0.00609,
  -0.00538,
  0.00496,
  0.01571,
  -0.00303,
  -0.00352,
  0.01921,
  0.01851,
  -0.01048,
  0.00239,
  0.01286,
  0.00313,
  -0.00667,
  0.00205,
  0.00723,
  -0.00231,
  0.01351,
  0.00222,
  0.02111,
  -0.003,
  -0.00645,
  -0.00449,
  -0.008,
  0.0037,
);
const B = Float64Array.of(
  0.0033,
  -0.0108,
  0.01679,
  0.00722,
  -0.01242,
  -0.0187,
  -0.02666,
  -0.01644,
  -0.01103,
  -0.00085,
  -0.01201,
  0.0106,
  0.01012,
  0.00177,
  0.00426,
  0.01006,
  0.02919,
  0.0015,
  0.00898,
  0.01837,
  -0.00536,
  -0.01012,
  0.01242,
  0.00079,
  0.00265,
  -0.00455,
  0.01906,
  0.00413,
  -0.0153,
  0.01774,
  0.00806,
  0.00373,
  -0.00295,
  -0.01011,
  0.02805,
  0.00383,
  -0.00037,
  -0.01339,
  -0.01318,
  0.01286,
);
const C = Float64Array.of(
  0.00048,
  -0.01643,
  1e-5,
  -0.01198,
  0.00449,
  0.01672,
  -0.03564,
  -0.00169,
  0.0035,
  -0.00963,
  -0.02914,
  -0.01701,
  -0.00119,
  -0.00137,
  -0.02306,
  -0.0311,
  -0.01452,
  -0.02282,
  -0.00381,
  0.0119,
  0.00579,
  -0.02187,
  0.01673,
  -0.01653,
  -0.00764,
  0.01511,
  -0.00643,
  -0.00563,
  -0.00127,
  -0.00936,
  -0.00061,
  0.0222,
  -0.02587,
  -0.03945,
  0.0006,
  -0.01157,
  -0.00196,
  0.01289,
  0.00338,
  -0.0175,
);
const RETURNS = new Map([
  ["A", A],
  ["B", B],
  ["C", C],
]);
const POSITIONS = [
  { symbol: "A", value: 100_000 },
  { symbol: "B", value: -40_000 },
  { symbol: "C", value: 25_000 },
];

function varOf(change: Partial<PortfolioVarInput>) {
  const result = portfolioVar({
    positions: POSITIONS,
    returns: RETURNS,
    method: "historical",
    confidence: 0.95,
    horizonDays: 1,
    seed: 1,
    scenarios: SCENARIOS_DEFAULT,
    ...change,
  });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}
const refusal = (change: Partial<PortfolioVarInput>) => () => varOf(change);
const relative = (value: number, expected: number) => Math.abs(value - expected) / Math.abs(expected);

describe("portfolioVar", () => {
  // Computed with numpy 2.4 (percentile, cov) and scipy 1.17 (norm.ppf, norm.pdf) from the formulas of its docstring.
  it.each<
    readonly [
      confidence: number,
      horizonDays: number,
      historical: readonly number[],
      parametric: readonly number[],
      parts: readonly number[],
    ]
  >([
    [
      0.95,
      1,
      [1177.3249999999996, 1615.95],
      [1329.938230995918, 1687.6265853807452],
      [779.4692403774718, 113.50619276480472, 436.96279785364163],
    ],
    [
      0.95,
      10,
      [3723.0285462577363, 5110.082584949093],
      [3671.8813514349904, 4802.991243808519],
      [421.44484437541587, 709.3029903638799, 2541.133516695694],
    ],
    [
      0.99,
      1,
      [1675.5589999999997, 1886.9],
      [1913.2987675283491, 2203.3690864452537],
      [1226.2374796918784, 139.30426467957943, 547.7570231568915],
    ],
    [
      0.99,
      10,
      [5298.582793994069, 5966.901716971715],
      [5516.629343935337, 6433.912233324182],
      [1834.2500668321245, 790.8836568553893, 2891.4956202478234],
    ],
  ])("equals numpy and scipy at %d over %d days", (confidence, horizonDays, historical, parametric, parts) => {
    const past = varOf({ confidence, horizonDays });
    const normal = varOf({ confidence, horizonDays, method: "parametric" });
    for (const [index, value] of [past.var, past.cvar].entries()) {
      expect(relative(value, historical[index] ?? 0)).toBeLessThan(1e-9);
    }
    for (const [index, value] of [normal.var, normal.cvar].entries()) {
      expect(relative(value, parametric[index] ?? 0)).toBeLessThan(1e-9);
    }
    for (const [index, part] of [...normal.contributions.values()].entries()) {
      expect(relative(part, parts[index] ?? 0)).toBeLessThan(1e-9);
    }
    // The error of the quantile of 50 000 normal scenarios is near 1 % at 99 %.
    const simulated = varOf({ confidence, horizonDays, method: "monte_carlo" });
    expect(relative(simulated.var, normal.var)).toBeLessThan(0.03);
    expect(relative(simulated.cvar, normal.cvar)).toBeLessThan(0.03);
  });

  it("simulates the same for one seed, something else for another", () => {
    const simulate = (seed: number) => varOf({ method: "monte_carlo", seed, scenarios: 1000 });
    expect(simulate(7)).toEqual(simulate(7));
    expect(simulate(7).var).not.toBe(simulate(8).var);
  });

  it("adds up a symbol held twice, and contributions to the whole, whatever the positions", () => {
    const value = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ symbol: fc.constantFrom("A", "B", "C"), value }), { maxLength: 6 }),
        fc.constantFrom(...VAR_METHODS),
        fc.constantFrom(0.5, 0.9, 0.95, 0.99),
        (positions, method, confidence) => {
          const given = { method, confidence, scenarios: 500 } as const;
          const whole = varOf({ ...given, positions });
          const sum = (parts: ReadonlyMap<string, number>) => [...parts.values()].reduce((all, part) => all + part, 0);
          const scale = positions.reduce((all, each) => all + Math.abs(each.value), 1);
          expect(Math.abs(sum(whole.contributions) - whole.var)).toBeLessThan(1e-9 * scale);
          expect(Math.abs(sum(whole.cvarContributions) - whole.cvar)).toBeLessThan(1e-9 * scale);
          expect(whole.cvar).toBeGreaterThanOrEqual(whole.var - 1e-9 * scale);
          // Twice the money is twice the loss.
          const twice = varOf({ ...given, positions: [...positions, ...positions] });
          expect(Math.abs(twice.var - 2 * whole.var)).toBeLessThan(1e-9 * scale);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("is the value at risk of the series of one position", () => {
    const [position] = POSITIONS;
    const one = varOf({ positions: position === undefined ? [] : [position] });
    expect(one.var).toBeCloseTo(-100_000 * (historicalVar(A.toSorted(), 0.95) ?? 0), 9);
    expect(one.cvar).toBeCloseTo(-100_000 * (historicalCvar(A.toSorted(), 0.95) ?? 0), 9);
  });

  it("takes a singular covariance: one instrument under two names, hedged or not", () => {
    const returns = new Map([
      ["A", A],
      ["A2", A],
      ["B", B],
    ]);
    const positions = (second: number) => [
      { symbol: "A", value: 1000 },
      { symbol: "A2", value: second },
    ];
    for (const method of VAR_METHODS) {
      const hedged = varOf({ returns, method, positions: positions(-1000) });
      expect(Math.abs(hedged.var)).toBeLessThan(1e-6);
      const [double, single] = [
        varOf({ returns, method, positions: positions(1000) }),
        varOf({ returns, method, positions: [{ symbol: "A", value: 2000 }] }),
      ];
      expect(relative(double.var, single.var)).toBeLessThan(1e-9);
    }
  });

  it("leaves out a day on which a held symbol has no return, and no other", () => {
    const holed = B.map((value, day) => (day === 3 ? Number.NaN : value));
    const without = (column: Float64Array) => column.filter((_, day) => day !== 3);
    const left = varOf({
      returns: new Map([
        ["A", A],
        ["B", holed],
        ["C", C],
      ]),
    });
    const removed = varOf({
      returns: new Map([
        ["A", without(A)],
        ["B", without(B)],
        ["C", without(C)],
      ]),
    });
    expect(left).toEqual(removed);
    expect(left.periods).toBe(A.length - 1);
    expect(varOf({ returns: new Map([...RETURNS, ["unheld", Float64Array.of(1)]]) })).toEqual(varOf({}));
  });

  it("refuses what it cannot know, and calls it no zero", () => {
    expect(
      refusal({
        returns: new Map([
          ["A", A],
          ["B", B],
        ]),
      }),
    ).toThrow("var.missing_returns");
    expect(refusal({ returns: new Map([...RETURNS, ["C", C.subarray(1)]]) })).toThrow("var.unequal_returns");
    const short = new Map([...RETURNS].map(([symbol, column]) => [symbol, column.subarray(0, 1)]));
    for (const method of VAR_METHODS) expect(refusal({ method, returns: short })).toThrow("var.too_few_returns");
    expect(varOf({ positions: [] })).toMatchObject({ var: 0, cvar: 0 });
  });
});
