import { type AccountId, type Clock, EpochMs, type OrderId } from "@/modules/_kernel";
import type { TradingSession } from "@/modules/data";
import type { PaperMarket } from "../../domain/venue/market-of-quote";
import { QuoteVenue, type QuoteVenueOptions } from "../../domain/venue/quote-venue";
import type { PaperVenueStore, SeenSessions } from "../../ports/paper-venue";
import type { Venue } from "../../ports/venue";

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

interface PaperVenueDeps {
  readonly accountId: AccountId;
  readonly store: PaperVenueStore;
  readonly clock: Clock;
  readonly options: QuoteVenueOptions;
  /** News of the markets of those symbols, now. */
  readonly newsOf: (symbols: readonly string[]) => Promise<readonly MarketNews[]>;
}

export interface PaperVenue extends Venue {
  /** Tells it how its markets stand; whether it said anything. */
  pump(): Promise<boolean>;
  hasLiveOrders(): Promise<boolean>;
}

/** Session of a market that never closes. */
const ALWAYS = 0;

/**
 * The simulated venue of a paper account behind the port of every venue, as durable as a real one: whatever it answers is kept
 * first, whole, so that a crash at any moment leaves what was kept last, and whoever asks again gets the same answer. One process
 * at a time works it (its account's lease). Faults of the store are thrown: then it is made again from what was kept.
 */
export function makePaperVenue({ accountId, store, clock, options, newsOf }: PaperVenueDeps): PaperVenue {
  const { opened, change, remember } = makeKeeper({ accountId, store, options });
  const tell = async (symbols: readonly string[]): Promise<readonly MarketNews[]> =>
    symbols.length === 0 ? [] : newsOf(symbols);
  const answer = (refusal: { readonly refused: string } | null) =>
    refusal === null ? ({ outcome: "taken" } as const) : ({ outcome: "refused", reason: refusal.refused } as const);

  return {
    async place(order) {
      await remember(order.orderId);
      const news = await tell([order.symbol]);
      const placed = await change((at) => {
        for (const each of news) hear(at, each, clock.nowMs());
        return at.venue.place(order, clock.nowMs());
      });
      return "refused" in placed
        ? { outcome: "refused", reason: placed.refused }
        : { outcome: "accepted", venueOrderId: placed.venueOrderId };
    },
    async cancel({ orderId, requestId }) {
      await remember(orderId);
      return answer(await change(({ venue }) => venue.cancel(orderId, requestId, clock.nowMs())));
    },
    async replace(request) {
      await remember(request.orderId);
      return answer(await change(({ venue }) => venue.replace(request, clock.nowMs())));
    },
    async find(orderId) {
      await remember(orderId);
      const venueOrderId = (await opened()).venue.venueOrderIdOf(orderId);
      return venueOrderId === null ? { outcome: "not_found" } : { outcome: "found", venueOrderId };
    },
    eventsAfter: (cursor, limit) => store.eventsAfter(accountId, cursor, limit),
    positions: () => store.positions(accountId),
    async pump() {
      const before = await opened();
      const news = await tell(before.venue.liveSymbols());
      const { said } = before;
      await change((at) => {
        for (const each of news) hear(at, each, clock.nowMs());
      });
      return (await opened()).said > said;
    },
    hasLiveOrders: async () => (await opened()).venue.liveSymbols().length > 0,
  };
}

/** The venue in memory, made of what was kept, and kept again with every change. */
function makeKeeper({ accountId, store, options }: Pick<PaperVenueDeps, "accountId" | "store" | "options">) {
  let open: Opened | null = null;

  const opened = async (): Promise<Opened> => {
    if (open !== null) return open;
    const kept = await store.load(accountId);
    const venue = new QuoteVenue(options, kept);
    for (const [symbol, session] of Object.entries(kept.sessions)) if (session === null) venue.startClosed(symbol);
    open = { venue, said: kept.said, sessions: kept.sessions, prices: new Map() };
    return open;
  };
  /** Does something at the venue and keeps what came of it, before anybody hears of it. */
  const change = async <T>(work: (at: Opened) => T): Promise<T> => {
    const at = await opened();
    const { said, sessions } = at;
    try {
      const value = work(at);
      const changes = at.venue.takeChanges();
      const isChanged = changes.orders.length + changes.events.length > 0 || at.sessions !== sessions;
      if (isChanged) await store.keep(accountId, { said }, changes, at.sessions);
      at.said += changes.events.length;
      return value;
    } catch (error) {
      // Nobody knows whether it was kept: what is there is the truth.
      open = null;
      throw error;
    }
  };
  const remember = async (orderId: OrderId): Promise<void> => {
    const { venue } = await opened();
    if (venue.knows(orderId)) return;
    const kept = await store.findOrder(accountId, orderId);
    if (kept !== null) venue.know(kept);
  };
  return { opened, change, remember };
}

interface Opened {
  readonly venue: QuoteVenue;
  said: number;
  sessions: SeenSessions;
  /** The newest prices that it was told, as text: the same again is no news. */
  readonly prices: Map<string, string>;
}

/**
 * How a market stands, told to the venue: first whether the session that it knew is over (also one that ended while nobody
 * looked), then the price, then whether a new one has begun. A session begins with its first fresh price.
 */
function hear(at: Opened, { symbol, market, marketMs, session, isHalted }: MarketNews, nowMs: EpochMs): void {
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
  { venue, prices }: Opened,
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
