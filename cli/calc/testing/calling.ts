import { z } from "zod";
import { answerText } from "../answer";
import { findCalculator } from "../registry";

const Refusal = z.object({ error: z.strictObject({ kind: z.string(), message: z.string().min(1), path: z.string() }) });

/** What `calc <name>` prints for a request, or for text as it is, and whether it was good input. */
export function calc(name: string, input: unknown): { readonly good: boolean; readonly value: unknown } {
  const calculator = findCalculator(name);
  if (calculator === null) throw new Error(`no ${name}`);
  const { good, json } = answerText(calculator, typeof input === "string" ? input : JSON.stringify(input));
  const value: unknown = JSON.parse(json);
  return { good, value };
}

/** The refusal of a request as "<kind> <path>". Throws when the request is good. */
export function refusal(name: string, input: unknown): string {
  const { good, value } = calc(name, input);
  if (good) throw new Error(`calc ${name} refused nothing: ${JSON.stringify(value)}`);
  const { kind, path } = Refusal.parse(value).error;
  return `${kind} ${path}`;
}
