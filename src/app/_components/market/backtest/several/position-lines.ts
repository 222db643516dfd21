import type { RunSeries } from "@/app/_components/charts/equity-columns";
import { LINES_MAX } from "@/app/_components/charts/line-looks";
import { type TimedLine, valueAt } from "@/app/_components/charts/lines-path";

export type PositionView = "weight" | "profit";

export interface PositionLine extends TimedLine {
  readonly id: string;
  readonly name: string;
}

/**
 * What a chart of positions draws: the share of equity in each instrument, or what each earned. Of more instruments than a
 * chart tells apart those that mattered most, and the sum of the others as `rest`.
 */
export function positionLines(
  { equity, positions }: Pick<RunSeries, "equity" | "positions">,
  symbols: readonly string[],
  { view, rest }: { readonly view: PositionView; readonly rest: string },
): readonly PositionLine[] {
  const { time, worth, profit } = positions;
  const own = { time: equity.time, values: equity.equity };
  const total = time.map((at) => valueAt(own, at) ?? Number.NaN);
  const all = symbols.map((name, place) => {
    const values =
      view === "weight"
        ? (worth[place] ?? new Float64Array(0)).map((value, i) => value / (total[i] ?? Number.NaN))
        : (profit[place] ?? new Float64Array(0));
    return { id: name, name, time, values };
  });
  if (all.length <= LINES_MAX) return all;
  const size = ({ values }: PositionLine) => values.reduce((sum, value) => sum + Math.abs(value), 0);
  const shown = new Set(all.toSorted((a, b) => size(b) - size(a)).slice(0, LINES_MAX - 1));
  const others = all.filter((line) => !shown.has(line));
  const values = time.map((_, i) => others.reduce((sum, line) => sum + (line.values[i] ?? 0), 0));
  return [...all.filter((line) => shown.has(line)), { id: "rest", name: rest, time, values }];
}
