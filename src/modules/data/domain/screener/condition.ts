import { z } from "zod";
import { assertNever } from "@/modules/_kernel";

/**
 * A screen is a tree of conditions over one instrument's bars. The same tree asks the same question of every instrument,
 * by hand, on a schedule, or later as the entry and exit of a rule.
 */

/** Groups inside groups, and comparisons in all: more than a person can still read. */
export const SCREEN_DEPTH_MAX = 5;
export const SCREEN_COMPARISONS_MAX = 40;
/** Bars back from the newest that an operand may look: two years of sessions. */
const BARS_AGO_MAX = 520;

/** Bounds of the numbers of an operand, both inside; those of an indicator are its own. */
export const SCREEN_BOUNDS = {
  value: { minimum: -1e15, maximum: 1e15, isWhole: false },
  barsAgo: { minimum: 0, maximum: BARS_AGO_MAX, isWhole: true },
  span: { minimum: 1, maximum: BARS_AGO_MAX, isWhole: true },
  /** The value is multiplied by this: "volume above 2 times its average". */
  times: { minimum: -1e6, maximum: 1e6, isWhole: false },
} as const;

const barsAgo = z.int("a whole number of bars").min(0, "0 or more").max(BARS_AGO_MAX, `at most ${BARS_AGO_MAX}`);
const span = z.int("a whole number of bars").min(1, "1 or more").max(BARS_AGO_MAX, `at most ${BARS_AGO_MAX}`);
const times = z
  .number()
  .min(SCREEN_BOUNDS.times.minimum, "at least -1,000,000")
  .max(SCREEN_BOUNDS.times.maximum, "at most 1,000,000")
  .default(1);

/** Columns that an operand can read. Prices in the quote currency, volume in units. */
export const PRICE_FIELDS = ["open", "high", "low", "close", "volume"] as const;

const Operand = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("value"),
    value: z.number().min(SCREEN_BOUNDS.value.minimum).max(SCREEN_BOUNDS.value.maximum),
  }),
  z.strictObject({ kind: z.literal("price"), field: z.enum(PRICE_FIELDS), barsAgo: barsAgo.default(0), times }),
  /** Change of the close over `bars` bars, in percent. */
  z.strictObject({ kind: z.literal("change"), bars: span, barsAgo: barsAgo.default(0), times }),
  /** Mean volume of `bars` bars, the current one included. */
  z.strictObject({ kind: z.literal("average_volume"), bars: span, barsAgo: barsAgo.default(0), times }),
  z.strictObject({
    kind: z.literal("indicator"),
    name: z.string().min(1).max(64),
    params: z.record(z.string().max(64), z.number()).default({}),
    /** One of the indicator's lines. */
    line: z.string().min(1).max(64),
    barsAgo: barsAgo.default(0),
    times,
  }),
]);

/** How the left side stands to the right one. A cross looks at the bar before as well. */
export const COMPARISONS = ["above", "below", "at_least", "at_most", "crosses_above", "crosses_below"] as const;

const Compare = z.strictObject({
  kind: z.literal("compare"),
  left: Operand,
  is: z.enum(COMPARISONS),
  right: Operand,
});

export type ScreenOperand = z.output<typeof Operand>;
export type ScreenComparison = z.output<typeof Compare>;
export type Comparison = (typeof COMPARISONS)[number];

/** `all` and `any` of nothing are refused: a screen that asks nothing finds everything by accident. */
export type ScreenCondition =
  | ScreenComparison
  | { readonly kind: "all"; readonly of: readonly ScreenCondition[] }
  | { readonly kind: "any"; readonly of: readonly ScreenCondition[] }
  | { readonly kind: "not"; readonly of: ScreenCondition };

const Tree: z.ZodType<ScreenCondition> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    Compare,
    z.strictObject({ kind: z.enum(["all", "any"]), of: z.array(Tree).min(1, "at least one condition") }),
    z.strictObject({ kind: z.literal("not"), of: Tree }),
  ]),
);

/**
 * What a screen looks like on the wire and in the table; bounds are checked with it. Every fault is told where it stands. How
 * deep and how many is looked at first, and without recursion: a hostile tree is refused before it is walked.
 */
export const ScreenConditionSchema: z.ZodType<ScreenCondition> = z
  .unknown()
  .superRefine((given, context) => {
    const fault = sizeFault(given);
    if (fault !== null) context.addIssue({ code: "custom", message: fault, continue: false });
  })
  .pipe(Tree);

/** Comparisons, and the groups around them. */
const NODES_MAX = SCREEN_COMPARISONS_MAX * SCREEN_DEPTH_MAX;

/** What is wrong with the size of something that may be a tree; null when nothing is. */
function sizeFault(given: unknown): string | null {
  const waiting: { readonly node: unknown; readonly depth: number }[] = [{ node: given, depth: 1 }];
  let [nodes, comparisons] = [0, 0];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    const of = typeof node === "object" && node !== null && "of" in node ? node.of : undefined;
    nodes += 1;
    if (of === undefined) comparisons += 1;
    if (depth > SCREEN_DEPTH_MAX) return `groups at most ${SCREEN_DEPTH_MAX} deep`;
    if (comparisons > SCREEN_COMPARISONS_MAX || nodes > NODES_MAX) {
      return `at most ${SCREEN_COMPARISONS_MAX} comparisons`;
    }
    const parts: readonly unknown[] = of === undefined ? [] : Array.isArray(of) ? of.slice(0, NODES_MAX) : [of];
    for (const part of parts) waiting.push({ node: part, depth: depth + 1 });
  }
  return null;
}

/** A comparison and where in the tree it stands: `of[1].of[0]`, empty for the tree itself. */
export interface PlacedComparison {
  readonly path: string;
  readonly comparison: ScreenComparison;
}

/** Every comparison of a tree, in reading order. */
export function comparisonsOf(condition: ScreenCondition, path = ""): readonly PlacedComparison[] {
  const under = (step: string) => (path === "" ? step : `${path}.${step}`);
  switch (condition.kind) {
    case "compare":
      return [{ path, comparison: condition }];
    case "not":
      return comparisonsOf(condition.of, under("of"));
    case "all":
    case "any":
      return condition.of.flatMap((part, index) => comparisonsOf(part, under(`of[${index}]`)));
    default:
      return assertNever(condition, "comparisonsOf");
  }
}
