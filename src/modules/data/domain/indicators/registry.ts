import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import { makeAtr, makeTrueRange } from "./atr";
import { makeDonchian } from "./donchian";
import { makeEma } from "./ema";
import { INDICATOR_LENGTH_MAX, type SeriesIndicator } from "./indicator";
import { makeMacd } from "./macd";
import { makeMomentum, makeRoc } from "./momentum";
import { makeObv } from "./obv";
import { makeRsi } from "./rsi";
import { makeSma } from "./sma";
import { makeBollinger, makeStdev } from "./stdev";
import { makeWma } from "./wma";

type IndicatorInput = "open" | "high" | "low" | "close" | "volume";

/** What an indicator reads: bar columns, or one series that takes the place of the close. */
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
    };

/** State of one indicator over its bars: writes the lines of bars `from` up to and without `to`, in order, each bar once. */
type Run = (inputs: readonly Float64Array[], from: number, to: number, lines: readonly Float64Array[]) => void;

/** One parameter as a generated form needs it. */
interface IndicatorField {
  readonly name: string;
  readonly label: string;
  readonly type: "integer" | "number";
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface IndicatorDefinition {
  /** Name in `calc`, in saved charts and in strategies. */
  readonly name: string;
  readonly title: string;
  /** Parameters with defaults and bounds; unknown ones are refused. Forms are generated from it. */
  readonly params: z.ZodType<Readonly<Record<string, number>>>;
  readonly fields: readonly IndicatorField[];
  /** Columns it reads, in the order in which its steps take them. */
  readonly inputs: readonly IndicatorInput[];
  /** True when `series` may stand in for its only input. */
  readonly takesSeries: boolean;
  readonly lines: readonly string[];
  /** `price`: drawn over the candles. `own`: has a scale of its own. */
  readonly scale: "price" | "own";
  /** Where the formula comes from. */
  readonly source: string;
  /** Starts it with parameters from outside; every bad one is named. */
  start(params: unknown): Result<Run, IndicatorError>;
}

const at = (columns: readonly Float64Array[], index: number): Float64Array => columns[index] ?? new Float64Array(0);
const SKENDER = "Skender Stock.Indicators";

/** A whole number of bars with a default. */
const bars = (fallback: number, title = "Length") =>
  z
    .int(`a whole number from 1 to ${INDICATOR_LENGTH_MAX}`)
    .min(1, `a whole number from 1 to ${INDICATOR_LENGTH_MAX}`)
    .max(INDICATOR_LENGTH_MAX, `a whole number from 1 to ${INDICATOR_LENGTH_MAX}`)
    .default(fallback)
    .meta({ title });
const lengthOnly = (fallback: number) => z.strictObject({ length: bars(fallback) });
/** A multiple of a deviation. */
const multiplierOf = (fallback: number) =>
  z
    .number("a number from 0.01 to 100")
    .min(0.01, "a number from 0.01 to 100")
    .max(100, "a number from 0.01 to 100")
    .default(fallback)
    .meta({ title: "Multiplier" });
const noParams = z.strictObject({});

type Facts = Omit<IndicatorDefinition, "params" | "fields" | "start" | "takesSeries">;

const FieldSchema = z.object({
  title: z.string(),
  type: z.enum(["integer", "number"]),
  default: z.number(),
  minimum: z.number(),
  maximum: z.number(),
});
const ParamsSchema = z.object({ properties: z.record(z.string(), FieldSchema) });

/** Fields of the form, read off the schema that checks what the form sends: there is no second list to keep in step. */
function fieldsOf(params: z.ZodType): readonly IndicatorField[] {
  const { properties } = ParamsSchema.parse(z.toJSONSchema(params, { io: "input" }));
  return Object.entries(properties).map(([name, { title, ...field }]) => ({ name, label: title, ...field }));
}

function define<P extends Readonly<Record<string, number>>>(
  facts: Facts,
  params: z.ZodType<P>,
  make: (params: P) => Run,
): IndicatorDefinition {
  const start = (raw: unknown): Result<Run, IndicatorError> => {
    const parsed = params.safeParse(raw ?? {});
    if (parsed.success) return ok(make(parsed.data));
    const [issue] = parsed.error.issues;
    const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
    const path = ["params", ...(issue?.path ?? []), ...unknown].join(".");
    const known = fieldsOf(params).map((field) => field.name);
    const names = known.length === 0 ? "no parameters" : `only ${known.join(", ")}`;
    const expected = unknown.length > 0 ? names : (issue?.message ?? "valid parameters");
    return err({ kind: "indicator.bad_param", name: facts.name, path, expected });
  };
  return { ...facts, params, fields: fieldsOf(params), takesSeries: facts.inputs.length === 1, start };
}

/** One series in, one line out. */
const series = (indicator: SeriesIndicator): Run => {
  return (inputs, from, to, lines) => {
    const [input, line] = [at(inputs, 0), at(lines, 0)];
    for (let i = from; i < to; i += 1) line[i] = indicator.next(input[i] ?? Number.NaN);
  };
};

const CLOSE: readonly IndicatorInput[] = ["close"];
const HLC: readonly IndicatorInput[] = ["high", "low", "close"];
const closeLine = (name: string, title: string, scale: "price" | "own", method: string): Facts => {
  return { name, title, inputs: CLOSE, lines: [name], scale, source: `${SKENDER}, ${method}` };
};

const averages: readonly IndicatorDefinition[] = [
  // Written out rather than through `series`: with a loop of its own the compiler inlines the step.
  define(closeLine("sma", "Simple moving average", "price", "GetSma"), lengthOnly(20), ({ length }) => {
    const sma = makeSma(length);
    return (inputs, from, to, lines) => {
      const [input, line] = [at(inputs, 0), at(lines, 0)];
      for (let i = from; i < to; i += 1) line[i] = sma.next(input[i] ?? Number.NaN);
    };
  }),
  define(closeLine("ema", "Exponential moving average", "price", "GetEma"), lengthOnly(20), ({ length }) => {
    const ema = makeEma(length);
    return (inputs, from, to, lines) => {
      const [input, line] = [at(inputs, 0), at(lines, 0)];
      for (let i = from; i < to; i += 1) line[i] = ema.next(input[i] ?? Number.NaN);
    };
  }),
  define(closeLine("wma", "Weighted moving average", "price", "GetWma"), lengthOnly(20), ({ length }) =>
    series(makeWma(length)),
  ),
];

const oscillators: readonly IndicatorDefinition[] = [
  define(closeLine("rsi", "Relative strength index", "own", "GetRsi (Wilder 1978)"), lengthOnly(14), ({ length }) => {
    const rsi = makeRsi(length);
    return (inputs, from, to, lines) => {
      const [input, line] = [at(inputs, 0), at(lines, 0)];
      for (let i = from; i < to; i += 1) line[i] = rsi.next(input[i] ?? Number.NaN);
    };
  }),
  define(closeLine("momentum", "Momentum", "own", "GetRoc, line Momentum"), lengthOnly(10), ({ length }) =>
    series(makeMomentum(length)),
  ),
  define(closeLine("roc", "Rate of change", "own", "GetRoc"), lengthOnly(10), ({ length }) => series(makeRoc(length))),
  define(closeLine("stdev", "Standard deviation", "own", "GetStdDev"), lengthOnly(20), ({ length }) =>
    series(makeStdev(length)),
  ),
  define(
    { ...closeLine("macd", "MACD", "own", "GetMacd"), lines: ["macd", "signal", "histogram"] },
    z
      .strictObject({ fast: bars(12, "Fast"), slow: bars(26, "Slow"), signal: bars(9, "Signal") })
      .refine(({ fast, slow }) => fast < slow, { path: ["fast"], message: "a number below slow" }),
    ({ fast, slow, signal }) => {
      const macd = makeMacd(fast, slow, signal);
      return (inputs, from, to, lines) => {
        const [input, line, signalLine, histogram] = [at(inputs, 0), at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          macd.next(input[i] ?? Number.NaN);
          line[i] = macd.macd;
          signalLine[i] = macd.signal;
          histogram[i] = macd.histogram;
        }
      };
    },
  ),
];

const channels: readonly IndicatorDefinition[] = [
  define(
    {
      name: "donchian",
      title: "Donchian channel",
      inputs: ["high", "low"],
      lines: ["upper", "middle", "lower"],
      scale: "price",
      source: `${SKENDER}, GetDonchian`,
    },
    lengthOnly(20),
    ({ length }) => {
      const donchian = makeDonchian(length);
      return (inputs, from, to, lines) => {
        const [high, low] = [at(inputs, 0), at(inputs, 1)];
        const [upper, middle, lower] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          donchian.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN);
          upper[i] = donchian.upper;
          middle[i] = donchian.middle;
          lower[i] = donchian.lower;
        }
      };
    },
  ),
  define(
    { ...closeLine("bollinger", "Bollinger bands", "price", "GetBollingerBands"), lines: ["middle", "upper", "lower"] },
    z.strictObject({
      length: bars(20),
      multiplier: multiplierOf(2),
    }),
    ({ length, multiplier }) => {
      const bands = makeBollinger(length, multiplier);
      return (inputs, from, to, lines) => {
        const [input, middle, upper, lower] = [at(inputs, 0), at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          bands.next(input[i] ?? Number.NaN);
          middle[i] = bands.middle;
          upper[i] = bands.upper;
          lower[i] = bands.lower;
        }
      };
    },
  ),
];

