import { isSymbol } from "../../../domain/csv/guess";
import type { FeedId, FeedInstrument, FeedMessage, FeedRefusal } from "../../../domain/feed/feed";
import type { Asset, StreamMessage } from "./wire";

/** An id that is unique for its symbol: exchanges number trades each on its own. */
export function tradeIdOf(exchange: string, id: number | string): string {
  return `${exchange}${id}`;
}

/**
 * What a message of the stream means; null for those about the stream itself. Quoted sizes are as Alpaca gives them, in
 * round lots.
 */
export function toFeedMessage(message: StreamMessage): FeedMessage | null {
  switch (message.T) {
    case "t": {
      const { S: alias, p: price, s: size, t: eventMs, x, i } = message;
      return { type: "trade", alias, price, size, eventMs, tradeId: tradeIdOf(x, i) };
    }
    case "q": {
      const { S: alias, bp: bid, ap: ask, bs: bidSize, as: askSize, t: eventMs } = message;
      return { type: "quote", alias, bid, ask, bidSize, askSize, eventMs };
    }
    case "b":
    case "u": {
      const { S: alias, t: time, o: open, h: high, l: low, c: close, v: volume } = message;
      return { type: "bar", alias, resolution: "1m", bar: { time, open, high, low, close, volume }, closed: true };
    }
    case "c": {
      const { S: alias, x, oi, cp: price, cs: size, t: eventMs } = message;
      return { type: "correction", alias, tradeId: tradeIdOf(x, oi), eventMs, right: { price, size } };
    }
    case "x": {
      const { S: alias, x, i, t: eventMs } = message;
      return { type: "correction", alias, tradeId: tradeIdOf(x, i), eventMs, right: null };
    }
    case "success":
    case "subscription":
    case "error":
      return null;
    default:
      return message satisfies never;
  }
}

/** What an error of the stream means, by the numbers that Alpaca documents. */
export function refusalOfCode(feed: FeedId, code: number): FeedRefusal {
  switch (code) {
    // Not authenticated, authentication failed, and a plan that does not include what was asked for.
    case 401:
    case 402:
    case 409:
      return { kind: "feed.unauthorized", feed };
    // Too many symbols for the plan, and too many connections of one account.
    case 405:
    case 406:
      return { kind: "feed.rate_limited", feed, retryAfterMs: null };
    case 404:
    case 407:
    case 500:
      return { kind: "feed.unavailable", feed, status: null };
    default:
      return { kind: "feed.malformed", feed, what: `error ${code} of the stream`, sample: "" };
  }
}

/** Calendars by the exchange on which an asset is listed. The others trade where nobody says when. */
const CALENDARS: Readonly<Record<string, string>> = {
  NYSE: "XNYS",
  ARCA: "XNYS",
  AMEX: "XNYS",
  BATS: "XNYS",
  NASDAQ: "XNAS",
};

/** The instrument of an asset; null for symbols that are none of ours. Alpaca does not tell funds from shares: names do. */
export function toFeedInstrument(feed: FeedId, { symbol, name, exchange }: Asset): FeedInstrument | null {
  if (!isSymbol(symbol)) return null;
  const title = name ?? symbol;
  return {
    feed,
    alias: symbol,
    symbol,
    name: title,
    kind: /\bETFs?\b/.test(title) ? "etf" : "equity",
    currency: "USD",
    venue: exchange,
    calendar: CALENDARS[exchange] ?? null,
    tick: "0.01",
    lot: "1",
  };
}
