import { EpochMs } from "@/modules/_kernel";
import type { TradingSession } from "@/modules/data";
import type { PaperMarket } from "../../domain/venue/market-of-quote";
import { QuoteVenue, type QuoteVenueOptions } from "../../domain/venue/quote-venue";
import type { FillModel, Opened } from "./fill-model";

/** What is known of one symbol's market at a moment. */
export interface MarketNews {
  readonly symbol: string;
  /** Null: it should be traded and no fresh price is known. While it is closed, the last one. */
  readonly market: PaperMarket | null;
  /** Time of the market: that of a replay is not the clock's. */
  readonly marketMs: number;
  /** The session that is traded now; null while it is closed, undefined where no calendar is known: always open. */
  readonly session: Pick<TradingSession, "openMs" | "breakMs"> | null | undefined;
  readonly isHalted: boolean;
}

/** Session of a market that never closes. */
const ALWAYS = 0;

interface QuoteFillsDeps {
  readonly options: QuoteVenueOptions;
  /** News of the markets of those symbols, now. */
  readonly newsOf: (symbols: readonly string[]) => Promise<readonly MarketNews[]>;
}

/** Orders fill against quotes. */
export const makeQuoteFills = ({ options, newsOf }: QuoteFillsDeps): FillModel<QuoteVenue> => ({
  open(kept) {
    const venue = new QuoteVenue(options, kept);
    for (const [symbol, session] of Object.entries(kept.sessions)) if (session === null) venue.startClosed(symbol);
    return venue;
  },
  async listen(_at, symbols) {
    const news = symbols.length === 0 ? [] : await newsOf(symbols);
    return (at, nowMs) => {
      for (const each of news) hear(at, each, nowMs);
    };
  },
});

/**
 * How a market stands, told to the venue: first whether the session that it knew is over (also one that ended while nobody
 * looked), then the price, then whether a new one has begun. A session begins with its first fresh price.
 */
function hear(
  at: Opened<QuoteVenue>,
  { symbol, market, marketMs, session, isHalted }: MarketNews,
  nowMs: EpochMs,
): void {
  const { venue, sessions } = at;
  const now = session === undefined ? ALWAYS : (session?.openMs ?? null);
  const pause = session?.breakMs ?? null;
  let seen = sessions[symbol];
  venue.halt(symbol, isHalted || (pause !== null && marketMs >= pause.startMs && marketMs < pause.endMs));
  venue.mute(symbol, market === null);
  if (seen === undefined) {
    seen = now;
    if (now === null) venue.startClosed(symbol);
  } else if (seen !== null && seen !== now) {
    venue.closeSession(symbol, nowMs);
    seen = null;
  }
  if (market === null) venue.expire(symbol, EpochMs.of(marketMs), nowMs);
  else tellPrice(at, symbol, market, { marketMs, nowMs });
  if (seen === null && now !== null && market !== null) {
    venue.openSession(symbol, nowMs);
    seen = now;
  }
  if (seen !== sessions[symbol]) at.sessions = { ...sessions, [symbol]: seen };
}

function tellPrice(
  { venue, prices }: Opened<QuoteVenue>,
  symbol: string,
  market: PaperMarket,
  { marketMs, nowMs }: { readonly marketMs: number; readonly nowMs: EpochMs },
): void {
  const { isDerived: _how, ...sides } = market;
  const price = JSON.stringify(sides);
  if (prices.get(symbol) === price) {
    // The same quote shows no new units; but time has gone on.
    venue.expire(symbol, EpochMs.of(marketMs), nowMs);
    venue.arrive(symbol, nowMs);
    return;
  }
  prices.set(symbol, price);
  venue.quote({ symbol, ...sides, at: nowMs, marketAt: EpochMs.of(marketMs) });
}
