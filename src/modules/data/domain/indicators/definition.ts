import { err, ok, type Result } from "@/modules/_kernel";
import type { IndicatorField, Params, ParamsError } from "./params";

/** A column of the bars, or `other`: the closes of a second instrument, bar for bar. */
export type IndicatorInput = "open" | "high" | "low" | "close" | "volume" | "other";

/** What an indicator reads: bar columns, or one series that takes the place of its only column. */
export type IndicatorInputs = Readonly<Partial<Record<IndicatorInput, Float64Array>>> & {
  readonly series?: Float64Array;
};

export type IndicatorMode = "batch" | "stream";

export type IndicatorError =
  | { readonly kind: "indicator.unknown"; readonly name: string; readonly expected: readonly string[] }
  | { readonly kind: "indicator.bad_param"; readonly name: string; readonly path: string; readonly expected: string }
  | {
      readonly kind: "indicator.missing_input";
      readonly name: string;
      readonly path: string;
      readonly expected: string;
    }
  | {
      readonly kind: "indicator.unequal_inputs";
      readonly name: string;
      readonly path: string;
      readonly expected: string;
    }
  /** Every line of it looks ahead: there is nothing to say when a bar closes. */
  | { readonly kind: "indicator.no_stream"; readonly name: string; readonly path: string; readonly expected: string };

/** State of one indicator over its bars: writes the lines of bars `from` up to and without `to`, in order, each bar once. */
export type Run = (inputs: readonly Float64Array[], from: number, to: number, lines: readonly Float64Array[]) => void;

/** Groups of the picker and of `calc --list indicator`. */
export const INDICATOR_CATEGORIES = ["average", "trend", "momentum", "volatility", "volume", "statistics"] as const;
export type IndicatorCategory = (typeof INDICATOR_CATEGORIES)[number];

/**
 * How a chart draws one line. `candles` are the lines open, high, low and close together; `hidden` is only read in the legend,
 * because other lines draw the same.
 */
export type LineDrawing = "line" | "histogram" | "dots" | "candles" | "hidden";

export interface IndicatorDefinition {
  /** Name in `calc`, in saved charts and in strategies. */
  readonly name: string;
  readonly title: string;
  /** What it shows, in one sentence. */
  readonly summary: string;
  readonly category: IndicatorCategory;
  /** Its parameters with defaults and bounds, in order. Forms are generated from it. */
  readonly fields: readonly IndicatorField[];
  /** Columns it reads, in the order in which its steps take them. */
  readonly inputs: readonly IndicatorInput[];
  /** True when `series` may stand in for its only column. */
  readonly takesSeries: boolean;
  readonly lines: readonly string[];
  /** Lines that look ahead: they change as bars come in, and are not there in a stream. */
  readonly lookAhead: readonly string[];
  /** `price`: drawn over the candles. `own`: has a scale of its own. */
  readonly scale: "price" | "own";
  /** By line; a line that is not named is a line. */
  readonly drawing: Readonly<Record<string, LineDrawing>>;
  /** Pairs of lines with the space between them shaded. */
  readonly fills: readonly (readonly [string, string])[];
  /** Levels by which it is read. */
  readonly guides: readonly number[];
  /** Where the formula comes from. */
  readonly source: string;
  /** Takes parameters from outside: missing ones have their default, everything else is refused with its reason. */
  check(params: unknown): Result<Readonly<Record<string, number>>, ParamsError>;
  /** Starts it with parameters from outside; the first bad one is named. */
  start(params: unknown): Result<Run, IndicatorError>;
}

type Optional = "lookAhead" | "drawing" | "fills" | "guides";
export type Facts = Omit<IndicatorDefinition, "fields" | "check" | "start" | "takesSeries" | Optional> &
  Partial<Pick<IndicatorDefinition, Optional>>;

/**
 * What a bar with something that is no number does: `own` the indicator knows itself, `restart` it has no value there and
 * warms up anew after it, `skip` it has no value there and goes on as if the bar had not been. All give NaN at the bar.
 */
type Gaps = "own" | "restart" | "skip";

export const SKENDER = "Skender Stock.Indicators";

/** A column by its place. There is one for every input and line; the empty one only satisfies the type. */
export const at = (columns: readonly Float64Array[], index: number): Float64Array =>
  columns[index] ?? new Float64Array(0);

/** Bars `from` up to and without `to` of a column by its place: the same memory. */
export const part = (columns: readonly Float64Array[], index: number, from: number, to: number): Float64Array =>
  at(columns, index).subarray(from, to);

/** Bars looked through for gaps at a time, so that the bars are still in the processor's cache when they are computed. */
const GAP_CHUNK_BARS = 2048;

/** First bar from `from` up to and without `to` with something that is no number in any column; `to` when there is none. */
function firstGap(inputs: readonly Float64Array[], from: number, to: number): number {
  let end = to;
  for (const column of inputs) {
    let i = from;
    // Four at a time: a number times 0 is 0, and anything else makes the sum NaN.
    for (; i + 3 < end; i += 4) {
      const first = (column[i] ?? Number.NaN) * 0 + (column[i + 1] ?? Number.NaN) * 0;
      const second = (column[i + 2] ?? Number.NaN) * 0 + (column[i + 3] ?? Number.NaN) * 0;
      if (first + second !== 0) break;
    }
    for (; i < end; i += 1) {
      if (!Number.isFinite(column[i])) end = i;
    }
  }
  return end;
}

/** Feeds an indicator only bars that are numbers, and does at each other bar what `gaps` says. */
function overGaps(make: () => Run, gaps: "restart" | "skip"): Run {
  let run = make();
  let isFresh = true;
  return (inputs, from, to, lines) => {
    let next = from;
    while (next < to) {
      const end = Math.min(next + GAP_CHUNK_BARS, to);
      const gap = firstGap(inputs, next, end);
      if (gap > next) {
        run(inputs, next, gap, lines);
        isFresh = false;
      }
      next = gap;
      if (gap === end) continue;
      for (const line of lines) line[gap] = Number.NaN;
      if (gaps === "restart" && !isFresh) [run, isFresh] = [make(), true];
      next += 1;
    }
  };
}

/** Joins facts, parameters and steps of an indicator. */
export function define<Name extends string>(
  facts: Facts,
  params: Params<Name>,
  make: (params: Readonly<Record<Name, number>>) => Run,
  gaps: Gaps = "restart",
): IndicatorDefinition {
  const start = (raw: unknown): Result<Run, IndicatorError> => {
    const checked = params.check(raw ?? {});
    if (!checked.ok) {
      const [{ name, expected }] = checked.error.faults;
      const path = name === null ? "params" : `params.${name}`;
      return err({ kind: "indicator.bad_param", name: facts.name, path, expected });
    }
    const { value } = checked;
    return ok(gaps === "own" ? make(value) : overGaps(() => make(value), gaps));
  };
  return {
    lookAhead: [],
    drawing: {},
    fills: [],
    guides: [],
    ...facts,
    fields: params.fields,
    takesSeries: facts.inputs.filter((input) => input !== "other").length === 1,
    check: params.check,
    start,
  };
}

export const CLOSE: readonly IndicatorInput[] = ["close"];
export const HIGH_LOW: readonly IndicatorInput[] = ["high", "low"];
export const HLC: readonly IndicatorInput[] = ["high", "low", "close"];
export const HLCV: readonly IndicatorInput[] = ["high", "low", "close", "volume"];
