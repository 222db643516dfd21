import { exact, parseExact, toDecimalText } from "@/modules/_kernel";
import { AMOUNT_KINDS, type StandingKind } from "@/modules/risk";

// By itself, without the form and the schemas behind it: pages that only name limits need no more.

const HUNDRED = exact(100);

export type AmountKind = (typeof AMOUNT_KINDS)[number];
export const isAmountKind = (kind: StandingKind): kind is AmountKind => AMOUNT_KINDS.some((each) => each === kind);

/** `0.02` as `2`. */
export function percentText(fraction: string): string {
  const value = parseExact(fraction);
  return value === null ? fraction : toDecimalText(value.times(HUNDRED));
}
