import { describe, expect, it } from "vitest";
import type { FeedInstrument } from "./feed";
import { rankInstruments, searchKey } from "./rank-instruments";

const pair = (base: string, quote: string): FeedInstrument => ({
  feed: "ccxt.test",
  alias: `${base}/${quote}`,
  symbol: `${base}-${quote}`,
  name: `${base} / ${quote}`,
  kind: "crypto",
  currency: quote,
  venue: "Test",
  calendar: "24/7",
  tick: null,
  lot: null,
});
const all = [
  pair("WBTC", "BTC"),
  pair("BTC", "TRY"),
  pair("BTCDOM", "USDT"),
  pair("ETH", "BTC"),
  pair("BTC", "USD"),
  pair("BTC", "USDT"),
];
const found = (text: string, limit = 10) => rankInstruments(all, text, limit).map(({ alias }) => alias);

describe("rankInstruments", () => {
  it.each(["BTC/USDT", "btc-usdt", "btc usdt", "BTCUSDT"])("finds the pair however it is written: %s", (text) => {
    expect(found(text)[0]).toBe("BTC/USDT");
  });

  it("puts a coin's own pairs first, the commonest currency leading", () => {
    expect(found("btc")).toEqual(["BTC/USDT", "BTC/USD", "BTC/TRY", "BTCDOM/USDT", "ETH/BTC", "WBTC/BTC"]);
  });

  it("gives at most the limit, and nothing for a text of marks", () => {
    expect(found("btc", 2)).toEqual(["BTC/USDT", "BTC/USD"]);
    expect(found(" /-")).toEqual([]);
    expect(found("DOGE")).toEqual([]);
  });

  it("has a key without case or marks", () => {
    expect(searchKey("btc/Usdt ")).toBe("BTCUSDT");
  });
});
