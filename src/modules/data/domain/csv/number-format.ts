/** A number as files write it: sign, digits (grouped by threes or not), a fraction, an exponent. Point as decimal mark. */
const POINT = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?$/;
/** The same with a decimal comma; groups are then marked by points or thin spaces. */
const COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[.\u00a0\u202f]\d{3})+)?(?:,\d*)?(?:[eE][+-]?\d{1,3})?$/;
const DIGIT = /\d/;
const [ZERO, NINE, DOT] = [48, 57, 46];
/** Whole numbers up to 15 digits and powers of ten up to 22 are exact doubles, so one division of them is rounded once. */
const EXACT_DIGITS = 15;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/** `123` and `123.45` of at most 15 digits, what nearly every cell is, without making a string; null for anything else. */
function parsePlain(text: string): number | null {
  const length = text.length;
  if (length === 0 || length > EXACT_DIGITS + 1) return null;
  let whole = 0;
  let digits = 0;
  let dotAt = -1;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code <= NINE) {
      whole = whole * 10 + (code - ZERO);
      digits += 1;
    } else if (code === DOT && dotAt < 0) dotAt = i;
    else return null;
  }
  if (digits === 0 || digits > EXACT_DIGITS) return null;
  return dotAt < 0 ? whole : whole / (POWERS[length - 1 - dotAt] ?? Number.NaN);
}

/**
 * Reads a number from a cell. Null for anything that is not wholly a number: empty, `n/a`, `1.2.3`, `12abc`, infinities.
 * Currency signs and percent are not stripped: a guess there is a wrong price.
 */
export function parseNumber(text: string, decimalComma: boolean): number | null {
  const plain = decimalComma ? null : parsePlain(text);
  if (plain !== null) return plain;
  if (!(decimalComma ? COMMA : POINT).test(text) || !DIGIT.test(text)) return null;
  const bare = decimalComma ? text.replaceAll(/[.\u00a0\u202f]/g, "").replace(",", ".") : text.replaceAll(",", "");
  const value = Number(bare);
  return Number.isFinite(value) ? value : null;
}
