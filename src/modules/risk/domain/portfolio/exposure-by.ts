import type { Holding } from "./holding";

export const EXPOSURE_DIMENSIONS = ["symbol", "sector", "currency", "kind"] as const;
export type ExposureDimension = (typeof EXPOSURE_DIMENSIONS)[number];

/** Base currency; long and short are both 0 or above. */
export interface ExposureLine {
  /** Empty: holdings of which nobody said it. */
  readonly name: string;
  readonly long: number;
  readonly short: number;
  /** Long and short together. */
  readonly gross: number;
  /** Long less short. */
  readonly net: number;
  /** Gross as part of equity; null where equity is unknown or not above 0. */
  readonly weight: number | null;
}

/**
 * Exposure of a book along one dimension, the largest first. Long and short of one instrument were netted by the books already;
 * those of one sector, currency or kind are told apart. Money counts only for the currency it is in.
 */
export function exposureBy(
  holdings: readonly Holding[],
  dimension: ExposureDimension,
  equity: number | null,
): readonly ExposureLine[] {
  const lines = new Map<string, { long: number; short: number }>();
  for (const holding of holdings) {
    if (holding.kind === "cash" && dimension !== "currency") continue;
    const name = holding[dimension];
    const line = lines.get(name) ?? { long: 0, short: 0 };
    if (holding.value >= 0) line.long += holding.value;
    else line.short -= holding.value;
    lines.set(name, line);
  }
  return [...lines]
    .map(([name, sides]) => ({ name, ...totalOf(sides, equity) }))
    .toSorted((left, right) => right.gross - left.gross || (left.name < right.name ? -1 : 1));
}

export type ExposureTotal = Omit<ExposureLine, "name">;

/** Exposure of the whole book; its weight is the leverage. Money is no exposure to a market. */
export function totalExposure(holdings: readonly Holding[], equity: number | null): ExposureTotal {
  const sides = { long: 0, short: 0 };
  for (const { kind, value } of holdings) {
    if (kind === "cash") continue;
    if (value >= 0) sides.long += value;
    else sides.short -= value;
  }
  return totalOf(sides, equity);
}

function totalOf(
  { long, short }: { readonly long: number; readonly short: number },
  equity: number | null,
): ExposureTotal {
  const gross = long + short;
  return { long, short, gross, net: long - short, weight: equity === null || !(equity > 0) ? null : gross / equity };
}
