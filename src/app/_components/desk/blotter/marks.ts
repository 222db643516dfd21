import { exact, ZERO } from "@/modules/_kernel";
import type { LiveQuote } from "../../../_lib/quotes";
import type { PositionView } from "../trading/types";

/** A position with what it is worth by the newest price that this browser has heard. */
export interface MarkedPosition extends PositionView {
  /** Null is unknown. */
  readonly last: string | null;
  readonly liveValue: string | null;
  readonly livePnl: string | null;
  /** Age of a price that is too old to act on; null while it is fresh, or unknown. */
  readonly staleMs: number | null;
}

/**
 * A position by a live quote, exactly; by the server's price where no quote is heard.
 *
 * Value is quantity times price times multiplier, below 0 for what is short; the open profit is the value less what it cost.
 */
export function markPosition(position: PositionView, quote: LiveQuote | undefined): MarkedPosition {
  if (quote === undefined || quote.last === null)
    return { ...position, last: position.price, liveValue: position.value, livePnl: position.openPnl, staleMs: null };
  const last = exact(quote.last);
  const value = exact(position.qty).times(last).times(exact(position.multiplier));
  return {
    ...position,
    last: last.toFixed(),
    liveValue: value.toFixed(),
    livePnl: value.minus(exact(position.cost)).toFixed(),
    staleMs: quote.state === "stale" ? quote.ageMs : null,
  };
}

/** Open profit of positions by currency; null where one of them is unknown. Money of two currencies is never added. */
export function totalPnl(positions: readonly MarkedPosition[]): ReadonlyMap<string, string | null> {
  const sums = new Map<string, string | null>();
  for (const { currency, livePnl } of positions) {
    const before = sums.get(currency);
    if (before === null || livePnl === null) sums.set(currency, null);
    else
      sums.set(
        currency,
        exact(before ?? ZERO)
          .plus(exact(livePnl))
          .toFixed(),
      );
  }
  return sums;
}

/** The side that an order has which closes a position. */
export function closingSide(qty: string): "buy" | "sell" {
  return exact(qty).isNegative() ? "buy" : "sell";
}

/** A quantity without its direction. */
export function unsigned(qty: string): string {
  return exact(qty).abs().toFixed();
}
