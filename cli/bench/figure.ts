/** One measured figure beside the limit or peer of the same run. */
export interface Figure {
  /** Row of the speed table. */
  readonly row: number;
  readonly what: string;
  /** The size it was measured at: bars, or what `what` counts. */
  readonly bars: number;
  /** In `unit`. */
  readonly value: number;
  readonly unit: "bars/s" | "rows/s" | "req/s" | "msg/s" | "ms" | "MB" | "statements/s";
  readonly against: string;
  readonly againstValue: number;
}

/** How much of the limit was reached: above 1 is better than the other, for every unit. */
export function ratioOf({ unit, value, againstValue }: Figure): number {
  return LESS_IS_BETTER.has(unit) ? againstValue / value : value / againstValue;
}

const LESS_IS_BETTER: ReadonlySet<Figure["unit"]> = new Set(["ms", "MB", "statements/s"]);

/** What a figure costs: time, or memory; of requests, that of one. */
function costOf({ unit, value, bars }: Figure): number {
  if (unit === "req/s" || unit === "msg/s") return 1 / value;
  return LESS_IS_BETTER.has(unit) ? value : bars / value;
}

/**
 * How cost grows with size between two figures of one row: the k of cost ~ size^k. 1 is linear, 0 is constant. NaN for one
 * size twice.
 */
export function growthExponent(small: Figure, large: Figure): number {
  return Math.log(costOf(large) / costOf(small)) / Math.log(large.bars / small.bars);
}

const INTEGER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

function amount(value: number, unit: Figure["unit"]): string {
  if (unit === "bars/s") return `${(value / 1e6).toFixed(2)} M bars/s`;
  // Milliseconds below ten differ behind the point.
  if (unit === "ms" && value < 10) return `${value.toFixed(2)} ms`;
  return `${INTEGER.format(value)} ${unit}`;
}

/** The figures as lines of text, with the growth exponent behind the larger size of each row. */
export function toLines(figures: readonly Figure[]): readonly string[] {
  const header = ["row", "what", "size", "figure", "against, in this run", "ratio", "growth"];
  const rows = figures.map((figure) => {
    const smaller = figures.find(
      ({ row, what, bars }) => row === figure.row && what === figure.what && bars < figure.bars,
    );
    return [
      String(figure.row),
      figure.what,
      INTEGER.format(figure.bars),
      amount(figure.value, figure.unit),
      `${figure.against} ${amount(figure.againstValue, figure.unit)}`,
      ratioOf(figure).toFixed(2),
      smaller === undefined ? "" : `size^${growthExponent(smaller, figure).toFixed(2)}`,
    ];
  });
  const table = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  return table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