const ranges: readonly IndicatorDefinition[] = [
  define({ ...closeLine("true_range", "True range", "own", "GetTr (Wilder 1978)"), inputs: HLC }, noParams, () => {
    const range = makeTrueRange();
    return (inputs, from, to, lines) => {
      const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
      for (let i = from; i < to; i += 1) {
        line[i] = range.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
      }
    };
  }),
  define(
    { ...closeLine("atr", "Average true range", "own", "GetAtr (Wilder 1978)"), inputs: HLC },
    lengthOnly(14),
    ({ length }) => {
      const atr = makeAtr(length);
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        for (let i = from; i < to; i += 1) {
          line[i] = atr.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
        }
      };
    },
  ),
  define({ ...closeLine("obv", "On-balance volume", "own", "GetObv"), inputs: ["close", "volume"] }, noParams, () => {
    const obv = makeObv();
    return (inputs, from, to, lines) => {
      const [close, volume, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
      for (let i = from; i < to; i += 1) line[i] = obv.next(close[i] ?? Number.NaN, volume[i] ?? 0);
    };
  }),
];

/** Every indicator there is. What is not in it does not exist: no menu, no `calc` answer, no strategy has it. */
export const indicatorList: readonly IndicatorDefinition[] = [...averages, ...oscillators, ...channels, ...ranges];

