/** Plain decimal text: an optional sign, digits, an optional fraction. No exponent, no spaces, no thousands marks. */
export const DECIMAL_PATTERN = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})$/;

/** What has a text of all its digits: a Decimal, and an Exact. */
interface Amount {
  isZero(): boolean;
  toFixed(): string;
}

/** Plain decimal text of a value, without an exponent; minus zero is "0". */
export function toDecimalText(value: Amount): string {
  return value.isZero() ? "0" : value.toFixed();
}
