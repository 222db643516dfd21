import {
  type Draft,
  type DraftComparison,
  type DraftCondition,
  type DraftOperand,
  findIndicator,
  type IndicatorCategory,
  type IndicatorDefinition,
  indicatorList,
  PRICE_FIELDS,
  type ScreenDefinition,
} from "@/modules/data";

/** A definition while somebody writes it. `checkDefinition` says whether it is one yet. */
export type DraftDefinition = Draft<ScreenDefinition>;
export type DraftGroup = Extract<DraftCondition, { readonly of: readonly DraftCondition[] }>;

/** The way to a part of the tree: the place in a group, or `of` into what a `not` denies. */
export type TreePath = readonly (number | "of")[];

/** `of[1].of`: a place as faults and findings write it. */
export function pathText(path: TreePath): string {
  return path.map((step) => (step === "of" ? "of" : `of[${step}]`)).join(".");
}

/**
 * The tree with one part changed. Null takes the part away; a group or a `not` that is then empty goes with it. Null: nothing is
 * left. A path that leads nowhere changes nothing.
 */
export function changeAt(
  tree: DraftCondition,
  path: TreePath,
  change: (part: DraftCondition) => DraftCondition | null,
): DraftCondition | null {
  const [step, ...rest] = path;
  if (step === undefined) return change(tree);
  if (tree.kind === "not" && step === "of") {
    const of = changeAt(tree.of, rest, change);
    return of === null ? null : { ...tree, of };
  }
  if ((tree.kind !== "all" && tree.kind !== "any") || step === "of") return tree;
  const part = tree.of[step];
  if (part === undefined) return tree;
  const changed = changeAt(part, rest, change);
  const of = tree.of.flatMap((one, place) => (place === step ? (changed === null ? [] : [changed]) : [one]));
  return of.length === 0 ? null : { ...tree, of };
}

/** The condition as the builder holds it: always a group, so that there is a place to add to. */
export function asGroup(condition: DraftCondition): DraftGroup {
  return condition.kind === "all" || condition.kind === "any" ? condition : { kind: "all", of: [condition] };
}

/** What a new comparison asks until it is changed. */
export const NEW_COMPARISON: DraftComparison = {
  kind: "compare",
  left: { kind: "price", field: "close", barsAgo: 0, times: 1 },
  is: "above",
  right: { kind: "indicator", name: "sma", params: { length: 50 }, line: "sma", barsAgo: 0, times: 1 },
};

export const NEW_DEFINITION: DraftDefinition = {
  name: "",
  shared: false,
  condition: { kind: "all", of: [NEW_COMPARISON] },
  universe: { kind: "all" },
  resolution: "1d",
  schedule: { kind: "manual" },
  benchmark: null,
};

/** A screen as the builder begins to change it. */
export function draftOf(definition: ScreenDefinition): DraftDefinition {
  return { ...definition, condition: asGroup(definition.condition) };
}

/** Lines that an indicator has when a bar closes. */
export function linesOf({ lines, lookAhead }: IndicatorDefinition): readonly string[] {
  return lines.filter((line) => !lookAhead.includes(line));
}

/** Something that can stand on one side of a comparison. */
export interface OperandChoice {
  /** `value`, `price:close`, `change`, `average_volume`, `indicator:rsi`. */
  readonly key: string;
  /** Of an indicator. */
  readonly indicator: IndicatorDefinition | null;
  readonly category: IndicatorCategory | null;
  /** The operand to begin with. */
  readonly operand: DraftOperand;
}

const AT_NEWEST = { barsAgo: 0, times: 1 } as const;

/** Every operand there is: those of the schema, and the indicators that need one instrument and do not look ahead. */
export const OPERAND_CHOICES: readonly OperandChoice[] = [
  { kind: "value", value: null } as const,
  ...PRICE_FIELDS.map((field) => ({ kind: "price", field, ...AT_NEWEST }) as const),
  { kind: "change", bars: 1, ...AT_NEWEST } as const,
  { kind: "average_volume", bars: 20, ...AT_NEWEST } as const,
  ...indicatorList
    .filter((definition) => !definition.inputs.includes("other") && linesOf(definition).length > 0)
    .map(
      (definition) =>
        ({
          kind: "indicator",
          name: definition.name,
          params: Object.fromEntries(definition.fields.map((field) => [field.name, field.default])),
          line: linesOf(definition)[0] ?? "",
          ...AT_NEWEST,
        }) as const,
    ),
].map((operand) => {
  const indicator = operand.kind === "indicator" ? (findIndicator(operand.name) ?? null) : null;
  return { key: choiceKey(operand), indicator, category: indicator?.category ?? null, operand };
});

/** Which of {@link OPERAND_CHOICES} an operand is. */
export function choiceKey(operand: DraftOperand): string {
  if (operand.kind === "price") return `price:${operand.field}`;
  return operand.kind === "indicator" ? `indicator:${operand.name}` : operand.kind;
}
