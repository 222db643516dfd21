import { MINUS } from "./format";

/** Text of a number box and back. Not for money that is booked: that stays text until the server parses it. */

const GROUPING = /[\s,'’_]/g;
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)(e-?\d{1,3})?$/i;
const DIGITS_SHOWN_MAX = 15;

/** Null for empty text, NaN for what is no number, else the number. Thousands separators and U+2212 are taken. */
export function parseNumber(text: string): number | null {
  const plain = text.replace(GROUPING, "").replace(MINUS, "-");
  if (plain === "") return null;
  return NUMBER.test(plain) ? Number(plain) : Number.NaN;
}

/** The shortest text that reads back as the same number, with thousands separated. Empty for null and NaN. */
export function writeNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "";
  const [whole = "", fraction] = Math.abs(value)
    .toLocaleString("en-US", { useGrouping: false, maximumSignificantDigits: DIGITS_SHOWN_MAX + 2 })
    .split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? MINUS : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

export interface Stepping {
  readonly steps: number;
  readonly step: number;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

/** Moves by whole steps, without the dust of binary fractions, and stays inside the bounds. From empty it starts at 0. */
export function stepNumber(value: number | null, { steps, step, minimum, maximum }: Stepping): number {
  const start = value === null || Number.isNaN(value) ? 0 : value;
  const decimals = Math.max(decimalsOf(start), decimalsOf(step));
  const moved = Number((start + steps * step).toFixed(decimals));
  return Math.min(Math.max(moved, minimum ?? Number.NEGATIVE_INFINITY), maximum ?? Number.POSITIVE_INFINITY);
}

const DECIMALS_MAX = 12;

function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < DECIMALS_MAX; decimals += 1) {
    if (Number(value.toFixed(decimals)) === value) return decimals;
  }
  return DECIMALS_MAX;
}
