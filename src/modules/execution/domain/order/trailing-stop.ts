import type { Exact, OrderIntent } from "@/modules/_kernel";
import { exact } from "@/modules/_kernel";
import { parsed } from "./order";

/**
 * Where a trailing stop belongs at `price`: `trailAmount`, or `trailPercent` of that price, behind it: below for a sell, above
 * for a buy. Null: it stays where it is, for it follows the price and never gives way. Not rounded to a tick.
 */
export function nextTrailingStop(
  intent: Pick<OrderIntent, "side" | "trailAmount" | "trailPercent">,
  stop: Exact | null,
  price: Exact,
): Exact | null {
  const { side, trailAmount, trailPercent } = intent;
  if (trailAmount === null && trailPercent === null) return null;
  const distance =
    trailAmount === null
      ? exact(price)
          .abs()
          .times(parsed(trailPercent ?? "0"))
      : parsed(trailAmount);
  const next = side === "sell" ? exact(price).minus(distance) : exact(price).plus(distance);
  const isBetter = stop === null || (side === "sell" ? next.gt(stop) : next.lt(stop));
  return isBetter ? next : null;
}
