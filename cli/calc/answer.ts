import type { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";

/** Bad input as `calc` prints it: what kind, what would pass, and where. `path` is "" for the input as a whole. */
export interface CalcError {
  /** `<noun>.<what>`, stable. */
  readonly kind: string;
  readonly message: string;
  readonly path: string;
}

/** One calculator: the schema of what it takes and the function of a module that it calls. */
export interface CalcFunction<Input = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodType<Input>;
  answer(input: Input): Result<unknown, CalcError>;
}

/** A calculator with its input type settled: it takes whatever JSON holds. */
export interface Calculator {
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodType;
  answer(value: unknown): Result<unknown, CalcError>;
}

/** Joins schema and function: what does not match the schema never reaches the function. */
export function defineCalculator<Input>(definition: CalcFunction<Input>): Calculator {
  return {
    name: definition.name,
    summary: definition.summary,
    input: definition.input,
    answer: (value) => {
      const parsed = definition.input.safeParse(value);
      return parsed.success ? definition.answer(parsed.data) : err(firstError(parsed.error));
    },
  };
}

/** A refusal in one call. */
export function refuse(kind: string, path: string, message: string): Result<never, CalcError> {
  return err({ kind, message, path });
}

/** Text of a path: `orders[3].qty`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function firstError(error: z.ZodError): CalcError {
  const [issue] = error.issues;
  if (issue === undefined) return { kind: "input.invalid", message: "input that matches the schema", path: "" };
  const unknown = unknownKeys(issue);
  if (unknown !== null) {
    const path = pathText([...issue.path, ...unknown.slice(0, 1)]);
    return { kind: "input.unknown_field", message: `no such field; --help prints the fields there are`, path };
  }
  return { kind: "input.invalid", message: issue.message, path: pathText(issue.path) };
}

/** The fields of an issue that no schema knows; a list hands them up as parameters. Null when the issue is another. */
function unknownKeys(issue: z.core.$ZodIssue): readonly string[] | null {
  if (issue.code === "unrecognized_keys") return issue.keys;
  const keys: unknown = issue.code === "custom" ? issue.params?.["keys"] : undefined;
  return Array.isArray(keys) ? keys.map(String) : null;
}

/** The answer to one text, and whether it is one: a refusal is an answer too, but not a good one. */
export interface Answered {
  readonly good: boolean;
  /** One line of JSON, without its end. */
  readonly json: string;
}

/** Parses JSON text and answers it. Never throws on bad input. */
export function answerText(calculator: Calculator, text: string): Answered {
  const value = parseJson(text);
  const answer = value.ok ? calculator.answer(value.value) : value;
  return answer.ok ? { good: true, json: JSON.stringify(answer.value) } : badAnswer(answer.error);
}

export function badAnswer(error: CalcError): Answered {
  return { good: false, json: JSON.stringify({ error }) };
}

function parseJson(text: string): Result<unknown, CalcError> {
  const trimmed = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (trimmed.trim() === "") return refuse("input.empty", "", "one JSON value on standard input");
  try {
    return ok(JSON.parse(trimmed));
  } catch (error) {
    // The one thing JSON.parse throws on text is that it is no JSON.
    if (error instanceof SyntaxError) return refuse("input.malformed", "", `JSON: ${error.message}`);
    throw error;
  }
}
