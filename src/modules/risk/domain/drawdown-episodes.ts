import { drawdownSeries } from "./drawdown";

/** One fall below an earlier peak, as places in the curve. */
export interface DrawdownEpisode {
  /** The peak it fell from: the last value at it. */
  readonly peak: number;
  readonly trough: number;
  /** The first value at or above the peak again; null: not yet. */
  readonly recovery: number | null;
  /** At the trough, a fraction below 0. */
  readonly depth: number;
}

/**
 * The deepest falls of a curve, deepest first; of equals the earlier. Each runs from its peak to its recovery, so no two
 * overlap. The first value counts as a peak.
 * Source: PerformanceAnalytics `findDrawdowns` and `table.Drawdowns` (From, Trough, To, Depth).
 *
 * @param curve - Above 0 at its peaks, oldest first.
 * @param limit - How many at most, a whole number from 0.
 */
export function worstDrawdowns(curve: Float64Array, limit: number): readonly DrawdownEpisode[] {
  const depths = drawdownSeries(curve);
  const episodes: DrawdownEpisode[] = [];
  for (let i = 0; i < depths.length; i += 1) {
    if (!((depths[i] ?? 0) < 0)) continue;
    const peak = i - 1;
    let trough = i;
    while (i < depths.length && (depths[i] ?? 0) < 0) {
      if ((depths[i] ?? 0) < (depths[trough] ?? 0)) trough = i;
      i += 1;
    }
    episodes.push({ peak, trough, recovery: i < depths.length ? i : null, depth: depths[trough] ?? Number.NaN });
  }
  return episodes.toSorted((a, b) => a.depth - b.depth || a.peak - b.peak).slice(0, limit);
}
