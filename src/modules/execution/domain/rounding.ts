import { assertNever, Decimal, err, ok, type Result, toDecimalText } from "@/modules/_kernel";

/** Which neighbor wins. `nearest` takes the one away from zero when both are equally far. */
export const ROUNDING_MODES = ["nearest", "down", "up", "truncate"] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/**
 * What to round to: the multiples of a price step (`tick`) or of a quantity step (`lot`), a number of `decimals`, or a
 * number of `significant` digits.
 */
export type RoundingRule =
  | { readonly to: "tick" | "lot"; readonly step: Decimal }
  | { readonly to: "decimals" | "significant"; readonly digits: number };

export interface RoundingError {
  readonly kind: "rounding.out_of_range";
  readonly field: RoundingRule["to"];
  /** What would pass, in words. */
  readonly expected: string;
}

/** As many digits as decimal text may have on each side of the point. */
export const ROUNDING_DIGITS_MAX = 30;

const DECIMAL_MODE = {
  nearest: Decimal.ROUND_HALF_UP,
  down: Decimal.ROUND_FLOOR,
  up: Decimal.ROUND_CEIL,
  truncate: Decimal.ROUND_DOWN,
} as const satisfies Record<RoundingMode, number>;

/**
 * Enough digits for every product and quotient of two texts of 60 digits, so that no step here is rounded by the number
 * type itself; the result is then exact.
 */
const Exact = Decimal.clone({ precision: 200 });

/**
 * The value on the grid that `rule` names, as exact decimal text: the sum of two neighbors, never a float.
 *
 * nearest: to the closer neighbor, half away from zero. down: towards minus infinity. up: towards plus infinity.
 * truncate: towards zero. Minus zero is "0". A value on the grid is returned as it is, so rounding twice changes nothing.
 *
 * Refuses a step that is not above 0, decimals outside 0..{@link ROUNDING_DIGITS_MAX} and significant digits outside
 * 1..{@link ROUNDING_DIGITS_MAX}. Source: IEEE 754-2019 section 4.3 (roundTiesToAway, toward negative, positive, zero).
 */
export function roundDecimal(value: Decimal, rule: RoundingRule, mode: RoundingMode): Result<string, RoundingError> {
  const exact = new Exact(value);
  const rounding = DECIMAL_MODE[mode];
  switch (rule.to) {
    case "tick":
    case "lot":
      if (!rule.step.isFinite() || rule.step.lte(0)) return outOfRange(rule.to, "a decimal above 0");
      return ok(toDecimalText(exact.div(rule.step).toDecimalPlaces(0, rounding).times(rule.step)));
    case "decimals":
      if (!isWholeIn(rule.digits, 0)) return outOfRange(rule.to, `a whole number from 0 to ${ROUNDING_DIGITS_MAX}`);
      return ok(toDecimalText(exact.toDecimalPlaces(rule.digits, rounding)));
    case "significant":
      if (!isWholeIn(rule.digits, 1)) return outOfRange(rule.to, `a whole number from 1 to ${ROUNDING_DIGITS_MAX}`);
      return ok(toDecimalText(exact.toSignificantDigits(rule.digits, rounding)));
    default:
      return assertNever(rule, "roundDecimal");
  }
}

function isWholeIn(digits: number, minimum: number): boolean {
  return Number.isInteger(digits) && digits >= minimum && digits <= ROUNDING_DIGITS_MAX;
}

function outOfRange(field: RoundingRule["to"], expected: string): Result<never, RoundingError> {
  return err({ kind: "rounding.out_of_range", field, expected });
}
