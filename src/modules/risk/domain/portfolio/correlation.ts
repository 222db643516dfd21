import { invariant } from "@/modules/_kernel";
import { covarianceOf } from "../value-at-risk/covariance";

/** A square matrix of correlations, row after row; NaN where one of the two never moves. */
export interface Correlations {
  readonly size: number;
  readonly cells: Float64Array;
}

/** Correlations of columns of one length, at least two values each: covariance over both deviations (n − 1). */
export function correlationsOf(columns: readonly Float64Array[]): Correlations {
  const { size, cells } = covarianceOf(columns);
  const deviations = Float64Array.from({ length: size }, (_, place) => Math.sqrt(cells[place * size + place] ?? 0));
  return {
    size,
    cells: cells.map((covariance, place) => {
      const [row, column] = [Math.floor(place / size), place % size];
      if (row === column) return 1;
      const scale = (deviations[row] ?? 0) * (deviations[column] ?? 0);
      // Rounding may take two that move as one a hair past 1.
      return scale > 0 ? Math.min(1, Math.max(-1, covariance / scale)) : Number.NaN;
    }),
  };
}

/** Places that belong together, each in one group; groups and their places in the order to draw them in. */
export type Clusters = readonly (readonly number[])[];

/** A pair this far apart (1 − correlation) is in two clusters: what correlates by 0.5 or more on average is one bet. */
const CLUSTER_DISTANCE = 0.5;

/**
 * Groups what moves together: average linkage on the distance 1 − correlation, joined while two groups are nearer than
 * {@link CLUSTER_DISTANCE}. What never moves is as far from all others as what is independent of them.
 * Source: Hastie, Tibshirani and Friedman 2009, "The Elements of Statistical Learning", section 14.3.12.
 */
export function clustersOf({ size, cells }: Correlations): Clusters {
  let groups: readonly (readonly number[])[] = Array.from({ length: size }, (_, place) => [place]);
  const between = (one: readonly number[], other: readonly number[]) => {
    let sum = 0;
    for (const row of one)
      for (const column of other) {
        const cell = cells[row * size + column];
        invariant(cell !== undefined, "a correlation is inside its matrix");
        sum += 1 - (Number.isNaN(cell) ? 0 : cell);
      }
    return sum / (one.length * other.length);
  };
  for (;;) {
    let nearest = { distance: CLUSTER_DISTANCE, left: -1, right: -1 };
    for (const [left, one] of groups.entries())
      for (const [offset, other] of groups.slice(left + 1).entries()) {
        const distance = between(one, other);
        if (distance < nearest.distance) nearest = { distance, left, right: left + 1 + offset };
      }
    const { left, right } = nearest;
    if (left < 0) return groups.toSorted((one, other) => other.length - one.length);
    const joined = [...(groups[left] ?? []), ...(groups[right] ?? [])];
    groups = [...groups.filter((_, place) => place !== left && place !== right), joined];
  }
}

/** Slope of a regression on the benchmark: covariance over its variance. Null where the benchmark never moves. */
export function betaOf(returns: Float64Array, benchmark: Float64Array): number | null {
  const { cells } = covarianceOf([returns, benchmark]);
  const [covariance, variance] = [cells[1] ?? Number.NaN, cells[3] ?? Number.NaN];
  return variance > 0 ? covariance / variance : null;
}
