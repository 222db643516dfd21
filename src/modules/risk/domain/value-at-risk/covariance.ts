import { invariant } from "@/modules/_kernel";

/** A square matrix, row after row. */
export interface SquareMatrix {
  readonly size: number;
  readonly cells: Float64Array;
}

/** The cell of a row and a column that the matrix has. */
export function cellAt({ size, cells }: SquareMatrix, row: number, column: number): number {
  const cell = cells[row * size + column];
  invariant(cell !== undefined, `a cell is inside a matrix of ${size}, was ${row}, ${column}`);
  return cell;
}

/** Means of columns of one length, at least one value each. */
export function meansOf(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns, (column) => column.reduce((sum, value) => sum + value, 0) / column.length);
}

/** Covariances of a sample (n − 1) of columns of one length, at least two values each. */
export function covarianceOf(columns: readonly Float64Array[]): SquareMatrix {
  const [size, means] = [columns.length, meansOf(columns)];
  const centered = columns.map((column, index) => column.map((value) => value - (means[index] ?? 0)));
  const cells = new Float64Array(size * size);
  for (const [row, left] of centered.entries()) {
    for (const [column, right] of centered.slice(0, row + 1).entries()) {
      const covariance = dot(left, right) / (left.length - 1);
      cells[row * size + column] = covariance;
      cells[column * size + row] = covariance;
    }
  }
  return { size, cells };
}

/** Sum of the products of two columns of one length. */
export function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (const [index, value] of left.entries()) sum += value * (right[index] ?? 0);
  return sum;
}

/** The matrix times a column. */
export function timesColumn(matrix: SquareMatrix, column: Float64Array): Float64Array {
  return Float64Array.from(column, (_, row) =>
    dot(matrix.cells.subarray(row * matrix.size, (row + 1) * matrix.size), column),
  );
}

/** A pivot under this part of its variance is what rounding left of a column that the ones before it explain. */
const PIVOT_NOISE = 1e-12;

/**
 * The lower triangle L with L·Lᵀ equal to a covariance matrix. Also of a singular one (an instrument twice, more instruments
 * than observations): a column that is explained by those before it adds nothing of its own.
 * Source: Golub and Van Loan 2013, "Matrix Computations", section 4.2.8 (positive semidefinite).
 */
export function cholesky(matrix: SquareMatrix): SquareMatrix {
  const { size } = matrix;
  const lower: SquareMatrix = { size, cells: new Float64Array(size * size) };
  const rowOf = (row: number, length: number) => lower.cells.subarray(row * size, row * size + length);
  for (let column = 0; column < size; column += 1) {
    const variance = cellAt(matrix, column, column);
    const done = rowOf(column, column);
    const pivot = variance - dot(done, done);
    if (pivot <= variance * PIVOT_NOISE) continue;
    const root = Math.sqrt(pivot);
    lower.cells[column * size + column] = root;
    for (let row = column + 1; row < size; row += 1) {
      lower.cells[row * size + column] = (cellAt(matrix, row, column) - dot(rowOf(row, column), done)) / root;
    }
  }
  return lower;
}
