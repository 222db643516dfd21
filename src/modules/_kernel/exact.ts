import DecimalJs from "decimal.js";
import { DECIMAL_PATTERN, type Decimal } from "./decimal";

/**
 * For sums and products that nothing may round: a product of two texts of 60 digits has 120, and a thousand digits hold every
 * chain of them that a ledger makes. Costs no more than the digits that are there. Its left operand decides, so whatever is
 * computed starts from {@link exact}.
 */
const Exact = DecimalJs.clone({ precision: 1000, toExpNeg: -40, toExpPos: 40 });

/** Digits that a quotient keeps: as many as the longest decimal text. */
const Quotient = DecimalJs.clone({ precision: 60, rounding: DecimalJs.ROUND_HALF_UP });

/** The same value, of which sums, differences and products are never rounded. */
export function exact(value: Decimal | number): Decimal {
  return value instanceof DecimalJs && value.constructor === Exact ? value : new Exact(value);
}

/** The exact value of decimal text; null of anything else. */
export function parseExact(text: string): Decimal | null {
  return DECIMAL_PATTERN.test(text) ? new Exact(text) : null;
}

/** numerator / denominator: exact when that ends within 60 significant digits, else rounded to them. Never divide by 0. */
export function quotient(numerator: Decimal, denominator: Decimal): Decimal {
  return new Exact(new Quotient(numerator).div(denominator));
}

/** `total` · part / whole, exact where it ends within 60 digits. The whole of it is the total itself. */
export function proportion(total: Decimal, part: Decimal, whole: Decimal): Decimal {
  return part.eq(whole) ? exact(total) : quotient(exact(total).times(part), whole);
}

/** The smaller of two, as it is. */
export function least(left: Decimal, right: Decimal): Decimal {
  return left.lte(right) ? left : right;
}

/** Nothing, to add to. */
export const ZERO: Decimal = exact(0);
