import { Decimal, toDecimalText } from "@/modules/_kernel";
import { isSymbol } from "../../csv/guess";
import { isCurrency } from "../../instrument";
import type { FeedId, FeedInstrument } from "../feed";

/** The part of ccxt's market structure that we use. `symbol` is ccxt's own name, `BTC/USDT`. */
export interface CcxtMarket {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly spot?: boolean | undefined;
  /** Undefined where the exchange does not say. */
  readonly active?: boolean | undefined;
  readonly precision?: { readonly price?: number | undefined; readonly amount?: number | undefined } | undefined;
}

/** How an exchange counts precision in ccxt: decimal places, significant digits, or the step itself. */
export type CcxtPrecisionMode = "places" | "digits" | "step";

/**
 * An instrument of ours from a market, or null where it is none: spot markets that are open, whose names fit our symbols.
 * Derivatives are left out: their prices need contract sizes and settlement that a bar does not carry.
 */
export function toFeedInstrument(
  market: CcxtMarket,
  { feed, venue, mode }: { readonly feed: FeedId; readonly venue: string; readonly mode: CcxtPrecisionMode },
): FeedInstrument | null {
  const symbol = `${market.base}-${market.quote}`.toUpperCase();
  const currency = market.quote.toUpperCase();
  if (market.spot !== true || market.active === false) return null;
  if (!isSymbol(symbol) || !isCurrency(currency)) return null;
  return {
    feed,
    alias: market.symbol,
    symbol,
    name: `${market.base} / ${market.quote}`,
    kind: "crypto",
    currency,
    venue,
    calendar: "24/7",
    tick: stepText(market.precision?.price, mode),
    lot: stepText(market.precision?.amount, mode),
  };
}

/** A price or quantity step as decimal text; null where the exchange does not say, or says it as significant digits. */
function stepText(precision: number | undefined, mode: CcxtPrecisionMode): string | null {
  if (precision === undefined || !Number.isFinite(precision)) return null;
  if (mode === "digits") return null;
  const step = mode === "step" ? new Decimal(precision) : new Decimal(10).pow(-precision);
  return step.gt(0) ? toDecimalText(step) : null;
}
