/** A number as files write it: sign, digits (grouped by threes or not), a fraction, an exponent. Point as decimal mark. */
const POINT = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?$/;
/** The same with a decimal comma; groups are then marked by points or thin spaces. */
const COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[.\u00a0\u202f]\d{3})+)?(?:,\d*)?(?:[eE][+-]?\d{1,3})?$/;
const DIGIT = /\d/;

/**
 * Reads a number from a cell. Null for anything that is not wholly a number: empty, `n/a`, `1.2.3`, `12abc`, infinities.
 * Currency signs and percent are not stripped: a guess there is a wrong price.
 */
export function parseNumber(text: string, decimalComma: boolean): number | null {
  if (!(decimalComma ? COMMA : POINT).test(text) || !DIGIT.test(text)) return null;
  const plain = decimalComma ? text.replaceAll(/[.\u00a0\u202f]/g, "").replace(",", ".") : text.replaceAll(",", "");
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}
