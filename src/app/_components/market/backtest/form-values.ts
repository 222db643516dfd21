import { z } from "zod";
import { type ParameterField, parameterDefaults } from "@/app/_components/form";
import { DEFAULT_COSTS } from "@/modules/strategy";
import { backtestSpec, financing } from "@/server/api/routers/inputs";
import type { RunSpec, Strategy } from "../types";

type ParamValues = Record<string, number | boolean | string>;

type Financing = NonNullable<RunSpec["financing"]>;

/** The form: what the API takes, but what was not chosen is an empty box, and a rate that is none is 0. */
export type BacktestForm = Omit<RunSpec, "params" | "from" | "to" | "others" | "benchmark" | "financing"> & {
  readonly params: ParamValues;
  readonly from: string;
  readonly to: string;
  readonly others: readonly string[];
  readonly benchmark: string;
  readonly financing: Financing;
};

const NO_FINANCING: Financing = { creditPercent: 0, debitPercent: 0, borrowPercent: 0 };
/** What a strategy on several takes at least besides the first: empty boxes to fill. */
const othersNeeded = ({ instruments }: Pick<Strategy, "instruments">) =>
  Array.from({ length: instruments.minimum - 1 }, () => "");

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

/**
 * What the form checks before it asks: the server's own schema, the strategy's parameters, and the order of the dates. A
 * strategy on one instrument leaves out what only several have, whatever is in boxes that are not shown.
 */
export function formSchema(
  params: z.ZodType<ParamValues>,
  strategy: Pick<Strategy, "instruments" | "series"> | undefined,
) {
  const isSeveral = strategy !== undefined && tradesSeveral(strategy);
  return backtestSpec
    .extend({
      params: checkedBy(params),
      from: dateOrAll,
      to: dateOrAll,
      others: (isSeveral ? z.array(backtestSpec.shape.symbol) : z.array(z.string())).readonly(),
      benchmark: z.union([z.literal(""), backtestSpec.shape.symbol]),
      financing,
    })
    .refine(({ from, to }) => from === null || to === null || from <= to, {
      path: ["to"],
      message: "on or after the first day",
    })
    .transform(({ others, benchmark, financing: rates, ...spec }) => ({
      ...spec,
      ...(isSeveral && others.length > 0 ? { others } : {}),
      ...(benchmark === "" ? {} : { benchmark }),
      ...(isSeveral && Object.values(rates).some((rate) => rate > 0) ? { financing: rates } : {}),
    }));
}

/** Whether a strategy runs in the loop for several instruments or resolutions. */
export const tradesSeveral = ({ instruments, series }: Pick<Strategy, "instruments" | "series">) =>
  instruments.maximum > 1 || series.length > 0;

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
    others: othersNeeded(strategy),
    benchmark: "",
    financing: NO_FINANCING,
    ...DEFAULT_COSTS,
  };
}

/** Boxes for the other instruments when another strategy is chosen: those that are filled, as many as it may have. */
export function othersFor(strategy: Strategy, others: readonly string[]): readonly string[] {
  const kept = others.slice(0, strategy.instruments.maximum - 1);
  return [...kept, ...othersNeeded(strategy).slice(kept.length)];
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
    others: [...(spec.others ?? [])],
    benchmark: spec.benchmark ?? "",
    financing: spec.financing ?? NO_FINANCING,
  };
}

/** `10 / 30 / 10`: parameters in the order of the form, as a run is told from another in a list. */
export function paramsLabel(params: RunSpec["params"], fields: readonly ParameterField[]): string {
  const names =
    fields.length > 0 ? fields.map(({ name }) => name).filter((name) => name in params) : Object.keys(params);
  return names.map((name) => String(params[name])).join(" / ");
}
