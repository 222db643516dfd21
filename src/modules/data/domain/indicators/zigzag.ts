/** A turning point: where, and the value there. */
interface Turn {
  readonly at: number;
  readonly value: number;
}

interface ZigzagLines {
  readonly zigzag: Float64Array;
  readonly retraceHigh: Float64Array;
  readonly retraceLow: Float64Array;
}

/** The first turning point and whether prices rise from it; null when nothing ever moved far enough. */
function firstTurn(values: Float64Array, threshold: number): (Turn & { readonly isRising: boolean }) | null {
  const first = values[0] ?? Number.NaN;
  if (first === 0) return null;
  for (const value of values) {
    const change = (value - first) / first;
    if (Math.abs(change) >= threshold) return { at: 0, value: first, isRising: change > 0 };
  }
  return null;
}

/** The extreme reached after `from` before the price turned back by `threshold`; the last bar when it never did. */
function nextTurn(values: Float64Array, from: Turn, isRising: boolean, threshold: number): Turn {
  let extreme = from;
  for (let i = from.at + 1; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (isRising ? value >= extreme.value : value <= extreme.value) extreme = { at: i, value };
    else if (extreme.value !== 0) {
      const change = (isRising ? extreme.value - value : value - extreme.value) / extreme.value;
      if (change >= threshold) return extreme;
    }
  }
  const last = values.length - 1;
  return { at: last, value: values[last] ?? Number.NaN };
}

/** Draws the straight line between two turns, both ends included. */
function draw(line: Float64Array, from: Turn, to: Turn): void {
  const slope = (to.value - from.value) / (to.at - from.at);
  for (let i = from.at; i <= to.at; i += 1) line[i] = from.value + slope * (i - from.at);
}

/**
 * Zig zag of closes: straight lines between turning points, each at least `percent` away from the one before. `retrace_high`
 * joins the upper turning points, `retrace_low` the lower ones. The leg before the first turn is left out, the last one runs
 * to the last bar and may yet change: it looks ahead and has no incremental form.
 *
 * @param percent - Least change from turn to turn in percent, above 0; 5 by custom.
 * @returns Lines that are NaN before their first turning point. Formula: Skender Stock.Indicators `GetZigZag`, closes.
 */
export function computeZigzag(values: Float64Array, percent: number): ZigzagLines {
  const empty = () => new Float64Array(values.length).fill(Number.NaN);
  const lines = { zigzag: empty(), retraceHigh: empty(), retraceLow: empty() };
  const threshold = percent / 100;
  const start = firstTurn(values, threshold);
  if (start === null) return lines;
  let isRising = start.isRising;
  let [from, upper, lower]: [Turn, Turn | null, Turn | null] = [start, null, null];
  while (from.at < values.length - 1) {
    const to = nextTurn(values, from, isRising, threshold);
    if (to.at <= from.at) break;
    // The first leg starts nowhere in particular: only its end is a turn.
    if (from === start) lines.zigzag[to.at] = to.value;
    else draw(lines.zigzag, from, to);
    const before: Turn | null = isRising ? upper : lower;
    if (before !== null) draw(isRising ? lines.retraceHigh : lines.retraceLow, before, to);
    if (isRising) upper = to;
    else lower = to;
    from = to;
    isRising = !isRising;
  }
  return lines;
}