function gather(
  definition: IndicatorDefinition,
  inputs: IndicatorInputs,
): Result<readonly Float64Array[], IndicatorError> {
  const { name } = definition;
  const columns: Float64Array[] = [];
  for (const input of definition.inputs) {
    const column = (definition.takesSeries ? inputs.series : undefined) ?? inputs[input];
    if (column === undefined) {
      const expected = definition.takesSeries
        ? `series, or bars with ${input}`
        : `bars with ${definition.inputs.join(", ")}`;
      return err({ kind: "indicator.missing_input", name, path: `bars.${input}`, expected });
    }
    const length = columns[0]?.length ?? column.length;
    if (column.length !== length) {
      return err({ kind: "indicator.unequal_inputs", name, path: `bars.${input}`, expected: `${length} values` });
    }
    columns.push(column);
  }
  return ok(columns);
}

/**
 * Computes an indicator over whole columns: one value an input bar for every line, NaN while warming up.
 *
 * @param params - From outside: missing ones take their default, unknown or out-of-range ones are refused by name.
 * @param inputs - Bar columns of one length, or `series` for an indicator of one input.
 * @param mode - `stream` feeds one bar at a time; the answer equals `batch` bit for bit.
 */
export function computeIndicator(
  name: string,
  params: unknown,
  inputs: IndicatorInputs,
  mode: IndicatorMode = "batch",
): Result<Readonly<Record<string, Float64Array>>, IndicatorError> {
  const definition = indicatorList.find((candidate) => candidate.name === name);
  if (definition === undefined) {
    return err({ kind: "indicator.unknown", name, expected: indicatorList.map((candidate) => candidate.name) });
  }
  const run = definition.start(params);
  if (!run.ok) return run;
  const columns = gather(definition, inputs);
  if (!columns.ok) return columns;
  const count = at(columns.value, 0).length;
  const lines = definition.lines.map(() => new Float64Array(count));
  if (mode === "batch") run.value(columns.value, 0, count, lines);
  else for (let i = 0; i < count; i += 1) run.value(columns.value, i, i + 1, lines);
  return ok(Object.fromEntries(definition.lines.map((line, index) => [line, at(lines, index)])));
}
