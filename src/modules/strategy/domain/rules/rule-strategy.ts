import { z } from "zod";
import { type Draft, INDICATOR_LENGTH_MAX, type ScreenCondition, ScreenConditionSchema } from "@/modules/data";
import { STRATEGY_CATEGORIES } from "../own/own-strategy";

/**
 * A strategy without code: when it buys and sells, in the screener's condition trees, and what it then risks. Each number is
 * looked at on closed bars only.
 */

/** Longest look back of a stop under the lows: two years of sessions. */
const STOP_BARS_MAX = 520;
/** Parameters of one strategy: more are no rule any more, and no search could try them. */
export const RULE_PARAMETERS_MAX = 20;
/** Places that one parameter may stand at: the same length in entry and exit of both sides, and then some. */
const PLACES_MAX = 16;
const TITLE_MAX = 80;
const WORDS_MAX = 2_000;
/** What a position without borrowed money may be worth: the rest pays its costs, and an open above the close it was sized at. */
const WEIGHT_PERCENT_MAX = 98;

/** Bounds of a number of a rule, both inside. */
interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole: boolean;
}

const measure = (minimum: number, maximum: number): Bounds => ({ minimum, maximum, isWhole: false });
const count = (maximum: number): Bounds => ({ minimum: 1, maximum, isWhole: true });

/** Bounds of the numbers beside the conditions, by part and name. Percents: 5 is 5 %. */
export const RULE_BOUNDS = {
  percent: {
    /** Below the entry of a purchase, above that of a short sale. */
    stop: measure(0.01, 99),
    target: measure(0.01, 10_000),
    trail: measure(0.01, 99),
    equity: measure(0.01, WEIGHT_PERCENT_MAX),
    risk: measure(0.01, 100),
  },
  /** Average true ranges. */
  times: measure(0.1, 100),
  /** Target over stop. */
  reward: measure(0.1, 50),
  length: count(INDICATOR_LENGTH_MAX),
  bars: count(STOP_BARS_MAX),
  /** From satoshi-sized to more units than any account here can pay for. */
  quantity: measure(1e-8, 1e9),
} as const;

function within({ minimum, maximum, isWhole }: Bounds, why = "") {
  const passes = `${isWhole ? "a whole number" : "a number"} from ${minimum} to ${maximum}${why}`;
  return (isWhole ? z.int(passes) : z.number(passes)).min(minimum, passes).max(maximum, passes);
}

const Side = z.strictObject({
  entry: ScreenConditionSchema,
  /** Null: only stop, target and trailing stop end it, or the entry of the other side. */
  exit: ScreenConditionSchema.nullable(),
});

const { percent, times, reward, length, bars, quantity } = RULE_BOUNDS;

/** Where the position is given up. Prices are reckoned at the close of the decision. */
const Stop = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), percent: within(percent.stop) }),
  z.strictObject({ kind: z.literal("atr"), length: within(length), times: within(times) }),
  /** At the lowest low (of a short sale the highest high) of so many bars, the one of the decision included. */
  z.strictObject({ kind: z.literal("extreme"), bars: within(bars) }),
]);

const Target = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), percent: within(percent.target) }),
  /** So many times the way to the stop. */
  z.strictObject({ kind: z.literal("reward"), times: within(reward) }),
]);

/** A stop that follows the close and never goes back. Its distance stays what it was at the decision. */
const Trail = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), percent: within(percent.trail) }),
  z.strictObject({ kind: z.literal("atr"), length: within(length), times: within(times) }),
]);

const WHY_WEIGHT = ": the rest pays costs and an open above the close it was sized at";
const wholeUnits = z.boolean();

const Size = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("fixed"), quantity: within(quantity) }),
  z.strictObject({ kind: z.literal("equity"), percent: within(percent.equity, WHY_WEIGHT), wholeUnits }),
  /** Share of the equity that is lost at the stop. */
  z.strictObject({ kind: z.literal("risk"), percent: within(percent.risk), wholeUnits }),
]);

const Parameter = z.strictObject({
  /** In searches, presets and run cards. */
  name: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,31}$/, "a small letter, then at most 31 letters and digits")
    .refine((name) => !(name in {}), "another name: this one is a word of the language"),
  label: z.string().trim().min(1, "a label").max(TITLE_MAX, `at most ${TITLE_MAX} characters`),
  /** Every number that it stands for; all of them are the same in the rule, and that is its default. */
  at: z.array(z.string().max(200)).min(1, "at least one number of the rule").max(PLACES_MAX, `at most ${PLACES_MAX}`),
  minimum: z.number("a number"),
  maximum: z.number("a number"),
});

export const RuleStrategySchema = z.strictObject({
  /** Of this form. */
  format: z.literal(1),
  title: z.string().trim().min(1, "a title").max(TITLE_MAX, `at most ${TITLE_MAX} characters`),
  description: z.string().trim().max(WORDS_MAX, `at most ${WORDS_MAX} characters`),
  category: z.enum(STRATEGY_CATEGORIES),
  /** Where the idea comes from; may be empty. */
  source: z.string().trim().max(WORDS_MAX, `at most ${WORDS_MAX} characters`),
  long: Side.nullable(),
  short: Side.nullable(),
  stop: Stop.nullable(),
  target: Target.nullable(),
  trail: Trail.nullable(),
  size: Size,
  parameters: z.array(Parameter).max(RULE_PARAMETERS_MAX, `at most ${RULE_PARAMETERS_MAX} parameters`),
});

export type RuleStrategy = z.output<typeof RuleStrategySchema>;
export type RuleParameter = RuleStrategy["parameters"][number];
export type RuleSide = z.output<typeof Side>;
/** A rule while somebody writes it. */
export type DraftRules = Omit<Draft<RuleStrategy>, "format"> & Pick<RuleStrategy, "format">;

/** Places of the condition trees of a rule, in reading order. */
export const RULE_CONDITIONS = ["long.entry", "long.exit", "short.entry", "short.exit"] as const;
export type RuleConditionPlace = (typeof RULE_CONDITIONS)[number];

/** The conditions that a rule has, each with its place. */
export function conditionsOf<C extends Draft<ScreenCondition>>(rules: {
  readonly long: { readonly entry: C; readonly exit: C | null } | null;
  readonly short: { readonly entry: C; readonly exit: C | null } | null;
}): readonly { readonly place: RuleConditionPlace; readonly condition: C }[] {
  const { long, short } = rules;
  const all = [long?.entry, long?.exit, short?.entry, short?.exit] as const;
  return RULE_CONDITIONS.flatMap((place, index) => {
    const condition = all[index] ?? null;
    return condition === null ? [] : [{ place, condition }];
  });
}
