import { z } from "zod";
import { ok, type Result } from "@/modules/_kernel";
import {
  computeIndicator,
  computeRenko,
  findIndicator,
  type IndicatorError,
  indicatorList,
  RENKO_BRICKS_MAX,
} from "@/modules/data";
import { type CalcError, defineCalculator, refuse } from "./answer";
import { numbers, numbersOrNull, times, toJsonColumn, unequalColumn } from "./fields";

const bars = z.strictObject({
  time: times().optional(),
  open: numbers().optional(),
  high: numbers().optional(),
  low: numbers().optional(),
  close: numbers().optional(),
  volume: numbers().optional(),
});

const input = z
  .strictObject({
    name: z.string("the name of an indicator: calc --list indicator prints them"),
    params: z.record(z.string(), z.unknown(), "an object of parameters").default({}),
    bars: bars.optional(),
    series: numbersOrNull().optional(),
    other: numbersOrNull().optional(),
    mode: z.enum(["batch", "stream"], "batch or stream").default("batch"),
  })
  .superRefine((value, context) => {
    if ((value.bars === undefined) === (value.series === undefined)) {
      context.addIssue({ code: "custom", path: ["series"], message: "either bars or series" });
    }
  });

/** Any indicator of the chart, bar by bar: one value a bar and line, null while warming up. */
export const indicator = defineCalculator({
  name: "indicator",
  summary: "any indicator of the chart over bars or one series",
  input,
  answer: ({ name, params, bars: columns, series, other, mode }) => {
    const { time, ...prices } = columns ?? {};
    const unequal = unequalColumn({ time: time?.values, ...prices });
    if (unequal !== null) return refuse("input.invalid", unequal.path, unequal.message);
    const given = Object.fromEntries(Object.entries(prices).filter(([, values]) => values !== undefined));
    const second = other === undefined ? {} : { other };
    const inputs = series === undefined ? { ...given, ...second } : { series, ...second };
    const lines = computeIndicator(name, params, inputs, mode);
    if (!lines.ok) return { ok: false, error: toError(lines.error) };
    if (name === "renko") return bricksOf(params, given, time?.given);
    const entries = Object.entries(lines.value).map(([line, values]) => [line, toJsonColumn(values)]);
    return ok({ series: Object.fromEntries(entries) });
  },
});

/** Renko has bricks instead of a value a bar. Its parameters and columns were checked when its lines were computed. */
function bricksOf(
  params: Readonly<Record<string, unknown>>,
  given: Readonly<Partial<Record<"high" | "low" | "close" | "volume", Float64Array>>>,
  barTimes: readonly unknown[] | undefined,
): Result<unknown, CalcError> {
  const none = new Float64Array(0);
  const { high = none, low = none, close = none, volume = none } = given;
  const checked = findIndicator("renko")?.check(params);
  const brickSize = (checked?.ok === true ? checked.value["brickSize"] : undefined) ?? Number.NaN;
  const bricks = computeRenko({ high, low, close, volume }, brickSize);
  if (bricks === null) {
    return refuse(
      "indicator.too_many",
      "params.brickSize",
      `bricks so large that there are at most ${RENKO_BRICKS_MAX}`,
    );
  }
  return ok({
    bricks: barTimes === undefined ? bricks : bricks.map((brick) => ({ time: barTimes[brick.bar], ...brick })),
  });
}

function toError(error: IndicatorError): CalcError {
  if (error.kind === "indicator.unknown") {
    return { kind: error.kind, message: `one of ${error.expected.join(", ")}; was "${error.name}"`, path: "name" };
  }
  return { kind: error.kind, message: error.expected, path: error.path };
}

/** Every indicator: what it is, parameters with defaults and bounds, columns, lines, those that look ahead, and whose formula. */
export function listIndicators(): unknown {
  return {
    indicators: indicatorList.map((definition) => ({
      name: definition.name,
      title: definition.title,
      summary: definition.summary,
      category: definition.category,
      params: definition.fields,
      inputs: definition.takesSeries ? ["series", ...definition.inputs] : definition.inputs,
      lines: definition.lines,
      lookAhead: definition.lookAhead,
      source: definition.source,
    })),
  };
}
