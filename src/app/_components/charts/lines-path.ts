/** Geometry of a chart of several lines on one scale of times. Pure. */

export interface TimedLine {
  /** Epoch milliseconds, rising. */
  readonly time: Float64Array;
  readonly values: Float64Array;
}

export interface Frame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly low: number;
  readonly high: number;
}

/** What a chart of these lines shows; null where none has a value. A scale without height gets some. */
export function frameOf(lines: readonly TimedLine[]): Frame | null {
  let [fromMs, toMs, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { time, values } of lines) {
    values.forEach((value, i) => {
      if (!Number.isFinite(value)) return;
      const at = time[i] ?? Number.NaN;
      [fromMs, toMs] = [Math.min(fromMs, at), Math.max(toMs, at)];
      [low, high] = [Math.min(low, value), Math.max(high, value)];
    });
  }
  if (!(toMs >= fromMs)) return null;
  const room = high > low ? (high - low) * 0.04 : Math.max(1, Math.abs(high) * 0.04);
  return { fromMs, toMs: toMs > fromMs ? toMs : fromMs + 1, low: low - room, high: high + room };
}

/** Round numbers inside a scale, at most `most` of them. */
export function niceTicks({ low, high }: Pick<Frame, "low" | "high">, most: number): readonly number[] {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const ticks: number[] = [];
  for (let place = Math.ceil(low / step); place * step <= high; place += 1) ticks.push(place * step);
  return ticks;
}

/** SVG path of a line in a box; gaps where there is no value. */
export function linePath(
  { time, values }: TimedLine,
  frame: Frame,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  let path = "";
  let isOpen = false;
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      isOpen = false;
      return;
    }
    const x = (((time[i] ?? Number.NaN) - frame.fromMs) / (frame.toMs - frame.fromMs)) * width;
    const y = (1 - (value - frame.low) / (frame.high - frame.low)) * height;
    path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    isOpen = true;
  });
  return path;
}

/** The value that a line has at a moment: that of the last point by then; null before its first. */
export function valueAt({ time, values }: TimedLine, atMs: number): number | null {
  let [from, to] = [0, time.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((time[middle] ?? Number.NaN) <= atMs) from = middle + 1;
    else to = middle;
  }
  const value = values[from - 1];
  return value === undefined || !Number.isFinite(value) ? null : value;
}
