import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaOf, clustersOf, correlationsOf } from "./correlation";

const A = Float64Array.of(0.01, -0.02, 0.015, 0.003, -0.007);
const B = Float64Array.of(0.012, -0.018, 0.02, -0.001, -0.011);
const C = Float64Array.of(-0.004, 0.006, 0.001, 0.009, -0.002);

describe("correlationsOf", () => {
  it("agrees with NumPy 2.4 corrcoef", () => {
    const { size, cells } = correlationsOf([A, B, C]);
    expect(size).toBe(3);
    const expected = REFERENCE.correlations;
    for (const [place, cell] of cells.entries()) expect(cell).toBeCloseTo(expected[place] ?? Number.NaN, 12);
  });

  it("is unknown with what never moves", () => {
    expect([...correlationsOf([A, new Float64Array(5)]).cells]).toEqual([1, Number.NaN, Number.NaN, 1]);
  });

  it("stays within −1 and 1 and is symmetric, whatever moves", () => {
    const column = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 5 }), (columns) => {
        const { size, cells } = correlationsOf(columns.map((each) => Float64Array.from(each)));
        for (const [place, cell] of cells.entries()) {
          expect(Math.abs(cell) <= 1 || Number.isNaN(cell)).toBe(true);
          expect(cell).toBe(cells[(place % size) * size + Math.floor(place / size)]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("clustersOf", () => {
  it("puts what moves together into one, the largest first", () => {
    expect(clustersOf(correlationsOf([A, C, B]))).toEqual([[0, 2], [1]]);
  });

  it("takes opposites apart", () => {
    expect(clustersOf(correlationsOf([A, A.map((each) => -each)]))).toHaveLength(2);
  });

  it("has each place once, also of what never moves", () => {
    expect(
      clustersOf(correlationsOf([A, new Float64Array(5), B]))
        .flat()
        .toSorted((one, other) => one - other),
    ).toEqual([0, 1, 2]);
    expect(clustersOf({ size: 0, cells: new Float64Array(0) })).toEqual([]);
  });
});

describe("betaOf", () => {
  it("agrees with NumPy 2.4", () => expect(betaOf(A, B)).toBeCloseTo(REFERENCE.beta, 12));
  it("is unknown against what never moves", () => expect(betaOf(A, new Float64Array(5))).toBeNull());
});

/** From NumPy 2.4.6: `np.corrcoef([A, B, C]).ravel()` and `np.cov(A, B)[0, 1] / np.var(B, ddof=1)`. */
const REFERENCE = {
  correlations: [
    1.0, 0.9700339718259064, -0.34877026643907194, 0.9700339718259064, 1.0, -0.3717240527719256, -0.348770266439072,
    -0.3717240527719256, 1.0,
  ],
  beta: 0.8629195309340881,
};
