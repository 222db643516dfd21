import {
  comparisonText,
  type DraftCondition,
  type DraftOperand,
  findIndicator,
  operandText,
  SCREEN_BOUNDS,
} from "@/modules/data";
import { conditionsOf, type DraftRules, RULE_BOUNDS } from "./rule-strategy";

/** One number of a rule: where it stands, and what may stand there. */
export interface RuleNumber {
  /** `long.entry.of[0].left.params.length`, `stop.times`. */
  readonly path: string;
  /** Null while it is still to be written. */
  readonly value: number | null;
  readonly isWhole: boolean;
  readonly minimum: number;
  readonly maximum: number;
  /** What it is, in words: "RSI 14: length". */
  readonly words: string;
}

type Found = Omit<RuleNumber, "path"> & { readonly step: string };

/** Every number of a rule that a parameter may stand for, in reading order. */
export function numbersOf(rules: DraftRules): readonly RuleNumber[] {
  const inConditions = conditionsOf(rules).flatMap(({ place, condition }) => numbersIn(condition, place));
  return [...inConditions, ...numbersBeside(rules)];
}

function numbersIn(condition: DraftCondition, path: string): readonly RuleNumber[] {
  if (condition.kind === "not") return numbersIn(condition.of, `${path}.of`);
  if (condition.kind !== "compare") {
    return condition.of.flatMap((part, index) => numbersIn(part, `${path}.of[${index}]`));
  }
  const { left, right } = condition;
  const place = (side: "left" | "right", operand: DraftOperand) =>
    numbersOfOperand(operand).map(({ step, words, ...found }) => ({
      ...found,
      path: `${path}.${side}.${step}`,
      words: operand.kind === "value" ? `${comparisonText(condition)}: level` : `${operandText(operand)}: ${words}`,
    }));
  return [...place("left", left), ...place("right", right)];
}

function numbersOfOperand(operand: DraftOperand): readonly Found[] {
  if (operand.kind === "value") {
    return [{ step: "value", value: operand.value, ...SCREEN_BOUNDS.value, words: "level" }];
  }
  const own: Found[] = [];
  if (operand.kind === "change" || operand.kind === "average_volume") {
    own.push({ step: "bars", value: operand.bars, ...SCREEN_BOUNDS.span, words: "bars" });
  }
  if (operand.kind === "indicator") {
    for (const { name, label, type, default: usual, ...bounds } of findIndicator(operand.name)?.fields ?? []) {
      const value = operand.params[name];
      const isWhole = type === "integer";
      own.push({
        step: `params.${name}`,
        value: value === undefined ? usual : value,
        isWhole,
        ...bounds,
        words: label.toLowerCase(),
      });
    }
  }
  return [
    ...own,
    { step: "times", value: operand.times, ...SCREEN_BOUNDS.times, words: "factor" },
    { step: "barsAgo", value: operand.barsAgo, ...SCREEN_BOUNDS.barsAgo, words: "bars ago" },
  ];
}

function numbersBeside({ stop, target, trail, size }: DraftRules): readonly RuleNumber[] {
  const { percent, times, reward, length, bars, quantity } = RULE_BOUNDS;
  const numbers: RuleNumber[] = [];
  if (stop?.kind === "percent")
    numbers.push({ path: "stop.percent", value: stop.percent, ...percent.stop, words: "stop: percent" });
  if (stop?.kind === "extreme") numbers.push({ path: "stop.bars", value: stop.bars, ...bars, words: "stop: bars" });
  if (stop?.kind === "atr") {
    numbers.push({ path: "stop.times", value: stop.times, ...times, words: "stop: average true ranges" });
    numbers.push({ path: "stop.length", value: stop.length, ...length, words: "stop: length of the range" });
  }
  if (target?.kind === "percent") {
    numbers.push({ path: "target.percent", value: target.percent, ...percent.target, words: "target: percent" });
  }
  if (target?.kind === "reward") {
    numbers.push({ path: "target.times", value: target.times, ...reward, words: "target: times the risk" });
  }
  if (trail?.kind === "percent") {
    numbers.push({ path: "trail.percent", value: trail.percent, ...percent.trail, words: "trailing stop: percent" });
  }
  if (trail?.kind === "atr") {
    numbers.push({ path: "trail.times", value: trail.times, ...times, words: "trailing stop: average true ranges" });
    numbers.push({ path: "trail.length", value: trail.length, ...length, words: "trailing stop: length of the range" });
  }
  if (size.kind === "fixed") {
    numbers.push({ path: "size.quantity", value: size.quantity, ...quantity, words: "size: units" });
  } else {
    const bounds = percent[size.kind];
    numbers.push({ path: "size.percent", value: size.percent, ...bounds, words: "size: percent of the equity" });
  }
  return numbers;
}

/** The rule with other numbers at some of its places: those of {@link numbersOf}. A place that is not there changes nothing. */
export function withNumbers<Rules extends DraftRules>(rules: Rules, numbers: ReadonlyMap<string, number>): Rules {
  return changed(rules, "", numbers);
}

function changed<Node>(node: Node, path: string, numbers: ReadonlyMap<string, number>): Node;
function changed(node: unknown, path: string, numbers: ReadonlyMap<string, number>): unknown {
  if (Array.isArray(node)) return node.map((part, index) => changed(part, `${path}[${index}]`, numbers));
  if (typeof node === "object" && node !== null) {
    return Object.fromEntries(
      Object.entries(node).map(([name, part]: [string, unknown]) => [
        name,
        changed(part, path === "" ? name : `${path}.${name}`, numbers),
      ]),
    );
  }
  return typeof node === "number" ? (numbers.get(path) ?? node) : node;
}
