/** Numbers of the document: thousands apart, a real minus sign, `n/a` where there is none. */

const MINUS = "\u2212";
const NONE = "n/a";
const PERCENT = 100;

function write(value: number | null | undefined, decimals: number, isSigned: boolean): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: isSigned ? "exceptZero" : "negative",
  });
  return text.replace("-", MINUS);
}

export const number = (value: number | null | undefined, decimals = 2): string => write(value, decimals, false);
export const count = (value: number | null | undefined): string => write(value, 0, false);
export const money = (value: number | null | undefined): string => write(value, 2, false);
export const signedMoney = (value: number | null | undefined): string => write(value, 2, true);

/** A fraction in percent, without the sign of it: that stands in the head. */
export function percent(value: number | null | undefined, decimals = 2): string {
  return write(value === null || value === undefined ? value : value * PERCENT, decimals, false);
}

export function signedPercent(value: number | null | undefined, decimals = 1): string {
  return write(value === null || value === undefined ? value : value * PERCENT, decimals, true);
}

/** Date of a moment, and with its minute where bars are shorter than a day. */
export type WriteTime = (timeMs: number) => string;
