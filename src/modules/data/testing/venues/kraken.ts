import type { WebSocket } from "ws";
import type { ServedAnswer, ServedProtocol } from "../fault-server";
import type { Venue, VenueEvent, VenuePair, VenueTrade } from "./venue";

/**
 * Kraken's spot market data as its public documentation describes it: REST (AssetPairs, Assets, OHLC, Trades) and websocket
 * v2 (`trade` with a snapshot, `ticker`, `ohlc`). It gives its newest 720 bars, whatever was asked, and the open one last.
 */
export function krakenProtocol(venue: Venue): ServedProtocol {
  return {
    answer({ path, query }) {
      if (path.endsWith("/0/public/AssetPairs"))
        return json(Object.fromEntries(venue.pairs.map((pair) => [idOf(pair), assetPair(pair)])));
      if (path.endsWith("/0/public/Assets")) return json(assets(venue));
      const pair = venue.pairs.find((one) => idOf(one) === query.get("pair"));
      if (pair === undefined) return refused("EQuery:Unknown asset pair");
      if (path.endsWith("/0/public/OHLC")) return json(ohlc(venue, pair, query));
      if (path.endsWith("/0/public/Trades")) return json(trades(venue, pair, query));
      return refused("EGeneral:Unknown method");
    },
    socket: (socket) => serveChannels(venue, socket),
  };
}

const BARS_MAX = 720;
const SNAPSHOT_TRADES = 50;

const idOf = ({ base, quote }: VenuePair) => `${base}${quote}`;
const nameOf = ({ base, quote }: VenuePair) => `${base}/${quote}`;

function json(result: unknown): ServedAnswer {
  return { status: 200, contentType: "application/json", body: JSON.stringify({ error: [], result }) };
}

function refused(error: string): ServedAnswer {
  return { status: 200, contentType: "application/json", body: JSON.stringify({ error: [error] }) };
}

const decimals = (step: string) => (step.split(".")[1] ?? "").length;

function assetPair(pair: VenuePair) {
  return {
    altname: idOf(pair),
    wsname: nameOf(pair),
    aclass_base: "currency",
    base: pair.base,
    aclass_quote: "currency",
    quote: pair.quote,
    lot: "unit",
    cost_decimals: 5,
    pair_decimals: decimals(pair.tick),
    lot_decimals: decimals(pair.lot),
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, 0.4]],
    fees_maker: [[0, 0.25]],
    fee_volume_currency: "ZUSD",
    margin_call: 80,
    margin_stop: 40,
    ordermin: "0.00005",
    costmin: "0.5",
    tick_size: pair.tick,
    status: "online",
  };
}

function assets({ pairs }: Venue) {
  const names = new Set(pairs.flatMap(({ base, quote }) => [base, quote]));
  const asset = (altname: string) => ({
    aclass: "currency",
    altname,
    decimals: 8,
    display_decimals: 5,
    status: "enabled",
  });
  return Object.fromEntries([...names].map((name) => [name, asset(name)]));
}

function ohlc(venue: Venue, pair: VenuePair, query: URLSearchParams) {
  const stepMs = Number(query.get("interval") ?? 1) * 60_000;
  const sinceMs = Number(query.get("since") ?? 0) * 1000;
  const text = (value: number | null) => (value === null ? null : String(value));
  const rows = venue
    .barsOf(pair, stepMs)
    .filter(({ time }) => time > sinceMs)
    .slice(-BARS_MAX)
    .map(({ time, open, high, low, close, volume }) => [
      time / 1000,
      text(open),
      text(high),
      text(low),
      text(close),
      text(close),
      text(volume),
      1,
    ]);
  return { [idOf(pair)]: rows, last: 0 };
}

function trades(venue: Venue, pair: VenuePair, query: URLSearchParams) {
  const since = query.get("since");
  // Nanoseconds, or seconds where the number is too small for them.
  const sinceMs = since === null ? 0 : Number(since) / (since.length > 12 ? 1e6 : 1e-3);
  const list = venue.trades.filter((trade) => trade.pair === pair && trade.atMs >= sinceMs).slice(0, 1000);
  const row = ({ price, size, atMs, id }: VenueTrade) => [String(price), String(size), atMs / 1000, "b", "l", "", id];
  return { [idOf(pair)]: list.map(row), last: String((list.at(-1)?.atMs ?? 0) * 1e6) };
}

interface Subscription {
  readonly channel: string;
  readonly symbol: readonly string[];
}

function serveChannels(venue: Venue, socket: WebSocket): void {
  const subscribed = new Set<string>();
  let leave: () => void = () => undefined;
  const tell = (message: unknown) => socket.send(JSON.stringify(message));
  socket.on("close", () => leave());
  tell({
    channel: "status",
    type: "update",
    data: [{ version: "2.0.0", system: "online", api_version: "v2", connection_id: 1 }],
  });
  socket.on("message", (data: Buffer) => {
    const { method, params, req_id }: { method: string; params?: Subscription; req_id?: number } = JSON.parse(
      data.toString(),
    );
    if (method === "ping") {
      tell({ method: "pong", req_id, time_in: "", time_out: "" });
      return;
    }
    for (const symbol of params?.symbol ?? []) {
      const { channel = "" } = params ?? {};
      tell({ method: "subscribe", req_id, result: { channel, symbol, snapshot: true }, success: true });
      subscribed.add(`${channel} ${symbol}`);
      const before = venue.trades.filter(({ pair }) => nameOf(pair) === symbol).slice(-SNAPSHOT_TRADES);
      if (channel === "trade" && before.length > 0) tell({ channel, type: "snapshot", data: before.map(tradeOf) });
    }
    leave();
    leave = venue.hear((event) => {
      const channel = CHANNELS[event.type];
      if (subscribed.has(`${channel} ${nameOf(event.pair)}`)) tell({ channel, type: "update", data: [dataOf(event)] });
    });
  });
}

const CHANNELS: Readonly<Record<VenueEvent["type"], string>> = {
  trade: "trade",
  quote: "ticker",
  bar: "ohlc",
  correction: "",
};

const iso = (atMs: number) => new Date(atMs).toISOString();

function tradeOf({ pair, id, price, size, atMs }: VenueTrade) {
  return { symbol: nameOf(pair), side: "buy", price, qty: size, ord_type: "limit", trade_id: id, timestamp: iso(atMs) };
}

function dataOf(event: VenueEvent): unknown {
  const symbol = nameOf(event.pair);
  switch (event.type) {
    case "trade":
      return tradeOf(event);
    case "quote": {
      const { bid, ask, bidSize, askSize } = event;
      const day = { last: bid, volume: 1, vwap: bid, low: bid, high: ask, change: 0, change_pct: 0 };
      return { symbol, bid, bid_qty: bidSize, ask, ask_qty: askSize, ...day };
    }
    case "bar": {
      const { time, ...prices } = event.bar;
      return {
        symbol,
        ...prices,
        trades: 1,
        vwap: prices.close,
        interval_begin: iso(time),
        interval: 1,
        timestamp: iso(time + 60_000),
      };
    }
    // Crypto exchanges take nothing back.
    case "correction":
      return null;
    default:
      return event satisfies never;
  }
}
