import { describe, expect, it } from "vitest";
import { MinuteBars, toQuote, toTrade } from "./messages";

const NOW = 1_700_000_000_000;

describe("toTrade", () => {
  it("keeps the exchange's id and time", () => {
    const trade = { id: "7", symbol: "BTC/USDT", timestamp: NOW - 5, price: 100, amount: 0.5 };
    expect(toTrade(trade, NOW)).toEqual({
      type: "trade",
      alias: "BTC/USDT",
      price: 100,
      size: 0.5,
      eventMs: NOW - 5,
      tradeId: "7",
    });
    expect(toTrade({ ...trade, id: undefined, timestamp: undefined }, NOW)).toMatchObject({
      eventMs: NOW,
      tradeId: null,
    });
  });

  it.each(["symbol", "price", "amount"])("makes nothing of a trade without its %s", (field) => {
    const trade = { symbol: "BTC/USDT", price: 100, amount: 0.5, [field]: undefined };
    expect(toTrade(trade, NOW)).toBeNull();
  });
});

describe("toQuote", () => {
  it("takes bid, ask and their sizes; a size that is not told is 0 and a time that is not told is now", () => {
    const ticker = { symbol: "BTC/USDT", timestamp: 5, bid: 1, ask: 2, bidVolume: 3, askVolume: 4 };
    const quote = { type: "quote", alias: "BTC/USDT", bid: 1, ask: 2 };
    expect(toQuote(ticker, NOW)).toEqual({ ...quote, bidSize: 3, askSize: 4, eventMs: 5 });
    expect(toQuote({ symbol: "BTC/USDT", bid: 1, ask: 2 }, NOW)).toEqual({
      ...quote,
      bidSize: 0,
      askSize: 0,
      eventMs: NOW,
    });
  });

  it("makes nothing of a one-sided market", () => {
    expect(toQuote({ symbol: "BTC/USDT", bid: 1 }, NOW)).toBeNull();
    expect(toQuote({ symbol: "BTC/USDT", ask: 1 }, NOW)).toBeNull();
  });
});

describe("MinuteBars", () => {
  const row = (minute: number, close: number) => [minute * 60_000, 1, 9, 1, close, 2];
  const said = (bars: MinuteBars, ...rows: readonly unknown[]) =>
    bars.take(rows).map(({ bar, closed }) => `${bar.time / 60_000} ${bar.close}${closed ? " closed" : ""}`);

  it("closes a bar with its last values when the next begins", () => {
    const bars = new MinuteBars("BTC/USDT");
    expect(said(bars, row(1, 5))).toEqual(["1 5"]);
    expect(said(bars, row(1, 6))).toEqual(["1 6"]);
    expect(said(bars, row(2, 7))).toEqual(["1 6 closed", "2 7"]);
  });

  it("takes several bars at once", () => {
    expect(said(new MinuteBars("A"), row(1, 5), row(2, 6), row(3, 7))).toEqual([
      "1 5",
      "1 5 closed",
      "2 6",
      "2 6 closed",
      "3 7",
    ]);
  });

  it("calls a late row of an earlier minute closed", () => {
    const bars = new MinuteBars("A");
    said(bars, row(2, 6));
    expect(said(bars, row(1, 5))).toEqual(["1 5 closed"]);
    expect(said(bars, row(2, 7))).toEqual(["2 7"]);
  });

  it.each([["<html>"], [null], [{ a: 1 }], [["x", 1]]])("makes nothing of %j", (rubbish) => {
    expect(new MinuteBars("A").take(rubbish)).toEqual([]);
    expect(new MinuteBars("A").take([rubbish])).toEqual([]);
  });
});
