import type { NamedColumns } from "@/modules/data";
import type { FillColumns } from "./fills";

/** A run as columns, one value a bar: equity and benchmark in the run's currency, drawdown as a fraction at or below 0. */
export interface EquityColumns {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly benchmark: Float64Array;
  readonly drawdown: Float64Array;
}

export interface RunSeries {
  readonly equity: EquityColumns;
  readonly fills: FillColumns;
  /** Of a run on several instruments the place of each fill's own; empty for any other. */
  readonly fillInstrument: Float64Array;
  /** What each instrument was worth and had earned, by place; no columns for a run on one. */
  readonly positions: {
    readonly time: Float64Array;
    readonly worth: readonly Float64Array[];
    readonly profit: readonly Float64Array[];
  };
}

/** The series of a run out of its message, or null when a column is missing or two that belong together differ in length. */
export function runSeriesOf(columns: NamedColumns): RunSeries | null {
  const { time, equity, benchmark, drawdown, fillTime, fillPrice, fillQuantity } = columns;
  if (time === undefined || equity === undefined || benchmark === undefined || drawdown === undefined) return null;
  if (fillTime === undefined || fillPrice === undefined || fillQuantity === undefined) return null;
  const isEven = [equity, benchmark, drawdown].every((column) => column.length === time.length);
  const isEvenFills = [fillPrice, fillQuantity].every((column) => column.length === fillTime.length);
  if (!isEven || !isEvenFills) return null;
  return {
    equity: { time, equity, benchmark, drawdown },
    fills: { time: fillTime, price: fillPrice, quantity: fillQuantity },
    fillInstrument: columns["fillInstrument"] ?? NOTHING,
    positions: {
      time: columns["positionTime"] ?? NOTHING,
      worth: numbered(columns, "worth"),
      profit: numbered(columns, "profit"),
    },
  };
}

const NOTHING = new Float64Array(0);

/** `worth0`, `worth1`, ... as a list. */
function numbered(columns: NamedColumns, name: string): readonly Float64Array[] {
  const found: Float64Array[] = [];
  for (let column = columns[`${name}0`]; column !== undefined; column = columns[`${name}${found.length}`]) {
    found.push(column);
  }
  return found;
}

/** The fills of one instrument, by its place. */
export function fillsOf({ fills, fillInstrument }: RunSeries, place: number): FillColumns {
  if (fillInstrument.length === 0) return fills;
  const kept = Array.from(fillInstrument.keys()).filter((fill) => fillInstrument[fill] === place);
  const pick = (column: Float64Array) => Float64Array.from(kept, (fill) => column[fill] ?? Number.NaN);
  return { time: pick(fills.time), price: pick(fills.price), quantity: pick(fills.quantity) };
}

/** Index of the lowest value; -1 when there is none. */
export function lowestIndex(column: Float64Array): number {
  let lowest = -1;
  for (let index = 0; index < column.length; index += 1) {
    if (lowest < 0 || (column[index] ?? 0) < (column[lowest] ?? 0)) lowest = index;
  }
  return lowest;
}
