import { formatNumber } from "@/app/_lib/format";

/** Digits that a size is told with behind the point: coins are traded in parts. */
const DECIMALS_MAX = 6;

/** A size with the digits it has, up to a bound. */
export function sizeText(size: number): string {
  const known = Number(size.toFixed(DECIMALS_MAX));
  const decimals = String(known).split(".")[1]?.length ?? 0;
  return formatNumber(known, { decimals: Math.min(decimals, DECIMALS_MAX) });
}
