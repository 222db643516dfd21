import { z } from "zod";
import { ok } from "@/modules/_kernel";
import { computeIndicator, type IndicatorError, indicatorList } from "@/modules/data";
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
  answer: ({ name, params, bars: columns, series, mode }) => {
    const { time, ...prices } = columns ?? {};
    const unequal = unequalColumn({ time: time?.values, ...prices });
    if (unequal !== null) return refuse("input.invalid", unequal.path, unequal.message);
    const given = Object.fromEntries(Object.entries(prices).filter(([, values]) => values !== undefined));
    const inputs = series === undefined ? given : { series };
    const lines = computeIndicator(name, params, inputs, mode);
    if (!lines.ok) return { ok: false, error: toError(lines.error) };
    const entries = Object.entries(lines.value).map(([line, values]) => [line, toJsonColumn(values)]);
    return ok({ series: Object.fromEntries(entries) });
  },
});

function toError(error: IndicatorError): CalcError {
  if (error.kind === "indicator.unknown") {
    return { kind: error.kind, message: `one of ${error.expected.join(", ")}; was "${error.name}"`, path: "name" };
  }
  return { kind: error.kind, message: error.expected, path: error.path };
}

/** Every indicator with parameters, defaults, lines and the source of its formula. */
export function listIndicators(): unknown {
  return {
    indicators: indicatorList.map(({ name, title, fields, inputs, takesSeries, lines, source }) => ({
      name,
      title,
      params: fields,
      inputs: takesSeries ? ["series", ...inputs] : inputs,
      lines,
      source,
    })),
  };
}
