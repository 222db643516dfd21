import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellAt, cholesky, covarianceOf, dot, meansOf, type SquareMatrix, timesColumn } from "./covariance";

const rows = (matrix: SquareMatrix) =>
  Array.from({ length: matrix.size }, (_, row) => [
    ...matrix.cells.subarray(row * matrix.size, (row + 1) * matrix.size),
  ]);

describe("covariance", () => {
  it("is that of numpy.cov, ddof 1", () => {
    const columns = [Float64Array.of(1, 2, 4), Float64Array.of(2, 1, 0)];
    expect([...meansOf(columns)]).toEqual([7 / 3, 1]);
    const matrix = covarianceOf(columns);
    expect(cellAt(matrix, 0, 0)).toBeCloseTo(7 / 3, 14);
    expect(cellAt(matrix, 0, 1)).toBeCloseTo(-1.5, 14);
    expect(cellAt(matrix, 1, 1)).toBe(1);
    expect(() => cellAt(matrix, 2, 0)).toThrow("inside a matrix");
    expect([...timesColumn({ size: 2, cells: Float64Array.of(1, 2, 3, 4) }, Float64Array.of(5, 6))]).toEqual([17, 39]);
    expect(dot(Float64Array.of(1, 2), Float64Array.of(3, 4))).toBe(11);
  });
});

describe("cholesky", () => {
  // Wikipedia, "Cholesky decomposition", the example.
  it("gives the triangle of a known matrix", () => {
    const matrix = { size: 3, cells: Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98) };
    expect(rows(cholesky(matrix))).toEqual([
      [2, 0, 0],
      [6, 1, 0],
      [-8, 5, 3],
    ]);
  });

  it("multiplies back to any covariance, also with more columns than observations", () => {
    const column = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 6 }), (columns) => {
        const matrix = covarianceOf(columns.map((values) => Float64Array.from(values)));
        const lower = rows(cholesky(matrix)).map((row) => Float64Array.from(row));
        for (const [row, left] of lower.entries()) {
          for (const [place, right] of lower.entries()) {
            expect(Math.abs(dot(left, right) - cellAt(matrix, row, place))).toBeLessThan(1e-4);
          }
        }
      }),
    );
  });
});
