import { formatMoney, formatNumber } from "@/app/_lib/format";
import { type Exact, exact, parseExact } from "@/modules/_kernel";

/** Amounts between decimal text, which is exact, and what people read and type. */

/** Digits as people write and paste them: thousands separators, spaces, either minus. Null is no number. */
export function readDecimal(text: string): Exact | null {
  return parseExact(text.replace(/[\s,_'\u2019]/g, "").replace("\u2212", "-"));
}

/** Digits after the point of decimal text: as many as it has. */
function decimalsOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

/** A quantity with all of its digits, thousands separated. */
export function writeQty(text: string): string {
  return formatNumber(Number(text), { decimals: decimalsOf(text) });
}

/** Money with the decimals of its currency; null is unknown. */
export function writeMoney(text: string | null, currency: string, signed = false): string {
  return formatMoney(text === null ? null : Number(text), currency, { signed });
}

/** What stands in a field after an arrow key: the next multiple of `step`, never below one. */
export function stepText(text: string, step: string, steps: number): string {
  const size = exact(step);
  const value = readDecimal(text) ?? exact(0);
  const whole = size.times(exact(value.wholeTimes(size).toString()));
  // From between two multiples up to the higher, down to the lower one.
  const isOn = whole.eq(value);
  const next = whole.plus(size.times(exact(isOn || steps > 0 ? steps : steps + 1)));
  return (next.lt(size) ? size : next).toFixed();
}
