import { type Exact, exact, parseExact, toDecimalText, ZERO } from "@/modules/_kernel";
import { type Calendar, type Freshness, freshnessOf, type Quote } from "@/modules/data";

/** What a source does not say of the size of a side: more than anybody's order. */
const SIZE_UNSAID = "1000000000000";
/** Half of the spread around a last price where a source tells no sides: five hundredths of a percent, and a tick at least. */
export const HALF_SPREAD_BPS = 5;
const BPS = exact("0.0001");

/** The two sides that a paper account trades at. Prices and sizes are decimal text. */
export interface PaperMarket {
  readonly bid: string;
  readonly ask: string;
  readonly bidSize: string;
  readonly askSize: string;
  /** Sides are made of the last price. */
  readonly isDerived: boolean;
}

export interface MarketNow {
  /** Null: nothing that could price an order is known. */
  readonly market: PaperMarket | null;
  readonly state: Freshness["state"];
  /** How old it is, and how old it may be. */
  readonly ageMs: number;
  readonly beatMs: number;
  /** Time of the market: that of the quote in a replay, else the clock's. */
  readonly marketMs: number;
}

/**
 * What a quote says about trading at `nowMs`: both sides where the source has them, else the last price with half a spread of
 * {@link HALF_SPREAD_BPS} to each side, rounded away from it to the tick. Crossed sides and prices that are not above 0 are no market.
 *
 * @param hours - The calendar of the quote; null where it is unknown, which counts as always open.
 */
export function marketOfQuote(quote: Quote, tick: string, nowMs: number, hours: Calendar | null): MarketNow {
  const { state, ageMs } = freshnessOf(quote, nowMs, hours);
  const marketMs = quote.clock === "session" ? quote.eventMs : nowMs;
  return { market: keptSidesOf(quote, tick), state, ageMs, beatMs: quote.beatMs, marketMs };
}

/** A quote is never changed: what was made of it is found again as long as somebody has it. */
const made = new WeakMap<Quote, { readonly tick: string; readonly sides: PaperMarket | null }>();

function keptSidesOf(quote: Quote, tick: string): PaperMarket | null {
  const kept = made.get(quote);
  if (kept?.tick === tick) return kept.sides;
  const market = sidesOf(quote, tick);
  made.set(quote, { tick, sides: market });
  return market;
}

function sidesOf({ bid, ask, bidSize, askSize, last }: Quote, tick: string): PaperMarket | null {
  if (bid !== null && ask !== null)
    return bid > 0 && ask >= bid ? sides(text(bid), text(ask), [size(bidSize), size(askSize)], false) : null;
  const price = last ?? bid ?? ask;
  const step = parseExact(tick);
  if (price === null || price <= 0 || step === null || !step.isPositive()) return null;
  const middle = exact(price);
  const half = middle.times(exact(HALF_SPREAD_BPS)).times(BPS);
  const low = exact(middle.minus(half).wholeTimes(step).toString()).times(step);
  const high = middle.plus(half);
  const up = exact(high.wholeTimes(step).toString()).times(step);
  const above = up.eq(high) ? up : up.plus(step);
  const below = low.isPositive() ? low : step;
  return sides(toDecimalText(below), toDecimalText(above), [SIZE_UNSAID, SIZE_UNSAID], true);
}

const sides = (bid: string, ask: string, [bidSize, askSize]: readonly [string, string], isDerived: boolean) => ({
  bid,
  ask,
  bidSize,
  askSize,
  isDerived,
});

const text = (value: number): string => {
  const shortest = String(value);
  return shortest.includes("e") ? toDecimalText(exact(value)) : shortest;
};
const size = (value: number | null): string => (value === null || value < 0 ? SIZE_UNSAID : text(value));

/** The sides of a market as numbers, and its middle: what a position is worth. */
export interface MarketPrices {
  readonly bid: Exact;
  readonly ask: Exact;
  readonly middle: Exact;
}

/** Sides are never changed either: an order looks at hundreds, of which few are others than at the order before. */
const read = new WeakMap<Pick<PaperMarket, "bid" | "ask">, MarketPrices>();

export function pricesOf(market: Pick<PaperMarket, "bid" | "ask">): MarketPrices {
  const known = read.get(market);
  if (known !== undefined) return known;
  const [bid, ask] = [parseExact(market.bid) ?? ZERO, parseExact(market.ask) ?? ZERO];
  const prices = { bid, ask, middle: bid.plus(ask).times(HALF) };
  read.set(market, prices);
  return prices;
}
const HALF = exact("0.5");
