import { z } from "zod";
import type { RouterOutputs } from "@/server/api/root";

/** A strategy's parameter as the server describes it. */
export type ParameterField = RouterOutputs["strategy"]["list"][number]["parameters"][number];

export type FieldType = "integer" | "number" | "boolean" | "choice" | "text" | "email" | "password" | "date";

/** One field of a generated form. */
export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly hint?: string;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly required?: boolean;
  readonly autoComplete?: string;
}

/** Says what would pass: `2 to 200`, `2 or more`, `at most 10`; null where anything does. */
export interface RangeWords {
  between(minimum: number, maximum: number): string;
  atLeast(minimum: number): string;
  atMost(maximum: number): string;
}

export interface ParameterWords extends RangeWords {
  wholeNumber(range: string | null, usual: number): string;
  number(range: string | null, usual: number): string;
  choice(choices: string): string;
}

function rangeOf(field: Pick<FieldSpec, "minimum" | "maximum">, words: RangeWords): string | null {
  const { minimum, maximum } = field;
  if (minimum !== undefined && maximum !== undefined) return words.between(minimum, maximum);
  if (minimum !== undefined) return words.atLeast(minimum);
  return maximum === undefined ? null : words.atMost(maximum);
}

/** Fields of a strategy's parameters; their names get the prefix (`params.fast`). */
export function specsOfParameters(fields: readonly ParameterField[], prefix: string): readonly FieldSpec[] {
  return fields.map((field) => ({
    name: `${prefix}${field.name}`,
    label: field.label,
    type: field.type,
    ...(field.description === "" ? {} : { hint: field.description }),
    ...(field.unit === "" ? {} : { unit: field.unit }),
    ...(field.minimum === undefined ? {} : { minimum: field.minimum }),
    ...(field.maximum === undefined ? {} : { maximum: field.maximum }),
    ...(field.step === undefined ? {} : { step: field.step }),
    ...(field.choices === undefined ? {} : { choices: field.choices.map((value) => ({ value, label: value })) }),
  }));
}

/**
 * What a strategy's parameters must be, with the words a person reads when they are not. Rules between parameters (fast
 * below slow) are the server's: its answer is placed beside the field by `placeFailure`.
 */
export function parameterSchema(fields: readonly ParameterField[], words: ParameterWords) {
  return z.object(Object.fromEntries(fields.map((field) => [field.name, schemaOf(field, words)])));
}

type ParameterValue = number | boolean | string;

function schemaOf(field: ParameterField, words: ParameterWords): z.ZodType<ParameterValue, ParameterValue> {
  if (field.type === "boolean") return z.boolean();
  if (field.type === "choice") {
    const choices = field.choices ?? [];
    const error = words.choice(choices.join(", "));
    return z.string({ error }).refine((value) => choices.includes(value), { error });
  }
  const range = rangeOf(field, words);
  const usual = Number(field.default);
  const whole = field.type === "integer";
  const error = whole ? words.wholeNumber(range, usual) : words.number(range, usual);
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = field;
  return z
    .number({ error })
    .refine((value) => value >= minimum && value <= maximum && (!whole || Number.isInteger(value)), { error });
}

/** The parameters as their strategy ships them. */
export function parameterDefaults(fields: readonly ParameterField[]): Record<string, number | boolean | string> {
  return Object.fromEntries(fields.map((field) => [field.name, field.default]));
}

/** What a schema cannot say about itself. A field without an entry is not drawn. */
export interface FieldText {
  readonly label: string;
  readonly hint?: string;
  readonly unit?: string;
  readonly type?: FieldType;
  readonly autoComplete?: string;
  readonly choices?: NonNullable<FieldSpec["choices"]>;
}

/** Makes fields from the schema that checks them: type, bounds and choices come from it, words from `texts`. */
export function specsOfSchema(schema: z.ZodObject, texts: Readonly<Record<string, FieldText>>): readonly FieldSpec[] {
  const described = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  const properties = described.properties ?? {};
  const required = new Set(described.required);
  return Object.entries(texts).flatMap(([name, text]) => {
    const property = properties[name];
    if (property === undefined || typeof property === "boolean") return [];
    return [{ name, required: required.has(name), ...specOfProperty(property), ...text }];
  });
}

type Property = z.core.JSONSchema.BaseSchema;

function specOfProperty(property: Property): Pick<FieldSpec, "type" | "minimum" | "maximum" | "choices"> {
  if (property.enum !== undefined) {
    return { type: "choice", choices: property.enum.map((value) => ({ value: String(value), label: String(value) })) };
  }
  if (property.type === "boolean") return { type: "boolean" };
  if (property.type === "integer" || property.type === "number") {
    return {
      type: property.type,
      ...(isSafe(property.minimum) ? { minimum: property.minimum } : {}),
      ...(isSafe(property.maximum) ? { maximum: property.maximum } : {}),
    };
  }
  if (property.format === "email") return { type: "email" };
  return { type: property.format === "date" ? "date" : "text" };
}

/** zod writes the bounds of safe integers where a schema has none. */
function isSafe(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}
