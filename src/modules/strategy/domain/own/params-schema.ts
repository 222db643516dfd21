import { z } from "zod";
import type { ParameterField, StrategyParams } from "../strategy";

function schemaOf(field: ParameterField): z.ZodType<number | boolean | string> {
  const { type, default: fallback, minimum = 0, maximum = 0, choices = [] } = field;
  if (type === "boolean") return z.boolean("true or false").default(fallback === true);
  if (type === "choice") return z.enum([...choices], `one of ${choices.join(", ")}`).default(String(fallback));
  const passes = `a ${type === "integer" ? "whole " : ""}number from ${minimum} to ${maximum}`;
  const number = type === "integer" ? z.int(passes) : z.number(passes);
  return number.min(minimum, passes).max(maximum, passes).default(Number(fallback));
}

/** Checks and completes what a form sends for these fields; an unknown parameter is refused by name. */
export function paramsSchema(fields: readonly ParameterField[]): z.ZodType<StrategyParams> {
  return z.strictObject(Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)])));
}
