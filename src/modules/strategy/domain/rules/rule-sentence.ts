import { assertNever } from "@/modules/_kernel";
import { conditionText } from "@/modules/data";
import { numbersOf } from "./rule-numbers";
import { conditionsOf, type DraftRules, type RuleConditionPlace } from "./rule-strategy";

/** A part of a rule, as its sentence and its differences name it. */
export type RulePart = RuleConditionPlace | "stop" | "target" | "trail" | "size";

export interface RuleLine {
  readonly part: RulePart;
  /** "Buy when RSI 14 is below 30." */
  readonly text: string;
}

/** Stands for a number that is still to be written. */
const TO_WRITE = "…";
const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 12 });
const number = (value: number | null) => (value === null || !Number.isFinite(value) ? TO_WRITE : NUMBER.format(value));
const bars = (count: number | null) => `${number(count)} ${count === 1 ? "bar" : "bars"}`;

const WHEN: Readonly<Record<RuleConditionPlace, string>> = {
  "long.entry": "Buy when",
  "long.exit": "Sell when",
  "short.entry": "Sell short when",
  "short.exit": "Buy back when",
};

/** A rule in plain words, a sentence a part. Also of one that is being written. */
export function ruleLines(rules: DraftRules): readonly RuleLine[] {
  const conditions = conditionsOf(rules).map(({ place, condition }) => ({
    part: place,
    text: `${WHEN[place]} ${isEmpty(condition) ? TO_WRITE : conditionText(condition)}.`,
  }));
  const beside: readonly (readonly [RulePart, string | null])[] = [
    ["stop", stopText(rules)],
    ["target", targetText(rules)],
    ["trail", trailText(rules)],
    ["size", sizeText(rules)],
  ];
  return [...conditions, ...beside.flatMap(([part, text]) => (text === null ? [] : [{ part, text }]))];
}

const isEmpty = (condition: { readonly kind: string; readonly of?: unknown }) =>
  Array.isArray(condition.of) && condition.of.length === 0;

/** "below", "above" or both, for rules of one side or two. */
function sideWords({ long, short }: DraftRules, ofLong: string, ofShort: string): string {
  if (short === null) return ofLong;
  return long === null ? ofShort : `${ofLong} (short: ${ofShort})`;
}

function stopText(rules: DraftRules): string | null {
  const { stop } = rules;
  if (stop === null) return null;
  const beside = sideWords(rules, "below the entry", "above the entry");
  switch (stop.kind) {
    case "percent":
      return `Stop ${number(stop.percent)} % ${beside}.`;
    case "atr":
      return `Stop ${number(stop.times)} ATR (${bars(stop.length)}) ${beside}.`;
    case "extreme":
      return `Stop at the ${sideWords(rules, "lowest low", "highest high")} of ${bars(stop.bars)}.`;
    default:
      return assertNever(stop, "stopText");
  }
}

function targetText(rules: DraftRules): string | null {
  const { target } = rules;
  if (target === null) return null;
  if (target.kind === "reward") return `Target ${number(target.times)} times the way to the stop.`;
  return `Target ${number(target.percent)} % ${sideWords(rules, "above the entry", "below the entry")}.`;
}

function trailText({ trail }: DraftRules): string | null {
  if (trail === null) return null;
  const distance =
    trail.kind === "percent"
      ? `${number(trail.percent)} % of the entry`
      : `${number(trail.times)} ATR (${bars(trail.length)})`;
  return `A stop follows the close at ${distance}.`;
}

function sizeText({ size }: DraftRules): string {
  if (size.kind === "fixed") return `Each trade is ${number(size.quantity)} ${size.quantity === 1 ? "unit" : "units"}.`;
  const whole = size.wholeUnits ? ", whole units" : "";
  if (size.kind === "equity") return `Each trade is worth ${number(size.percent)} % of the equity${whole}.`;
  return `Each trade loses ${number(size.percent)} % of the equity at the stop${whole}.`;
}

/** One way in which two rules differ, in words. Null: it was not there, or is there no more. */
export interface RuleDifference {
  readonly part: RulePart | "title" | "description" | "category" | "source" | "parameter";
  readonly before: string | null;
  readonly after: string | null;
}

/** How a rule became another, in words and in reading order. Empty: they are the same. */
export function ruleDifferences(before: DraftRules, after: DraftRules): readonly RuleDifference[] {
  const facts = (["title", "description", "category", "source"] as const).map((part) => ({
    part,
    before: before[part] === "" ? null : before[part],
    after: after[part] === "" ? null : after[part],
  }));
  const [linesBefore, linesAfter] = [linesByPart(before), linesByPart(after)];
  const lines = PARTS.map((part) => ({
    part,
    before: linesBefore.get(part) ?? null,
    after: linesAfter.get(part) ?? null,
  }));
  const [namedBefore, namedAfter] = [parametersByName(before), parametersByName(after)];
  const parameters = [...new Set([...namedBefore.keys(), ...namedAfter.keys()])].map((name) => ({
    part: "parameter" as const,
    before: namedBefore.get(name) ?? null,
    after: namedAfter.get(name) ?? null,
  }));
  return [...facts, ...lines, ...parameters].filter((difference) => difference.before !== difference.after);
}

const PARTS: readonly RulePart[] = [
  "long.entry",
  "long.exit",
  "short.entry",
  "short.exit",
  "stop",
  "target",
  "trail",
  "size",
];

const linesByPart = (rules: DraftRules): ReadonlyMap<string, string> =>
  new Map(ruleLines(rules).map(({ part, text }) => [part, text]));

/** "Length (length): 14, from 5 to 30; RSI 14: length". */
function parametersByName(rules: DraftRules): ReadonlyMap<string, string> {
  const numbers = new Map(numbersOf(rules).map((found) => [found.path, found]));
  return new Map(
    rules.parameters.map(({ name, label, at, minimum, maximum }) => {
      const places = at.map((path) => numbers.get(path)?.words ?? path).join("; ");
      const value = number(numbers.get(at[0] ?? "")?.value ?? null);
      return [name, `${label} (${name}): ${value}, from ${number(minimum)} to ${number(maximum)}; ${places}`];
    }),
  );
}
