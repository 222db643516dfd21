import type { WebSocket } from "ws";
import type { ServedAnswer, ServedProtocol } from "../fault-server";
import type { ServedBar } from "../feed-contract";
import type { Venue, VenueBar, VenueEvent, VenuePair, VenueTrade } from "./venue";

/**
 * Binance's spot market data as its public documentation describes it: REST v3 (exchangeInfo, klines, aggTrades, 24 h
 * tickers) and the market streams (`aggTrade`, `ticker`, `kline_1m`). Numbers are text, as there.
 */
export function binanceProtocol(venue: Venue): ServedProtocol {
  return {
    answer(request) {
      const { path, query } = request;
      if (path.endsWith("/api/v3/exchangeInfo")) return json(exchangeInfo(venue));
      if (path.endsWith("/api/v3/ticker/24hr") && !query.has("symbol"))
        return json(venue.pairs.map((pair) => ticker(venue, pair)));
      const pair = venue.pairs.find((one) => idOf(one) === query.get("symbol"));
      if (pair === undefined) return json({ code: -1121, msg: "Invalid symbol." }, 400);
      if (path.endsWith("/api/v3/klines")) return json(klines(venue, pair, query));
      if (path.endsWith("/api/v3/aggTrades")) return json(aggTrades(venue, pair, query));
      if (path.endsWith("/api/v3/ticker/24hr")) return json(ticker(venue, pair));
      return json({ code: -1, msg: `no such path: ${path}` }, 404);
    },
    socket: (socket) => serveStreams(venue, socket),
  };
}

const idOf = ({ base, quote }: VenuePair) => `${base}${quote}`;

function json(value: unknown, status = 200): ServedAnswer {
  return { status, contentType: "application/json;charset=UTF-8", body: JSON.stringify(value) };
}

function exchangeInfo({ pairs }: Venue) {
  return {
    timezone: "UTC",
    serverTime: 0,
    rateLimits: [],
    exchangeFilters: [],
    symbols: pairs.map((pair) => ({
      symbol: idOf(pair),
      status: "TRADING",
      baseAsset: pair.base,
      baseAssetPrecision: 8,
      quoteAsset: pair.quote,
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: ["LIMIT", "MARKET"],
      icebergAllowed: true,
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      filters: [
        { filterType: "PRICE_FILTER", minPrice: pair.tick, maxPrice: "1000000.00000000", tickSize: pair.tick },
        { filterType: "LOT_SIZE", minQty: pair.lot, maxQty: "9000.00000000", stepSize: pair.lot },
      ],
      permissions: ["SPOT"],
      permissionSets: [["SPOT"]],
    })),
  };
}

const INTERVALS: Readonly<Record<string, number>> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000,
};

const text = (value: number | null) => (value === null ? null : String(value));

function klines(venue: Venue, pair: VenuePair, query: URLSearchParams) {
  const stepMs = INTERVALS[query.get("interval") ?? ""] ?? 60_000;
  const startMs = Number(query.get("startTime") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? 500), 1000);
  return venue
    .barsOf(pair, stepMs)
    .filter(({ time }) => time >= startMs)
    .slice(0, limit)
    .map((bar) => kline(bar, stepMs));
}

function kline({ time, open, high, low, close, volume }: ServedBar, stepMs: number) {
  const end = time + stepMs - 1;
  return [time, text(open), text(high), text(low), text(close), text(volume), end, "0", 1, "0", "0", "0"];
}

function aggTrades({ trades }: Venue, pair: VenuePair, query: URLSearchParams) {
  const startMs = Number(query.get("startTime") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? 500), 1000);
  return trades
    .filter((trade) => trade.pair === pair && trade.atMs >= startMs)
    .slice(0, limit)
    .map(({ id, price, size, atMs }) => ({
      a: id,
      p: String(price),
      q: String(size),
      f: id,
      l: id,
      T: atMs,
      m: false,
      M: true,
    }));
}

function ticker({ trades }: Venue, pair: VenuePair) {
  const last: VenueTrade | undefined = trades.findLast((trade) => trade.pair === pair);
  const price = last?.price ?? 100;
  return {
    symbol: idOf(pair),
    priceChange: "0",
    priceChangePercent: "0",
    weightedAvgPrice: String(price),
    lastPrice: String(price),
    lastQty: "1",
    bidPrice: String(price - 1),
    bidQty: "2",
    askPrice: String(price + 1),
    askQty: "3",
    openPrice: String(price),
    highPrice: String(price),
    lowPrice: String(price),
    volume: "1000",
    quoteVolume: String(price * 1000),
    openTime: 0,
    closeTime: last?.atMs ?? 0,
    firstId: 0,
    lastId: last?.id ?? 0,
    count: 1,
  };
}

function serveStreams(venue: Venue, socket: WebSocket): void {
  const streams = new Set<string>();
  let leave: () => void = () => undefined;
  socket.on("close", () => leave());
  socket.on("message", (data: Buffer) => {
    const { method, params, id }: { method: string; params: readonly string[]; id: number } = JSON.parse(
      data.toString(),
    );
    for (const stream of params) {
      if (method === "SUBSCRIBE") streams.add(stream);
      else streams.delete(stream);
    }
    socket.send(JSON.stringify({ result: null, id }));
    leave();
    leave = venue.hear((event) => {
      const told = streamOf(event);
      if (streams.has(told.stream)) socket.send(JSON.stringify(told.message));
    });
  });
}

function streamOf(event: VenueEvent): { readonly stream: string; readonly message: unknown } {
  const symbol = idOf(event.pair);
  const name = symbol.toLowerCase();
  switch (event.type) {
    case "trade": {
      const { id, price, size, atMs } = event;
      const message = {
        e: "aggTrade",
        E: atMs,
        s: symbol,
        a: id,
        p: String(price),
        q: String(size),
        f: id,
        l: id,
        T: atMs,
        m: true,
        M: true,
      };
      return { stream: `${name}@aggTrade`, message };
    }
    case "quote": {
      const { bid, ask, bidSize, askSize, atMs } = event;
      const best = { b: String(bid), B: String(bidSize), a: String(ask), A: String(askSize) };
      const day = {
        p: "0",
        P: "0",
        w: String(bid),
        x: String(bid),
        c: String(bid),
        Q: "1",
        o: String(bid),
        h: String(ask),
        l: String(bid),
        v: "1",
        q: "1",
        O: 0,
        C: atMs,
        F: 0,
        L: 0,
        n: 1,
      };
      return { stream: `${name}@ticker`, message: { e: "24hrTicker", E: atMs, s: symbol, ...day, ...best } };
    }
    case "bar":
      return { stream: `${name}@kline_1m`, message: klineEvent(symbol, event) };
    // Crypto exchanges take nothing back.
    case "correction":
      return { stream: "", message: null };
    default:
      return event satisfies never;
  }
}

function klineEvent(symbol: string, { bar, closed }: VenueBar): unknown {
  const span = { t: bar.time, T: bar.time + 59_999, s: symbol, i: "1m", f: 1, L: 2, n: 1, x: closed };
  const prices = { o: text(bar.open), c: text(bar.close), h: text(bar.high), l: text(bar.low), v: text(bar.volume) };
  return { e: "kline", E: bar.time, s: symbol, k: { ...span, ...prices, q: "0", V: "0", Q: "0", B: "0" } };
}
