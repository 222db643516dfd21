import { describe, expect, it } from "vitest";
import { type Exact, exact } from "@/modules/_kernel";
import { priceOfQuote, rateBetween, rateSymbols } from "./marks";

const from =
  (prices: Readonly<Record<string, string>>) =>
  (symbol: string): Exact | null => {
    const price = prices[symbol];
    return price === undefined ? null : exact(price);
  };

describe("the rate between two currencies", () => {
  it.each([
    ["its own pair", "EUR", "USD", { EURUSD: "1.25" }, "1.25"],
    ["a pair written otherwise", "BTC", "USD", { "BTC-USD": "50000" }, "50000"],
    ["the inverse", "USD", "EUR", { EURUSD: "1.25" }, "0.8"],
    ["a cross", "GBP", "JPY", { GBPUSD: "1.5", "USD/JPY": "100" }, "150"],
    ["a cross over the euro", "SEK", "NOK", { EURSEK: "10", EURNOK: "12" }, "1.2"],
    ["nothing", "GBP", "JPY", { GBPUSD: "1.5" }, null],
    ["no pair of price 0", "GBP", "USD", { GBPUSD: "0" }, null],
    ["itself", "USD", "USD", {}, "1"],
  ])("is of %s", (_, one, other, prices, rate) => {
    const asked: string[] = [];
    const price = from(prices);
    const found = rateBetween(one, other, (symbol) => {
      asked.push(symbol);
      return price(symbol);
    });
    expect(found?.toFixed() ?? null).toBe(rate);
    // Whoever reads prices beforehand has read every one that is asked for.
    expect(asked.filter((symbol) => !rateSymbols(one, other).includes(symbol))).toEqual([]);
  });
});

describe("the price of a quote", () => {
  it("is the last trade, else between its sides, else unknown", () => {
    expect(priceOfQuote({ last: 3, bid: 1, ask: 2 })?.toFixed()).toBe("3");
    expect(priceOfQuote({ last: null, bid: 1, ask: 2 })?.toFixed()).toBe("1.5");
    expect(priceOfQuote({ last: null, bid: 1, ask: null })).toBe(null);
  });
});
