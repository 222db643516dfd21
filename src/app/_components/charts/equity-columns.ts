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
  };
}

/** Index of the lowest value; -1 when there is none. */
export function lowestIndex(column: Float64Array): number {
  let lowest = -1;
  for (let index = 0; index < column.length; index += 1) {
    if (lowest < 0 || (column[index] ?? 0) < (column[lowest] ?? 0)) lowest = index;
  }
  return lowest;
}
