/** Part of a day's trading that one can be without moving the price much; the usual assumption of liquidity rules. */
export const PARTICIPATION_DEFAULT = 0.1;

export interface LiquidityInput {
  readonly symbol: string;
  /** Units, either sign. */
  readonly qty: number;
  /** Units of a usual day; null or 0 is unknown. */
  readonly averageVolume: number | null;
}

export interface Liquidity {
  readonly symbol: string;
  /** Trading days until all is sold or bought back; null is unknown. */
  readonly days: number | null;
}

/** Days to exit each position at a share of its average volume, the slowest first: what is unknown is slower than all. */
export function daysToExit(holdings: readonly LiquidityInput[], participation: number): readonly Liquidity[] {
  return holdings
    .map(({ symbol, qty, averageVolume }) => ({
      symbol,
      days: averageVolume === null || !(averageVolume > 0) ? null : Math.abs(qty) / (averageVolume * participation),
    }))
    .toSorted((one, other) => (other.days ?? Number.POSITIVE_INFINITY) - (one.days ?? Number.POSITIVE_INFINITY) || 0);
}
