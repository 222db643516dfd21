import DecimalJs from "decimal.js";
import type { Brand } from "./brand";
import { DECIMAL_PATTERN } from "./decimal-text";
import { InvariantViolation } from "./invariant";
import { err, ok, type Result } from "./result";

/**
 * Exact decimals for money, prices and quantities. 40 significant digits: what does not terminate (a third) keeps far
 * more than the 12 that answers promise. Scientific notation is never printed below 40 digits.
 */
export const Decimal = DecimalJs.clone({
  precision: 40,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -40,
  toExpPos: 40,
});
export type Decimal = DecimalJs;

export interface NumberError {
  readonly kind: "number.malformed" | "number.out_of_range";
  readonly input: string;
  /** What would have passed, in words. */
  readonly expected: string;
}

function decimalType<T extends Decimal>(name: string, expected: string, is: (value: Decimal) => value is T) {
  /** Parses text. A `number` is refused by type: a float has already lost the digits. */
  const parse = (input: string): Result<T, NumberError> => {
    if (!DECIMAL_PATTERN.test(input))
      return err({ kind: "number.malformed", input, expected: "decimal text like 12.34" });
    const value = new Decimal(input);
    return is(value) ? ok(value) : err({ kind: "number.out_of_range", input, expected });
  };
  return {
    is,
    parse,
    /** For text we wrote ourselves; malformed text breaks an invariant. */
    of(text: string): T {
      const parsed = parse(text);
      if (!parsed.ok) throw new InvariantViolation(`${name} is ${expected}, was "${text}"`);
      return parsed.value;
    },
  } as const;
}

/** Quote currency per one unit of the instrument. May be negative: spreads, some futures. */
export type Price = Brand<Decimal, "Price">;
export const Price = decimalType("Price", "a finite decimal", (value): value is Price => value.isFinite());

/** Units of the instrument, always above zero. Direction lives in `Side`. */
export type Quantity = Brand<Decimal, "Quantity">;
export const Quantity = decimalType("Quantity", "a decimal above 0", (value): value is Quantity => value.gt(0));

/** An amount of one currency, signed. */
export type Money = Brand<Decimal, "Money">;
export const Money = decimalType("Money", "a finite decimal", (value): value is Money => value.isFinite());
