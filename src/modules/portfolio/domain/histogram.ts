import { ascending, quantile } from "./moments";

/** Counts of values in bins of one width. The last bin includes its upper edge. */
export interface Histogram {
  /** Lower edge of the first bin. */
  readonly from: number;
  /** Width of each bin, above 0. */
  readonly width: number;
  readonly counts: readonly number[];
}

/** More bins than a person can tell apart on a screen. */
export const HISTOGRAM_BINS_MAX = 60;

/**
 * A histogram with the bins of Freedman and Diaconis: 2 · IQR / n^(1/3) wide, so that a few far values do not flatten the
 * rest; where half of the values are one (no IQR), ⌈log2 n⌉ + 1 bins of Sturges. At most {@link HISTOGRAM_BINS_MAX}.
 * NaN is left out; null of nothing.
 *
 * Source: Freedman and Diaconis 1981; Sturges 1926; numpy `histogram_bin_edges` with `fd` and `sturges`.
 */
export function histogram(values: Float64Array): Histogram | null {
  const sorted = ascending(values.filter(Number.isFinite));
  const [from, to] = [sorted[0], sorted.at(-1)];
  if (from === undefined || to === undefined) return null;
  if (to === from) return { from, width: Math.max(Math.abs(from), 1) * Number.EPSILON * 4, counts: [sorted.length] };
  const bins = binsOf(sorted, to - from);
  const width = (to - from) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor((value - from) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from, width, counts };
}

function binsOf(sorted: Float64Array, range: number): number {
  const [lower, upper] = [quantile(sorted, 0.25) ?? 0, quantile(sorted, 0.75) ?? 0];
  const wide = (2 * (upper - lower)) / Math.cbrt(sorted.length);
  const bins = wide > 0 ? Math.ceil(range / wide) : Math.ceil(Math.log2(sorted.length)) + 1;
  return Math.max(1, Math.min(HISTOGRAM_BINS_MAX, bins));
}
