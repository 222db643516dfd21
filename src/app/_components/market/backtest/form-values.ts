import { z } from "zod";
import { type ParameterField, parameterDefaults } from "@/app/_components/form";
import { DEFAULT_COSTS } from "@/modules/strategy";
import { backtestSpec } from "@/server/api/routers/inputs";
import type { RunSpec, Strategy } from "../types";

type ParamValues = Record<string, number | boolean | string>;

/** The form: what the API takes, but a date that was not chosen is an empty box. */
export type BacktestForm = Omit<RunSpec, "params" | "from" | "to"> & {
  readonly params: ParamValues;
  readonly from: string;
  readonly to: string;
};

const DATE_WORDS = "a date like 2020-12-31, or empty for all there is";
const dateOrAll = z
  .string()
  .refine((text) => text === "" || backtestSpec.shape.from.safeParse(text).success, DATE_WORDS)
  .transform((text) => (text === "" ? null : text));

/** The parameters as `schema` takes them: its issues keep their place below `params`. */
function checkedBy(schema: z.ZodType<ParamValues>) {
  return z
    .custom<ParamValues>((value) => typeof value === "object" && value !== null)
    .superRefine((value, context) => {
      const parsed = schema.safeParse(value);
      for (const { path, message } of parsed.error?.issues ?? []) context.addIssue({ code: "custom", path, message });
    });
}

/** What the form checks before it asks: the server's own schema, the strategy's parameters, and the order of the dates. */
export function formSchema(params: z.ZodType<ParamValues>) {
  return backtestSpec
    .extend({
      params: checkedBy(params),
      from: dateOrAll,
      to: dateOrAll,
    })
    .refine(({ from, to }) => from === null || to === null || from <= to, {
      path: ["to"],
      message: "on or after the first day",
    });
}

/** The form for a strategy nobody has touched yet. */
export function newForm(strategy: Strategy, symbol: string, resolution: RunSpec["resolution"]): BacktestForm {
  return {
    strategy: strategy.name,
    params: parameterDefaults(strategy.parameters),
    symbol,
    resolution,
    from: "",
    to: "",
    adjustment: "split",
    ...DEFAULT_COSTS,
  };
}

/** The form that would ask for a run again. Parameters the strategy has gained since then have their defaults. */
export function formOfSpec(spec: RunSpec, fields: readonly ParameterField[]): BacktestForm {
  const known = Object.fromEntries(
    Object.entries(spec.params).filter(([name]) => fields.some((field) => field.name === name)),
  );
  return {
    ...spec,
    params: { ...parameterDefaults(fields), ...known },
    from: spec.from ?? "",
    to: spec.to ?? "",
  };
}

/** `10 / 30 / 10`: parameters in the order of the form, as a run is told from another in a list. */
export function paramsLabel(params: RunSpec["params"], fields: readonly ParameterField[]): string {
  const names =
    fields.length > 0 ? fields.map(({ name }) => name).filter((name) => name in params) : Object.keys(params);
  return names.map((name) => String(params[name])).join(" / ");
}
