import type { DraftCondition, DraftOperand } from "@/modules/data";
import { canonicalRules, conditionsOf, type DraftRules, numbersOf, withNumbers } from "@/modules/strategy";
import { asGroup, type DraftGroup, NEW_COMPARISON } from "../../screener/draft";

export type DraftSide = NonNullable<DraftRules["long"]>;
export type DraftParameter = DraftRules["parameters"][number];

const group = (of: readonly DraftCondition[]): DraftGroup => ({ kind: "all", of });

/** A side to begin with. */
export const NEW_SIDE: DraftSide = { entry: group([NEW_COMPARISON]), exit: null };

/** What a new rule says until it is changed: nothing is bought by accident, for it lacks a title. */
export const NEW_RULES: DraftRules = {
  format: 1,
  title: "",
  description: "",
  category: "other",
  source: "",
  long: NEW_SIDE,
  short: null,
  stop: { kind: "percent", percent: 5 },
  target: null,
  trail: null,
  size: { kind: "equity", percent: 20, wholeUnits: false },
  parameters: [],
};

/** A rule as the form holds it: each condition is a group, so that there is a place to add to. */
export function asForm(rules: DraftRules): DraftRules {
  const side = (given: DraftSide | null): DraftSide | null =>
    given === null ? null : { entry: asGroup(given.entry), exit: given.exit === null ? null : asGroup(given.exit) };
  return keepParameters(rules, { ...rules, long: side(rules.long), short: side(rules.short) });
}

/** The text that the form keeps and sends. */
export const textOf = (rules: DraftRules): string => canonicalRules(rules);

/** Reads a text that the form or the server wrote; null for another. */
export function readDraft(text: string): DraftRules | null {
  try {
    const given: unknown = JSON.parse(text);
    return isDraft(given) ? asForm(given) : null;
  } catch {
    // A text that somebody else put there: the form begins with what was saved.
    return null;
  }
}

/** As much as the form needs not to break; whether it is a rule is for the check to say. */
function isDraft(given: unknown): given is DraftRules {
  if (typeof given !== "object" || given === null) return false;
  const parts = new Map<string, unknown>(Object.entries(given));
  return (
    parts.get("format") === 1 &&
    typeof parts.get("size") === "object" &&
    Array.isArray(parts.get("parameters")) &&
    ["long", "short", "stop", "target", "trail"].every((name) => parts.has(name))
  );
}

interface PlacedOperand {
  readonly path: string;
  readonly operand: DraftOperand;
}

function operandsIn(condition: DraftCondition, path: string): readonly PlacedOperand[] {
  if (condition.kind === "not") return operandsIn(condition.of, `${path}.of`);
  if (condition.kind !== "compare") {
    return condition.of.flatMap((part, index) => operandsIn(part, `${path}.of[${index}]`));
  }
  return [
    { path: `${path}.left`, operand: condition.left },
    { path: `${path}.right`, operand: condition.right },
  ];
}

const operandsOf = (rules: DraftRules): readonly PlacedOperand[] =>
  conditionsOf(rules).flatMap(({ place, condition }) => operandsIn(condition, place));

/** `long.entry` of any place in it. */
const conditionOf = (path: string): string => path.split(".").slice(0, 2).join(".");

const OPERAND = /^(.*\.(?:left|right))\.(.*)$/;

/**
 * The rule after a change, with its parameters where their numbers went. A condition that moved takes them along; a number that went
 * takes its place with it, and a parameter without a place goes too. Where one place of a parameter was given another number, all of
 * them get it: one parameter is one number.
 */
export function keepParameters(before: DraftRules, after: DraftRules): DraftRules {
  if (before.parameters.length === 0) return after;
  const was = new Map(operandsOf(before).map(({ path, operand }) => [path, operand]));
  const is = operandsOf(after);
  const there = new Set(numbersOf(after).map(({ path }) => path));
  const moved = (path: string): readonly string[] => {
    const [, place, step] = OPERAND.exec(path) ?? [];
    const operand = place === undefined ? undefined : was.get(place);
    const same = operand === undefined ? [] : is.filter((one) => one.operand === operand);
    // One operand may stand at several places: its own is the first choice, then one of the same condition.
    const near = same.find((one) => conditionOf(one.path) === conditionOf(path));
    const to = same.some((one) => one.path === place) ? place : (near?.path ?? same[0]?.path ?? place);
    const next = to === undefined || step === undefined ? path : `${to}.${step}`;
    return there.has(next) ? [next] : [];
  };
  const parameters = after.parameters
    .map((parameter) => ({ ...parameter, at: [...new Set(parameter.at.flatMap(moved))] }))
    .filter(({ at }) => at.length > 0);
  return alike(before, { ...after, parameters });
}

function alike(before: DraftRules, after: DraftRules): DraftRules {
  const old = new Map(before.parameters.map(({ name, at }) => [name, valueAt(before, at[0])]));
  const changes = after.parameters.flatMap(({ name, at }) => {
    const changed = at.map((path) => valueAt(after, path)).find((value) => value !== null && value !== old.get(name));
    return changed === undefined || changed === null ? [] : at.map((path) => [path, changed] as const);
  });
  return changes.length === 0 ? after : withNumbers(after, new Map(changes));
}

const valueAt = (rules: DraftRules, path: string | undefined): number | null =>
  numbersOf(rules).find((number) => number.path === path)?.value ?? null;

/** A parameter for a number of the rule, with a name that no other has and bounds around its value. */
export function newParameter(rules: DraftRules, path: string): DraftParameter | null {
  const number = numbersOf(rules).find((one) => one.path === path);
  if (number === undefined || number.value === null) return null;
  const { value, minimum, maximum, isWhole, words } = number;
  const [low, high] = value < 0 ? [value * 3, value / 4] : [value / 4, value * 3];
  const round = (bound: number) => (isWhole ? Math.round(bound) : Number(bound.toPrecision(3)));
  const step = path.split(".").at(-1) ?? "number";
  const base = /^[a-z][A-Za-z]*$/.test(step) ? step : "number";
  const taken = new Set(rules.parameters.map(({ name }) => name));
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`;
  return {
    name,
    label: words.charAt(0).toUpperCase() + words.slice(1),
    at: [path],
    minimum: Math.max(minimum, Math.min(value, round(low))),
    maximum: Math.min(maximum, Math.max(value, value === 0 ? 1 : round(high))),
  };
}
