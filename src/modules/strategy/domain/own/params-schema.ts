import { z } from "zod";
import type { ParameterField, StrategyParams } from "../strategy";

const NUMBER = 0;

function schemaOf({
  type,
  default: fallback,
  minimum = NUMBER,
  maximum = NUMBER,
  choices = [],
}: ParameterField): z.ZodType {
  switch (type) {
    case "integer": {
      const passes = `a whole number from ${minimum} to ${maximum}`;
      return z.int(passes).min(minimum, passes).max(maximum, passes).default(Number(fallback));
    }
    case "number": {
      const passes = `a number from ${minimum} to ${maximum}`;
      return z.number(passes).min(minimum, passes).max(maximum, passes).default(Number(fallback));
    }
    case "boolean":
      return z.boolean("true or false").default(fallback === true);
    case "choice":
      return z.enum(choices as [string, ...string[]], `one of ${choices.join(", ")}`).default(String(fallback));
  }
}

/** Checks and completes what a form sends for these fields; an unknown parameter is refused by name. */
export function paramsSchema(fields: readonly ParameterField[]): z.ZodType<StrategyParams> {
  const shape = Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)]));
  // What each field's schema gives is a number, a boolean or a text.
  return z.strictObject(shape) as unknown as z.ZodType<StrategyParams>;
}
