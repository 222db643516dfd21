import { z } from "zod";
import { defineStrategy, numberParam, wholeParam } from "../define-strategy";
import type { StrategyDefinition, StrategyParams } from "../strategy";
import { isWholeParameter, ruleFaults } from "./check-rules";
import { numbersOf, withNumbers } from "./rule-numbers";
import { startRules } from "./rule-run";
import type { RuleParameter, RuleStrategy } from "./rule-strategy";
import { warmUpBarsOf } from "./warm-up";

/** How a rule is called where strategies are named. */
interface RuleName {
  readonly name: string;
  /** In the run card: what the rule was. */
  readonly version: string;
}

/**
 * A rule that `checkRules` let pass, as a strategy like any other: the numbers that were named are its parameters, with the rule's
 * own values as defaults. Pure: the same rule, parameters and bars give the same orders.
 */
export function rulesToStrategy(rules: RuleStrategy, { name, version }: RuleName): StrategyDefinition {
  const { title, description, source } = rules;
  const withParams = (params: StrategyParams) => withNumbers(rules, numbersFrom(rules, params));
  return defineStrategy({
    name,
    title,
    description,
    source,
    version,
    schema: schemaOf(rules, withParams),
    warmUpBars: (params) => warmUpBarsOf(withParams(params)),
    start: (params) => startRules(withParams(params)),
  });
}

function schemaOf(
  rules: RuleStrategy,
  withParams: (params: StrategyParams) => RuleStrategy,
): z.ZodType<Record<string, number>> {
  const numbers = new Map(numbersOf(rules).map((number) => [number.path, number]));
  const shape = Object.fromEntries(
    rules.parameters.map((parameter) => {
      const first = numbers.get(parameter.at[0] ?? "");
      const make = isWholeParameter(rules, parameter) ? wholeParam : numberParam;
      const facts = {
        title: parameter.label,
        description: first?.words ?? "",
        unit: "",
        minimum: parameter.minimum,
        maximum: parameter.maximum,
        fallback: first?.value ?? parameter.minimum,
      };
      return [parameter.name, make(facts)] as const;
    }),
  );
  return z.strictObject(shape).superRefine((params, context) => {
    const isWithin = ({ name, minimum, maximum }: RuleParameter) => {
      const value = params[name] ?? Number.NaN;
      return value >= minimum && value <= maximum;
    };
    if (!rules.parameters.every(isWithin)) return;
    // Two numbers may each be right and not go together: a fast length above the slow one.
    for (const { path, message } of ruleFaults(withParams(params))) {
      const owner = rules.parameters.find(({ at }) => at.includes(path)) ?? rules.parameters[0];
      context.addIssue({ code: "custom", path: owner === undefined ? [] : [owner.name], message });
    }
  });
}

function numbersFrom({ parameters }: RuleStrategy, params: StrategyParams): ReadonlyMap<string, number> {
  const placed = ({ name, at }: RuleParameter) => {
    const value = params[name];
    return typeof value === "number" ? at.map((path) => [path, value] as const) : [];
  };
  return new Map(parameters.flatMap(placed));
}
