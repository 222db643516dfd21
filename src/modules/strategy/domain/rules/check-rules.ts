import type { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import { conditionFaults, type DefinitionFault, findIndicator, issueFaults, type ScreenOperand } from "@/modules/data";
import { numbersOf, type RuleNumber } from "./rule-numbers";
import {
  conditionsOf,
  type DraftRules,
  type RuleParameter,
  type RuleStrategy,
  RuleStrategySchema,
} from "./rule-strategy";

/**
 * Checks all of a rule strategy: shape, bounds, indicators, that a position has a way out, that each parameter stands at numbers
 * that there are. Every fault is named at its place with what would pass. Form, server and command line ask this one function.
 *
 * @param words - Texts for faults whose schema has none of its own.
 */
export function checkRules(
  given: unknown,
  words?: z.core.$ZodErrorMap,
): Result<RuleStrategy, readonly DefinitionFault[]> {
  const parsed = RuleStrategySchema.safeParse(given, words === undefined ? undefined : { error: words });
  if (!parsed.success) return err(issueFaults(parsed.error));
  const rules = withDefaults(parsed.data);
  const faults = [...ruleFaults(rules), ...parameterFaults(rules)];
  return faults.length === 0 ? ok(rules) : err(faults);
}

/** What is wrong with a rule whose shape is right, its parameters aside. */
export function ruleFaults(rules: RuleStrategy): readonly DefinitionFault[] {
  const inConditions = conditionsOf(rules).flatMap(({ place, condition }) => conditionFaults(condition, place));
  return [...inConditions, ...planFaults(rules)];
}

function planFaults({ long, short, stop, target, trail, size }: RuleStrategy): readonly DefinitionFault[] {
  const faults: DefinitionFault[] = [];
  const add = (path: string, message: string) => faults.push({ path, message });
  if (long === null && short === null) add("long", "a condition to buy, or one to sell short");
  const isClosed = stop !== null || target !== null || trail !== null || (long !== null && short !== null);
  const endless = long !== null && long.exit === null ? "long" : short !== null && short.exit === null ? "short" : null;
  if (endless !== null && !isClosed) {
    add(`${endless}.exit`, "a condition to leave; or a stop, a target or a trailing stop: nothing ends this position");
  }
  if (target?.kind === "reward" && stop === null)
    add("target.times", "a stop: the target is so many times the way to it");
  if (target?.kind === "percent" && short !== null && target.percent >= PERCENT) {
    add("target.percent", `below ${PERCENT}: a short sale cannot gain more`);
  }
  if (size.kind === "risk" && stop === null && trail === null) {
    add("size.percent", "a stop or a trailing stop: the size is what is lost there");
  }
  return faults;
}

const PERCENT = 100;

function parameterFaults(rules: RuleStrategy): readonly DefinitionFault[] {
  const numbers = new Map(numbersOf(rules).map((number) => [number.path, number]));
  const names = new Set<string>();
  const taken = new Map<string, string>();
  return rules.parameters.flatMap((parameter, index) => {
    const place = `parameters[${index}]`;
    const faults: DefinitionFault[] = [];
    if (names.has(parameter.name)) faults.push({ path: `${place}.name`, message: "a name that no other one has" });
    names.add(parameter.name);
    parameter.at.forEach((path, at) => {
      const owner = taken.get(path);
      taken.set(path, parameter.name);
      const message =
        owner === undefined ? placeFault(parameter, numbers, path) : `a number that is not ${owner} already`;
      if (message !== null) faults.push({ path: `${place}.at[${at}]`, message });
    });
    return [...faults, ...boundFaults(parameter, numbers, place)];
  });
}

type Numbers = ReadonlyMap<string, RuleNumber>;

function placeFault({ at }: RuleParameter, numbers: Numbers, path: string): string | null {
  const number = numbers.get(path);
  if (number === undefined) return "a number of the rule";
  const first = numbers.get(at[0] ?? "");
  if (first === undefined || number.value === first.value) return null;
  return `${first.value}, as at the first place: one parameter is one number`;
}

function boundFaults({ at, minimum, maximum }: RuleParameter, numbers: Numbers, place: string): DefinitionFault[] {
  const numbersHere = at.flatMap((path) => numbers.get(path) ?? []);
  const [first] = numbersHere;
  if (first === undefined || first.value === null) return [];
  const least = Math.max(...numbersHere.map((number) => number.minimum));
  const most = Math.min(...numbersHere.map((number) => number.maximum));
  const isWhole = numbersHere.some((number) => number.isWhole);
  const kind = isWhole ? "a whole number" : "a number";
  const fits = (value: number) => !isWhole || Number.isInteger(value);
  const faults: DefinitionFault[] = [];
  if (!(minimum >= least && minimum <= first.value && fits(minimum))) {
    faults.push({ path: `${place}.minimum`, message: `${kind} from ${least} to ${first.value}` });
  }
  if (!(maximum >= first.value && maximum <= most && fits(maximum))) {
    faults.push({ path: `${place}.maximum`, message: `${kind} from ${first.value} to ${most}` });
  }
  return faults;
}

/** Whether a number counts bars or units rather than measures, and how far it may go, over all places of a parameter. */
export function isWholeParameter(rules: RuleStrategy, { at }: RuleParameter): boolean {
  return numbersOf(rules).some(({ path, isWhole }) => isWhole && at.includes(path));
}

/** Indicators with every parameter written out: what was left to a default stays what it was if the default ever changes. */
function withDefaults(rules: RuleStrategy): RuleStrategy {
  return filled(rules);
}

function filled<Node>(node: Node): Node;
function filled(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((part: unknown) => filled(part));
  if (typeof node !== "object" || node === null) return node;
  if (isIndicator(node)) {
    const usual = (findIndicator(node.name)?.fields ?? []).map((field) => [field.name, field.default] as const);
    return { ...node, params: { ...Object.fromEntries(usual), ...node.params } };
  }
  return Object.fromEntries(Object.entries(node).map(([name, part]: [string, unknown]) => [name, filled(part)]));
}

const isIndicator = (node: object): node is Extract<ScreenOperand, { kind: "indicator" }> =>
  "kind" in node && node.kind === "indicator";

/** The one text of a rule, by which it is kept and hashed: keys in order of the alphabet, no spaces. */
export function canonicalRules(rules: DraftRules): string {
  return JSON.stringify(sorted(rules));
}

function sorted(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(sorted);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, part]: [string, unknown]) => [name, sorted(part)]),
  );
}
