import type { CcxtMarket } from "../../../domain/feed/ccxt/market";
import type { CcxtExchange, CcxtLibrary } from "./library";

/** Options by exchange that make ccxt ask for what we need and nothing else. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Spot alone: futures would be three more large requests, of which two go to hosts that may be out of reach. Aggregated
  // trades are the ones that its REST answers number, so a stream can be resumed from the last id.
  binance: {
    fetchMarkets: { types: ["spot"] },
    watchTradesForSymbols: { name: "aggTrade" },
    // The short ticker has no bid and ask.
    watchTickers: { name: "ticker" },
  },
  binanceus: { watchTradesForSymbols: { name: "aggTrade" }, watchTickers: { name: "ticker" } },
};

export interface OpenExchangeOptions {
  readonly library: CcxtLibrary;
  /** `binance`. */
  readonly exchangeId: string;
  /** Where requests go instead of the exchange's own hosts; null sends them there. */
  readonly baseUrl: string | null;
  readonly fetchImplementation: unknown;
  readonly timeoutMs: number;
  /** Milliseconds between two pings of ours on a websocket. */
  readonly keepAliveMs: number;
  /** Whether ccxt keeps to the exchange's rate limit by pauses of its own. */
  readonly paced: boolean;
}

/** Opens an exchange of ccxt. Null when ccxt has none of that id. Nothing is sent yet. */
export async function openExchange(options: OpenExchangeOptions): Promise<CcxtExchange | null> {
  const { library, exchangeId, baseUrl, fetchImplementation, timeoutMs, keepAliveMs, paced } = options;
  if (!library.exchanges.includes(exchangeId)) return null;
  const exchangeClass = library.pro[exchangeId] ?? library[exchangeId];
  if (typeof exchangeClass !== "function") return null;
  const exchange: CcxtExchange = Reflect.construct(exchangeClass, [
    {
      enableRateLimit: paced,
      newUpdates: true,
      timeout: timeoutMs,
      streaming: { keepAlive: keepAliveMs, connectionTimeout: timeoutMs },
      // Pauses between connections are ours: two clocks of backoff would be none that anybody understands.
      options: { ...OPTIONS[exchangeId], ws: { backoff: { base: 0 } } },
    },
  ]);
  exchange.fetchImplementation = fetchImplementation;
  if (baseUrl !== null) {
    exchange.urls = { ...exchange.urls, api: redirected(exchange.urls["api"], baseUrl) };
    // ccxt asks for this before it opens a websocket without TLS.
    if (baseUrl.startsWith("http:")) await exchange.loadHttpProxyAgent();
  }
  return exchange;
}

/** The market of that name, or null. `markets` is ccxt's own table. */
export function marketOf(exchange: CcxtExchange, alias: string): CcxtMarket | null {
  const market = exchange.markets?.[alias];
  return isMarket(market) ? market : null;
}

/** Every market of an exchange whose markets are loaded. */
export function marketsOf(exchange: CcxtExchange): readonly CcxtMarket[] {
  return Object.values(exchange.markets ?? {}).filter(isMarket);
}

function isMarket(value: unknown): value is CcxtMarket {
  if (typeof value !== "object" || value === null) return false;
  return ["symbol", "base", "quote"].every((field) => typeof Reflect.get(value, field) === "string");
}

/**
 * Every address in ccxt's tree of addresses, led to `baseUrl`: its host becomes the first part of the path, so that one
 * server can tell them apart, and exchanges that look at their address (Binance finds "/stream" in it) still find it.
 */
export function redirected(api: unknown, baseUrl: string): unknown {
  if (typeof api === "string") {
    const address = /^(https?|wss?):\/\/(.*)$/.exec(api);
    if (address === null) return api;
    const base = baseUrl.replace(/\/+$/, "");
    return `${address[1]?.startsWith("ws") ? base.replace(/^http/, "ws") : base}/${address[2] ?? ""}`;
  }
  if (typeof api !== "object" || api === null) return api;
  return Object.fromEntries(Object.entries(api).map(([name, value]) => [name, redirected(value, baseUrl)]));
}

/** Cuts every websocket of an exchange at once. A polite goodbye waits up to half a minute for an answer that may not come. */
export async function closeExchange(exchange: CcxtExchange): Promise<void> {
  const connections = Object.values(exchange.clients ?? {}).map(({ connection }) => connection);
  const closing = exchange.close();
  for (const connection of connections) connection?.terminate?.();
  await closing;
}
