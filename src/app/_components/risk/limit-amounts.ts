import { formatNumber } from "@/app/_lib/format";
import { exact, parseExact, toDecimalText } from "@/modules/_kernel";
import { AMOUNT_KINDS, type StandingKind } from "@/modules/risk";

// By itself, without the form and the schemas behind it: pages that only name limits need no more.

const HUNDRED = exact(100);
/** Digits after the point that a glance takes in. */
const DIGITS_MAX = 4;
/** Of money; whatever is worth less than one of its currency (0.0015 BTC) keeps what tells it from nothing. */
const CENTS = 2;
const SMALL_DIGITS_MAX = 8;

export type AmountKind = (typeof AMOUNT_KINDS)[number];
export const isAmountKind = (kind: StandingKind): kind is AmountKind => AMOUNT_KINDS.some((each) => each === kind);

/** `0.02` as `2`. */
export function percentText(fraction: string): string {
  const value = parseExact(fraction);
  return value === null ? fraction : toDecimalText(value.times(HUNDRED));
}

/** A number as a table shows it, with at most four digits after the point. */
export const numberText = (text: string): string => digitsOf(text, DIGITS_MAX);

/** Money as a table shows it, whole or to the cent. */
export function moneyText(text: string): string {
  if (Math.abs(Number(text)) < 1) return digitsOf(text, SMALL_DIGITS_MAX);
  const isWhole = /^[^.]*(\.0*)?$/.test(text);
  return formatNumber(Number(text), { decimals: isWhole ? 0 : CENTS });
}

const digitsOf = (text: string, most: number) =>
  formatNumber(Number(text), { decimals: Math.min(most, text.split(".")[1]?.length ?? 0) });
