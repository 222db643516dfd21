import { type CheckedSource, DIAGNOSTICS_MAX, type StrategyFacts } from "../own/own-strategy";
import type { OwnVersion } from "../own/own-version";
import type { StrategyDefinition } from "../strategy";
import { canonicalRules, checkRules } from "./check-rules";
import type { RuleStrategy } from "./rule-strategy";
import { rulesToStrategy } from "./rules-to-strategy";

/** Checks the JSON text of a rule strategy. It is kept and run as its canonical text; each fault names its place in the rule. */
export function checkRulesSource(source: string): CheckedSource {
  const given = parse(source);
  if (given === undefined) return refused([["", "JSON: a rule strategy as the form writes it"]]);
  const checked = checkRules(given);
  if (!checked.ok) return refused(checked.error.map(({ path, message }) => [path, message]));
  const text = canonicalRules(checked.value);
  return { diagnostics: [], made: { source: text, compiled: text, facts: factsOf(checked.value) } };
}

function refused(faults: readonly (readonly [path: string, message: string])[]): CheckedSource {
  const diagnostics = faults.slice(0, DIAGNOSTICS_MAX).map(([path, message]) => ({
    // Rules have places, not lines.
    line: 0,
    column: 0,
    message: path === "" ? message : `${path}: ${message}`,
    severity: "error" as const,
  }));
  return { diagnostics, made: null };
}

function factsOf(rules: RuleStrategy): StrategyFacts {
  const { title, description, category, source } = rules;
  const { fields } = rulesToStrategy(rules, { name: "", version: "" });
  const instruments = { minimum: 1, maximum: 1 };
  return { title, description, category, source, instruments, series: [], parameters: fields };
}

/** A kept rule as a form begins to change it; null for a text that is none. */
export function parseRules(source: string): RuleStrategy | null {
  const checked = checkRules(parse(source));
  return checked.ok ? checked.value : null;
}

/** A kept version of a rule as the engine runs it; null for a text that is none. */
export function rulesDefinition(own: OwnVersion): StrategyDefinition | null {
  const rules = parseRules(own.compiled);
  return rules === null ? null : { ...rulesToStrategy(rules, own), own };
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    // What is no JSON is no rule: the caller says so.
    return undefined;
  }
}
