import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type ParameterField,
  type ParameterWords,
  parameterDefaults,
  parameterSchema,
  specsOfParameters,
  specsOfSchema,
} from "./spec";

const FAST: ParameterField = {
  name: "fast",
  label: "Fast",
  description: "",
  type: "integer",
  unit: "bars",
  default: 10,
  minimum: 2,
  maximum: 200,
};
const KIND: ParameterField = {
  name: "kind",
  label: "Kind",
  description: "Which one",
  type: "choice",
  unit: "",
  default: "sma",
  choices: ["sma", "ema"],
};
const STOP: ParameterField = {
  name: "stop",
  label: "Stop",
  description: "",
  type: "number",
  unit: "%",
  default: 1.5,
  minimum: 0,
};
const SHORT: ParameterField = {
  name: "short",
  label: "Short",
  description: "",
  type: "boolean",
  unit: "",
  default: false,
};
const FIELDS = [FAST, KIND, STOP, SHORT];

const WORDS: ParameterWords = {
  between: (minimum, maximum) => `${minimum} to ${maximum}`,
  atLeast: (minimum) => `${minimum} or more`,
  atMost: (maximum) => `at most ${maximum}`,
  wholeNumber: (range, usual) => `whole, ${range}; ${usual} is usual`,
  number: (range, usual) => `number, ${range}; ${usual} is usual`,
  choice: (choices) => `one of ${choices}`,
};

const errorsOf = (values: Record<string, unknown>) => {
  const parsed = parameterSchema(FIELDS, WORDS).safeParse({ fast: 10, kind: "sma", stop: 1, short: true, ...values });
  return parsed.error?.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) ?? [];
};

describe("parameterSchema", () => {
  it("takes what the strategy ships", () => {
    expect(parameterSchema(FIELDS, WORDS).parse(parameterDefaults(FIELDS))).toEqual({
      fast: 10,
      kind: "sma",
      stop: 1.5,
      short: false,
    });
  });

  it.each([
    [{ fast: 1 }, "fast: whole, 2 to 200; 10 is usual"],
    [{ fast: 201 }, "fast: whole, 2 to 200; 10 is usual"],
    [{ fast: 10.5 }, "fast: whole, 2 to 200; 10 is usual"],
    [{ fast: null }, "fast: whole, 2 to 200; 10 is usual"],
    [{ fast: Number.NaN }, "fast: whole, 2 to 200; 10 is usual"],
    [{ stop: -0.1 }, "stop: number, 0 or more; 1.5 is usual"],
    [{ kind: "wma" }, "kind: one of sma, ema"],
  ])("names the field and what would pass for %o", (values, error) => {
    expect(errorsOf(values)).toEqual([error]);
  });
});

describe("specsOfParameters", () => {
  it("carries bounds, unit and choices, and leaves out what is not there", () => {
    const [fast, kind] = specsOfParameters(FIELDS, "params.");
    expect(fast).toEqual({
      name: "params.fast",
      label: "Fast",
      type: "integer",
      unit: "bars",
      minimum: 2,
      maximum: 200,
    });
    expect(kind?.choices).toEqual([
      { value: "sma", label: "sma" },
      { value: "ema", label: "ema" },
    ]);
  });
});

describe("specsOfSchema", () => {
  it("reads type, bounds and choices from the schema, words from the texts", () => {
    const schema = z.object({
      email: z.email(),
      cash: z.number().min(1).max(1e12),
      count: z.int(),
      mode: z.enum(["a", "b"]).default("a"),
      from: z.iso.date(),
      hidden: z.string(),
    });
    const specs = specsOfSchema(schema, {
      email: { label: "E-mail" },
      cash: { label: "Cash", unit: "USD" },
      count: { label: "Count" },
      mode: { label: "Mode" },
      from: { label: "From" },
    });
    expect(specs.map((spec) => [spec.name, spec.type, spec.required])).toEqual([
      ["email", "email", true],
      ["cash", "number", true],
      ["count", "integer", true],
      ["mode", "choice", false],
      ["from", "date", true],
    ]);
    expect(specs[1]).toMatchObject({ unit: "USD", minimum: 1, maximum: 1e12 });
    expect(specs[2]).not.toHaveProperty("minimum");
  });
});
