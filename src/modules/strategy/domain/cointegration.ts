/** A straight line through pairs of numbers, and how the distances from it behave. */
export interface PairFit {
  /** y = intercept + slope · x, least squares. */
  readonly slope: number;
  readonly intercept: number;
  /** Distance of the newest pair from the line in standard deviations (population) of all distances. */
  readonly zscore: number;
  /**
   * Statistic of Dickey and Fuller of the distances, no lags and no constant: below the critical value of Engle and Granger
   * they come back, and the pair is cointegrated at that level.
   */
  readonly dickeyFuller: number;
}

/** Critical value at 5 % for two series: MacKinnon 2010, Critical Values for Cointegration Tests, table 2 (n → ∞). */
export const ENGLE_GRANGER_5_PERCENT = -3.33613;

/**
 * Fits the newest value of `y` against `x` over their whole window: Engle and Granger 1987, Co-integration and Error
 * Correction, in two steps.
 *
 * @param x - Oldest first, 3 or more; @param y - of the same length.
 * @returns null where x does not vary or every distance is 0: there is no line, or nothing that could come back.
 */
export function fitPair(x: ArrayLike<number>, y: ArrayLike<number>): PairFit | null {
  const count = x.length;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    meanX += (x[i] ?? Number.NaN) / count;
    meanY += (y[i] ?? Number.NaN) / count;
  }
  let [xx, xy] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const dx = (x[i] ?? Number.NaN) - meanX;
    xx += dx * dx;
    xy += dx * ((y[i] ?? Number.NaN) - meanY);
  }
  if (!(xx > 0)) return null;
  const slope = xy / xx;
  const intercept = meanY - slope * meanX;
  const distances = Float64Array.from(
    { length: count },
    (_, i) => (y[i] ?? Number.NaN) - intercept - slope * (x[i] ?? Number.NaN),
  );
  let squares = 0;
  for (const distance of distances) squares += distance * distance;
  const deviation = Math.sqrt(squares / count);
  if (!(deviation > 0)) return null;
  return {
    slope,
    intercept,
    zscore: (distances[count - 1] ?? Number.NaN) / deviation,
    dickeyFuller: dickeyFullerOf(distances),
  };
}

/** t of b in Δe(t) = b · e(t − 1) + u(t). */
function dickeyFullerOf(distances: Float64Array): number {
  const count = distances.length - 1;
  let [lagged, product] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const before = distances[i] ?? Number.NaN;
    lagged += before * before;
    product += before * ((distances[i + 1] ?? Number.NaN) - before);
  }
  const b = product / lagged;
  let errors = 0;
  for (let i = 0; i < count; i += 1) {
    const before = distances[i] ?? Number.NaN;
    const error = (distances[i + 1] ?? Number.NaN) - before - b * before;
    errors += error * error;
  }
  return b / Math.sqrt(errors / (count - 1) / lagged);
}
