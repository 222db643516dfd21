import { WindowExtreme } from "./window-extreme";

/** Where a value stands strictly above the `left` before it and the `right` after it: the value there, NaN elsewhere. */
function peaks(values: Float64Array, left: number, right: number, sign: 1 | -1): Float64Array {
  const count = values.length;
  const found = new Float64Array(count).fill(Number.NaN);
  const before = new WindowExtreme(left, sign);
  const after = new WindowExtreme(right, sign);
  // Walks the last bar of the window after the peak; the peak itself is `right` bars back.
  for (let i = 0; i < count; i += 1) {
    const highestAfter = after.next(values[i] ?? Number.NaN);
    const at = i - right;
    if (at < 0) continue;
    const value = values[at] ?? Number.NaN;
    if (at >= left && (value - before.current()) * sign > 0 && (value - highestAfter) * sign > 0) found[at] = value;
    before.push(value);
  }
  return found;
}

interface HighLow {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

interface FractalLines {
  readonly bearish: Float64Array;
  readonly bullish: Float64Array;
}

/**
 * Williams fractals: a high that is higher than the `span` highs on both sides (bearish), a low that is lower than the `span`
 * lows on both sides (bullish). It looks ahead by `span` bars and has no incremental form.
 *
 * @param span - Bars on each side, 1 to {@link INDICATOR_LENGTH_MAX}; 2 by custom.
 * @returns The high or low at a fractal, NaN elsewhere. Formula: Williams 1995, Skender Stock.Indicators `GetFractal`.
 */
export function computeFractals({ high, low }: HighLow, span: number): FractalLines {
  return { bearish: peaks(high, span, span, 1), bullish: peaks(low, span, span, -1) };
}

/** Joins each point to the one before by a straight line, unless that is older than `trendLength` bars or equal. */
function joined(points: Float64Array, trendLength: number): Float64Array {
  const line = new Float64Array(points.length).fill(Number.NaN);
  let last = -1;
  for (let i = 0; i < points.length; i += 1) {
    const value = points[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const from = points[last] ?? Number.NaN;
    if (last >= 0 && i - last <= trendLength && value !== from) {
      const slope = (value - from) / (i - last);
      line[last] = from;
      for (let t = last + 1; t <= i; t += 1) line[t] = value + slope * (t - i);
    }
    last = i;
  }
  return line;
}

interface PivotSpans {
  readonly leftSpan: number;
  readonly rightSpan: number;
  readonly trendLength: number;
}

interface PivotLines {
  readonly highPoint: Float64Array;
  readonly lowPoint: Float64Array;
  readonly highLine: Float64Array;
  readonly lowLine: Float64Array;
}

/**
 * Pivots: highs above the `leftSpan` bars before and the `rightSpan` bars after them (lows likewise), and straight lines from
 * each to the next one if that comes within `trendLength` bars. They look ahead and have no incremental form.
 *
 * @param spans - `leftSpan` and `rightSpan` 1 to {@link INDICATOR_LENGTH_MAX}, 2 by custom; `trendLength` 20 by custom.
 * @returns Points and lines, NaN where there is none. Formula: Skender Stock.Indicators `GetPivots`.
 */
export function computePivots({ high, low }: HighLow, spans: PivotSpans): PivotLines {
  const highPoint = peaks(high, spans.leftSpan, spans.rightSpan, 1);
  const lowPoint = peaks(low, spans.leftSpan, spans.rightSpan, -1);
  return {
    highPoint,
    lowPoint,
    highLine: joined(highPoint, spans.trendLength),
    lowLine: joined(lowPoint, spans.trendLength),
  };
}
