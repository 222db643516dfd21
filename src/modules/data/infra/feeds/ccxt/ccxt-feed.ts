import { err, ok, type Result } from "@/modules/_kernel";
import { toFeedInstrument } from "../../../domain/feed/ccxt/market";
import type { Feed, FeedCapabilities, FeedId, FeedInstrument, FeedRefusal } from "../../../domain/feed/feed";
import { rankInstruments } from "../../../domain/feed/rank-instruments";
import { TradeMemory } from "../../../domain/feed/trade-memory";
import { malformed } from "../http";
import { LINE_TIMING, type LineTiming, liveStream } from "../live-line";
import { baseUrlOf, type FeedContext, type FeedProvider } from "../provider";
import { ccxtHistory } from "./ccxt-history";
import { ccxtSession } from "./ccxt-session";
import { type CcxtExchange, type CcxtLibrary, type LoadCcxt, PRECISION_MODES } from "./library";
import { marketOf, marketsOf, openExchange } from "./open-exchange";
import { refusalOf } from "./refusals";
import { callSignal, makeCcxtFetch } from "./transport";

/**
 * What the adapter gives of any exchange. Weeks and months are left out: exchanges disagree on the day on which a week
 * begins, so ours are rolled up from days. An exchange that lacks one of these refuses it when asked.
 */
export const CCXT_CAPABILITIES: FeedCapabilities = {
  history: ["1m", "5m", "15m", "1h", "4h", "1d"],
  live: ["trade", "quote", "bar"],
  beatMs: LINE_TIMING.beatMs,
  search: true,
  needsKey: false,
};

/** Listings change a few times a day at most. */
const MARKETS_FRESH_MS = 6 * 3_600_000;
/** Bars of one answer where ccxt does not know the exchange's limit: every exchange gives as many. */
const BARS_PER_ANSWER = 200;
/** Milliseconds between our pings: a dead peer is noticed after two. */
const KEEP_ALIVE_MS = 15_000;

/** An exchange with its markets, kept between calls: loading them is megabytes. */
interface Loaded {
  readonly library: CcxtLibrary;
  readonly exchange: CcxtExchange;
  readonly instruments: readonly FeedInstrument[];
  readonly loadedMs: number;
}

/** What the feeds of one exchange share in a process, whatever their settings: by the address that they call. */
export type CcxtShelf = Map<string, Loaded>;

export interface CcxtFeedOptions {
  readonly exchangeId: string;
  readonly provider: Pick<FeedProvider, "id" | "title" | "baseUrls">;
  readonly context: FeedContext;
  /** Null outside workers: then everything is refused. */
  readonly load: LoadCcxt | null;
  readonly shelf: CcxtShelf;
  readonly timing: LineTiming;
  /** Whether ccxt keeps its own pauses between requests. */
  readonly paced: boolean;
}

/** One exchange of ccxt as a feed. */
export function makeCcxtFeed(options: CcxtFeedOptions): Feed {
  const { provider, context, timing } = options;
  const { id: feed, title } = provider;
  const { clock, waiting } = context;
  const desk = makeDesk(options);
  return {
    id: feed,
    title,
    capabilities: CCXT_CAPABILITIES,
    async search(text, limit, signal) {
      const loaded = await desk.loaded(signal);
      return loaded.ok ? ok(rankInstruments(loaded.value.instruments, text, limit)) : loaded;
    },
    async *history(request, signal) {
      const { alias, resolution } = request;
      const loaded = await desk.loaded(signal);
      if (!loaded.ok) {
        yield loaded;
        return;
      }
      const { exchange } = loaded.value;
      const refusal = cannotGive(feed, exchange, alias, resolution);
      if (refusal !== null) {
        yield err(refusal);
        return;
      }
      yield* ccxtHistory({
        feed,
        request,
        limit: barsPerAnswer(exchange),
        hasDays: exchange.timeframes?.["1d"] !== undefined,
        nowMs: () => clock.nowMs(),
        ask: (asked, sinceMs, limit) =>
          desk.ask((shared) => shared.fetchOHLCV(alias, asked, sinceMs, limit), alias, signal),
      });
    },
    stream(aliases, signal) {
      const memories = new Map(aliases.map((alias) => [alias, new TradeMemory()]));
      const session = { feed, aliases, memories, clock, waiting, timing, ...desk };
      return liveStream({ feed, clock, waiting, timing, session: (line) => ccxtSession(session, line) }, signal);
    },
  };
}

