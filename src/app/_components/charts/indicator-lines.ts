import type { LineDrawing } from "@/modules/data";
import type { BandPrimitive } from "./band-primitive";

/** An indicator with its parameters, as a chart shows it and as the address carries it. */
export interface ActiveIndicator {
  readonly name: string;
  readonly params: Readonly<Record<string, number>>;
}

/** One line over the bars on the chart, NaN where it has no value. */
export interface IndicatorLine {
  readonly name: string;
  readonly values: Float64Array;
  readonly drawing: LineDrawing;
  /** Place among the inks of its pane. */
  readonly ink: number;
}

/** Lines of one active indicator. */
export interface IndicatorLines {
  /** Address text, which is also what tells two of them apart. */
  readonly key: string;
  readonly title: string;
  readonly scale: "price" | "own";
  readonly lines: readonly IndicatorLine[];
  /** Pairs of lines with the space between them shaded. */
  readonly fills: readonly (readonly [string, string])[];
  /** What shades it; there where `fills` has any. */
  readonly Band?: typeof BandPrimitive;
  readonly guides: readonly number[];
}

/** Height of the pane of prices, where a pane of an indicator has 1. */
export const MAIN_STRETCH = 3.2;

/** More than this is unreadable, and each one costs a pass over the bars. */
export const INDICATORS_MAX = 6;
