import { EpochMs } from "@/modules/_kernel";
import type { VenueBar } from "../../domain/venue/bar-orders";
import { ClosedBarVenue, type ClosedBarVenueOptions, type KnownBar } from "../../domain/venue/closed-bar-venue";
import type { FillModel, Opened } from "./fill-model";

/** What is known of one symbol's closed bars at a moment. */
export interface BarNews {
  readonly symbol: string;
  /** Those after the bar that was asked with, oldest first. */
  readonly bars: readonly VenueBar[];
  /** The newest that is over; null: there is none. */
  readonly newest: KnownBar | null;
  /** Up to here no bar can come any more, by the market's clock. */
  readonly settledMs: number;
  /** Open of the session at that moment; null while the market is closed, undefined where only bars say what is over. */
  readonly sessionMs: number | null | undefined;
  readonly isHalted: boolean;
}

/** A symbol, with the start of the bar that its orders have met; null: none of its orders waits for one. */
export interface BarsAsked {
  readonly symbol: string;
  readonly afterMs: number | null;
}

interface BarFillsDeps {
  readonly options: ClosedBarVenueOptions;
  readonly newsOf: (asked: readonly BarsAsked[]) => Promise<readonly BarNews[]>;
}

/** Orders fill on closed bars, by the rules of the backtest. */
export const makeBarFills = ({ options, newsOf }: BarFillsDeps): FillModel<ClosedBarVenue> => ({
  open: (kept) => new ClosedBarVenue(options, kept),
  async listen({ venue }, symbols) {
    const asked = symbols.map((symbol) => ({ symbol, afterMs: venue.heldTo(symbol) }));
    const news = asked.length === 0 ? [] : await newsOf(asked);
    return (at, nowMs) => {
      for (const each of news) hear(at, each, nowMs);
    };
  },
});

/** First the bars, then whether the session is over that they were of. */
function hear(at: Opened<ClosedBarVenue>, news: BarNews, nowMs: EpochMs): void {
  const { venue, sessions } = at;
  const { symbol, bars, newest, settledMs, sessionMs, isHalted } = news;
  venue.halt(symbol, isHalted);
  let seen = sessions[symbol];
  for (const bar of bars) {
    if (seen != null && seen !== bar.sessionMs) venue.closeSession(symbol, nowMs);
    seen = bar.sessionMs;
    venue.bar(symbol, bar, nowMs);
  }
  if (newest !== null) venue.tellNewest(symbol, newest);
  venue.expire(symbol, EpochMs.of(settledMs), nowMs);
  if (sessionMs !== undefined) {
    if (seen != null && seen !== sessionMs) venue.closeSession(symbol, nowMs);
    seen = sessionMs;
  }
  if (seen !== undefined && seen !== sessions[symbol]) at.sessions = { ...sessions, [symbol]: seen };
}
