import type { ParameterField } from "../strategy";

const TYPE_OF = { integer: "integer", number: "number", boolean: "boolean", choice: "string" } as const;

/** The parameters of a strategy as JSON schema: what a program reads that wants to know what a version takes. */
export function parameterSchema(fields: readonly ParameterField[]): object {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.map(({ name, label, description, type, unit, default: fallback, minimum, maximum, step, choices }) => [
        name,
        {
          type: TYPE_OF[type],
          title: label,
          description,
          unit,
          default: fallback,
          ...(minimum === undefined ? {} : { minimum }),
          ...(maximum === undefined ? {} : { maximum }),
          ...(step === undefined ? {} : { step }),
          ...(choices === undefined ? {} : { enum: choices }),
        },
      ]),
    ),
  };
}
