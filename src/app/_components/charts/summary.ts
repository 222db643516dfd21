import { type BarColumns, barAt } from "@/modules/data";

/** What a chart shows, in numbers: the words for people who cannot see it are made of these. */
export interface SpanSummary {
  readonly bars: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly lastClose: number;
  /** Change of the last close to the one before it, a fraction; null when there is none before or it is not above 0. */
  readonly lastChange: number | null;
  /** Change from the first close shown to the last, a fraction; null when the first is not above 0. */
  readonly spanChange: number | null;
  readonly highest: number;
  readonly highestMs: number;
  readonly lowest: number;
  readonly lowestMs: number;
}

/** `to / from - 1` for prices above 0, else null. */
export function changeBetween(from: number | undefined, to: number | undefined): number | null {
  return from !== undefined && to !== undefined && from > 0 ? to / from - 1 : null;
}

/** Sums up the bars from index `from` to `to`, both inside and held to what there is. Null without a bar. */
export function summarizeSpan(bars: BarColumns, from: number, to: number): SpanSummary | null {
  const first = Math.max(Math.ceil(from), 0);
  const last = Math.min(Math.floor(to), bars.time.length - 1);
  const [start, end] = [barAt(bars, first), barAt(bars, last)];
  if (first > last || start === null || end === null) return null;
  let [highest, lowest] = [first, first];
  for (let index = first; index <= last; index += 1) {
    if ((bars.high[index] ?? 0) > (bars.high[highest] ?? 0)) highest = index;
    if ((bars.low[index] ?? 0) < (bars.low[lowest] ?? 0)) lowest = index;
  }
  return {
    bars: last - first + 1,
    firstMs: start.time,
    lastMs: end.time,
    lastClose: end.close,
    lastChange: changeBetween(bars.close[last - 1], end.close),
    spanChange: changeBetween(start.close, end.close),
    highest: bars.high[highest] ?? 0,
    highestMs: bars.time[highest] ?? 0,
    lowest: bars.low[lowest] ?? 0,
    lowestMs: bars.time[lowest] ?? 0,
  };
}
