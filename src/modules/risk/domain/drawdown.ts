/** Where a curve stands under its highest value so far. Fractions, 0 or below: −0.2 is 20 % under the peak. */
export interface DrawdownSummary {
  /** The deepest, 0 when there is none. */
  readonly maximum: number;
  /** Periods from a peak to its recovery, or to the end when there is none; the longest. 0 without a drawdown. */
  readonly longestPeriods: number;
  /** √mean(drawdown²) over all periods: the ulcer index as a fraction. Source: Martin and McCann 1989. */
  readonly rootMeanSquare: number;
}

/** A value this close to the peak, as a share of it, is at the peak: 1 · 0.9 · (1 / 0.9) is 1, whatever Float64 says. */
const PEAK_NOISE = 1e-12;

/**
 * Drawdown at each value of a curve: value / highest so far − 1. A curve is above 0 at its peaks; below 0 it may be past −1.
 * Source: empyrical `max_drawdown`, of which this is the series.
 */
export function drawdownSeries(curve: Float64Array): Float64Array {
  let peak = Number.NEGATIVE_INFINITY;
  return curve.map((value) => {
    if (value > peak) peak = value;
    const drawdown = value / peak - 1;
    return drawdown < -PEAK_NOISE ? drawdown : 0;
  });
}

/**
 * Sums up the drawdowns of a curve that includes its starting value. The starting value is a peak but no period: a curve of
 * n + 1 values has n periods. A value equal to the peak is a recovery.
 */
export function summarizeDrawdown(curve: Float64Array): DrawdownSummary {
  let [peak, peakAt, maximum, longest, squares] = [curve[0] ?? Number.NaN, 0, 0, 0, 0];
  for (let i = 1; i < curve.length; i += 1) {
    const value = curve[i] ?? Number.NaN;
    const drawdown = value / peak - 1;
    if (!(drawdown < -PEAK_NOISE)) {
      if (i - 1 > peakAt) longest = Math.max(longest, i - peakAt);
      [peak, peakAt] = [Math.max(peak, value), i];
      continue;
    }
    if (drawdown < maximum) maximum = drawdown;
    squares += drawdown * drawdown;
    longest = Math.max(longest, i - peakAt);
  }
  const periods = Math.max(1, curve.length - 1);
  return { maximum, longestPeriods: longest, rootMeanSquare: Math.sqrt(squares / periods) };
}
