import { err, ok, type Result } from "@/modules/_kernel";
import type { ParameterField, StrategyParams } from "../strategy";
import type { SpaceError } from "./space";

export const COMPARISONS = ["<", "<=", ">", ">="] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What must hold between parameters for a point to be tried: `fast < slow`, `slow <= 200`. */
export interface SearchConstraint {
  /** Name of a parameter. */
  readonly left: string;
  readonly comparison: Comparison;
  /** Name of another parameter, or a number. */
  readonly right: string | number;
}

/** Constraints of one search: more than anybody reads. */
export const CONSTRAINTS_MAX = 20;

/** Refuses, at its place, a constraint that names no number of the strategy. */
export function checkConstraints(
  fields: readonly ParameterField[],
  constraints: readonly SearchConstraint[],
): Result<null, SpaceError> {
  const names = fields.filter(({ type }) => type === "integer" || type === "number").map(({ name }) => name);
  const fails = (path: string, expected: string): Result<never, SpaceError> =>
    err({ kind: "search.space_invalid", path, expected });
  if (constraints.length > CONSTRAINTS_MAX) return fails("constraints", `at most ${CONSTRAINTS_MAX}`);
  for (const [place, { left, right }] of constraints.entries()) {
    if (!names.includes(left)) return fails(`constraints.${place}.left`, `one of ${names.join(", ")}`);
    if (typeof right === "string" ? !names.includes(right) || right === left : !Number.isFinite(right)) {
      return fails(`constraints.${place}.right`, `a number, or another of ${names.join(", ")}`);
    }
  }
  return ok(null);
}

const HOLDS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** Whether all constraints hold. */
export function allows(constraints: readonly SearchConstraint[], params: StrategyParams): boolean {
  return constraints.every(({ left, comparison, right }) => {
    const [a, b] = [Number(params[left]), typeof right === "number" ? right : Number(params[right])];
    return HOLDS[comparison](a, b);
  });
}

const TEXT = /^\s*([A-Za-z]\w*)\s*(<=|>=|<|>)\s*([A-Za-z]\w*|-?\d+(?:\.\d+)?)\s*$/;

/** `fast < slow` as a constraint, or null for text that is none. */
export function parseConstraint(text: string): SearchConstraint | null {
  const match = TEXT.exec(text);
  const [, left, sign, right] = match ?? [];
  const comparison = COMPARISONS.find((one) => one === sign);
  if (left === undefined || right === undefined || comparison === undefined) return null;
  return { left, comparison, right: /^[A-Za-z]/.test(right) ? right : Number(right) };
}