function cannotGive(feed: FeedId, exchange: CcxtExchange, alias: string, resolution: string): FeedRefusal | null {
  if (marketOf(exchange, alias) === null) return { kind: "feed.symbol_unknown", feed, alias };
  if (exchange.has["fetchOHLCV"] !== true) return { kind: "feed.unsupported", feed, what: "history" };
  const known = CCXT_CAPABILITIES.history.some((given) => given === resolution);
  if (!known || exchange.timeframes?.[resolution] === undefined) {
    return { kind: "feed.unsupported", feed, what: `bars of ${resolution}` };
  }
  return null;
}

/** How many bars the exchange gives at a time, as ccxt knows it. */
function barsPerAnswer({ features }: CcxtExchange): number {
  const limit = ["spot", "fetchOHLCV", "limit"].reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined),
    features,
  );
  return typeof limit === "number" && Number.isInteger(limit) && limit > 0 ? limit : BARS_PER_ANSWER;
}

/** Where questions to one exchange are asked: under the feed's limits, with its markets known. */
function makeDesk({ exchangeId, provider, context, load, shelf, paced }: CcxtFeedOptions) {
  const { id: feed } = provider;
  const { caller, clock, fetch, limits, settings } = context;
  const address = baseUrlOf(provider, settings, "rest");
  const baseUrl = address === "" ? null : address;
  const asked = (alias: string) => ({ feed, alias, timeoutMs: limits.timeoutMs });

  const openWith = (library: CcxtLibrary) =>
    openExchange({
      library,
      exchangeId,
      baseUrl,
      fetchImplementation: makeCcxtFetch({ feed, fetch, clock, caller, answerBytesMax: limits.answerBytesMax }),
      timeoutMs: limits.timeoutMs,
      keepAliveMs: KEEP_ALIVE_MS,
      paced,
    });

  /** One call of ccxt under the feed's limits; its errors become refusals. */
  const call = <T>(library: CcxtLibrary, alias: string, signal: AbortSignal, work: () => Promise<T>) =>
    context.caller.call<T>(async (inner) => {
      try {
        return ok(await callSignal.run(inner, work));
      } catch (error) {
        return err(refusalOf(error, library, asked(alias)));
      }
    }, signal);

  const loaded = async (signal: AbortSignal): Promise<Result<Loaded, FeedRefusal>> => {
    const kept = shelf.get(address);
    if (kept !== undefined && clock.nowMs() - kept.loadedMs < MARKETS_FRESH_MS) return ok(kept);
    if (load === null)
      return err({ kind: "feed.unsupported", feed, what: "calls from this process: workers make them" });
    const library = await load();
    const exchange = await openWith(library);
    if (exchange === null) return err({ kind: "feed.unsupported", feed, what: `the exchange ${exchangeId}` });
    const answer = await call(library, "", signal, () => exchange.loadMarkets(true));
    if (!answer.ok) return answer;
    const fresh = { library, exchange, instruments: instrumentsOf(feed, exchange), loadedMs: clock.nowMs() };
    if (marketsOf(exchange).length === 0) return err(malformed(feed, "an exchange without markets", ""));
    shelf.set(address, fresh);
    return ok(fresh);
  };

  return {
    loaded,
    async ask<T>(what: (exchange: CcxtExchange) => Promise<T>, alias: string, signal: AbortSignal) {
      const shared = await loaded(signal);
      if (!shared.ok) return shared;
      const { library, exchange } = shared.value;
      return call(library, alias, signal, () => what(exchange));
    },
    /** An exchange for one stream: websockets of its own, markets shared. */
    async open(signal: AbortSignal): Promise<Result<CcxtExchange, FeedRefusal>> {
      const shared = await loaded(signal);
      if (!shared.ok) return shared;
      const exchange = await openWith(shared.value.library);
      if (exchange === null) return err({ kind: "feed.unsupported", feed, what: `the exchange ${exchangeId}` });
      exchange.setMarkets(shared.value.exchange.markets, shared.value.exchange.currencies);
      return ok(exchange);
    },
    refusalOf(error: unknown, alias: string): FeedRefusal {
      const library = shelf.get(address)?.library;
      if (library === undefined) throw error;
      return refusalOf(error, library, asked(alias));
    },
  };
}

function instrumentsOf(feed: FeedId, exchange: CcxtExchange): readonly FeedInstrument[] {
  const mode =
    Object.entries(PRECISION_MODES).find(([code]) => Number(code) === exchange.precisionMode)?.[1] ?? "digits";
  return marketsOf(exchange).flatMap((market) => toFeedInstrument(market, { feed, venue: exchange.name, mode }) ?? []);
}
