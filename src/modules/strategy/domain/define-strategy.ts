import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import type {
  ParameterField,
  ParamIssue,
  PreparedStrategy,
  StrategyDefinition,
  StrategyError,
  StrategyParams,
  StrategyRun,
} from "./strategy";

interface Facts<P extends StrategyParams> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly version: string;
  readonly schema: z.ZodType<P>;
  warmUpBars(params: P): number;
  start(params: P): StrategyRun;
}

/**
 * A strategy from its facts: the form's fields are read off the schema, so there is no second list to keep in step. The
 * schema is a strict object whose properties each carry `title`, `description`, `unit` and a default.
 */
export function defineStrategy<P extends StrategyParams>(facts: Facts<P>): StrategyDefinition {
  const { name, title, description, source, version, schema } = facts;
  const fields = fieldsOf(schema);
  const prepare = (raw: unknown): Result<PreparedStrategy, StrategyError> => {
    const read = readParams(facts, fields, raw);
    if (!read.ok) return read;
    const params = read.value;
    return ok({ params, warmUpBars: facts.warmUpBars(params), start: () => facts.start(params) });
  };
  return { name, title, description, source, version, schema, fields, own: null, prepare };
}

/** Parameters from outside, checked and completed; every bad one is named with what would pass. */
export function readParams<P extends StrategyParams>(
  { name, schema }: { readonly name: string; readonly schema: z.ZodType<P> },
  fields: readonly ParameterField[],
  raw: unknown,
): Result<P, StrategyError> {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return ok(parsed.data);
  const known = fields.map((field) => field.name).join(", ");
  return err({ kind: "strategy.params_invalid", name, issues: parsed.error.issues.flatMap(toIssues(known)) });
}

const toIssues =
  (known: string) =>
  (issue: z.core.$ZodIssue): readonly ParamIssue[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: key, message: `no such parameter; there are ${known}` }));
    }
    return [{ path: issue.path.join("."), message: issue.message }];
  };

const FieldSchema = z.object({
  title: z.string(),
  description: z.string(),
  unit: z.string(),
  step: z.number().optional(),
  type: z.enum(["integer", "number"]),
  default: z.number(),
  minimum: z.number(),
  maximum: z.number(),
});
const ObjectSchema = z.object({ properties: z.record(z.string(), FieldSchema) });

/** The form's fields, read off the schema. */
export function fieldsOf(schema: z.ZodType): readonly ParameterField[] {
  const { properties } = ObjectSchema.parse(z.toJSONSchema(schema, { io: "input" }));
  return Object.entries(properties).map(([name, { title, step, ...field }]) => ({
    name,
    label: title,
    ...field,
    ...(step === undefined ? {} : { step }),
  }));
}

interface NumberFacts {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly fallback: number;
  readonly step?: number;
}

/** A parameter that counts: bars. */
export function wholeParam(facts: NumberFacts) {
  const { minimum, maximum, fallback, ...meta } = facts;
  const passes = `a whole number from ${minimum} to ${maximum}`;
  return z.int(passes).min(minimum, passes).max(maximum, passes).default(fallback).meta(meta);
}

/** A parameter that measures: a level, a quantity. */
export function numberParam(facts: NumberFacts) {
  const { minimum, maximum, fallback, ...meta } = facts;
  const passes = `a number from ${minimum} to ${maximum}`;
  return z.number(passes).min(minimum, passes).max(maximum, passes).default(fallback).meta(meta);
}

/** More units than any account here can pay for; keeps quantity times price far inside Float64. */
const QUANTITY_MAX = 1e9;

/** Smallest order: satoshi-sized. */
const QUANTITY_MIN = 1e-8;

/** The size of each purchase, shared by the built-in strategies. */
export const quantityParam = numberParam({
  title: "Quantity",
  description: "Units bought at each entry. An entry that cash does not cover is refused.",
  unit: "units",
  minimum: QUANTITY_MIN,
  maximum: QUANTITY_MAX,
  fallback: 10,
  step: 1,
});
