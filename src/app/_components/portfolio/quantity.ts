import { formatNumber } from "@/app/_lib/format";

const DECIMALS_MAX = 8;

/** Decimal text with the digits it has, up to a bound: a quantity is no amount of money. */
export function quantity(text: string): string {
  const decimals = text.split(".")[1]?.length ?? 0;
  return formatNumber(Number(text), { decimals: Math.min(decimals, DECIMALS_MAX) });
}
