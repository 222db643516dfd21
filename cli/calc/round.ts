import { z } from "zod";
import { Decimal, type Exact, ok } from "@/modules/_kernel";
import { ROUNDING_DIGITS_MAX, ROUNDING_MODES, type RoundingRule, roundDecimal } from "@/modules/execution";
import { defineCalculator, refuse } from "./answer";
import { decimal } from "./decimal-fields";

const digits = (minimum: number) => {
  const words = `a whole number from ${minimum} to ${ROUNDING_DIGITS_MAX}`;
  return z.int(words).min(minimum, words).max(ROUNDING_DIGITS_MAX, words);
};

const input = z.strictObject({
  value: decimal,
  tick: decimal.optional(),
  lot: decimal.optional(),
  decimals: digits(0).optional(),
  significant: digits(1).optional(),
  mode: z.enum(ROUNDING_MODES, `one of ${ROUNDING_MODES.join(", ")}`).default("nearest"),
});

function rulesOf({ tick, lot, decimals, significant }: z.output<typeof input>): readonly RoundingRule[] {
  return [
    ...(tick === undefined ? [] : [{ to: "tick", step: rounder(tick) } as const]),
    ...(lot === undefined ? [] : [{ to: "lot", step: rounder(lot) } as const]),
    ...(decimals === undefined ? [] : [{ to: "decimals", digits: decimals } as const]),
    ...(significant === undefined ? [] : [{ to: "significant", digits: significant } as const]),
  ];
}

/** The same value as the rounding rules take it. */
const rounder = (value: Exact) => new Decimal(value.toFixed());

/** Exact rounding of decimal text. */
export const round = defineCalculator({
  name: "round",
  summary: "exact rounding to a tick, a lot, decimals or significant digits",
  input,
  answer: (request) => {
    const [rule, ...more] = rulesOf(request);
    if (rule === undefined || more.length > 0) {
      return refuse("input.invalid", more[0]?.to ?? "", "exactly one of tick, lot, decimals, significant");
    }
    const rounded = roundDecimal(rounder(request.value), rule, request.mode);
    if (!rounded.ok) return refuse(rounded.error.kind, rounded.error.field, rounded.error.expected);
    return ok({ value: rounded.value });
  },
});
