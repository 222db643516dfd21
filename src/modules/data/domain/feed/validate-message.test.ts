import { describe, expect, it } from "vitest";
import type { FeedMessage } from "./feed";
import { validateMessage } from "./validate-message";

const NOW_MS = Date.UTC(2024, 5, 3, 15);
const CONTEXT = { aliases: new Set(["BTC/USDT"]), nowMs: NOW_MS, lastPrice: 100 };
const TRADE: FeedMessage = {
  type: "trade",
  alias: "BTC/USDT",
  price: 101,
  size: 1,
  eventMs: NOW_MS - 50,
  tradeId: "1",
};
const QUOTE: FeedMessage = {
  type: "quote",
  alias: "BTC/USDT",
  bid: 100,
  ask: 101,
  bidSize: 1,
  askSize: 0,
  eventMs: NOW_MS,
};
const BAR: FeedMessage = {
  type: "bar",
  alias: "BTC/USDT",
  resolution: "1m",
  closed: true,
  bar: { time: NOW_MS - 60_000, open: 100, high: 102, low: 99, close: 101, volume: 5 },
};
const DEPTH: FeedMessage = {
  type: "depth",
  alias: "BTC/USDT",
  bids: [
    [100, 1],
    [1, 5],
  ],
  asks: [[101, 1]],
  eventMs: NOW_MS,
};

function reasonOf(message: FeedMessage): string | null {
  const checked = validateMessage(message, CONTEXT);
  return checked.ok ? null : checked.error.reason;
}

describe("a live message", () => {
  it.each([
    ["a trade", TRADE],
    ["a trade some minutes late", { ...TRADE, eventMs: NOW_MS - 10 * 60_000 }],
    ["a quote", QUOTE],
    ["a bar", BAR],
    ["a depth with levels far away", DEPTH],
    ["a trade that never was", { type: "correction", alias: "BTC/USDT", tradeId: "1", eventMs: NOW_MS, right: null }],
    ["word of the line", { type: "line", state: "mute", why: null }],
  ] as const satisfies readonly (readonly [string, FeedMessage])[])("passes: %s", (_, message) => {
    expect(validateMessage(message, CONTEXT)).toEqual({ ok: true, value: message });
  });

  it.each([
    ["of another symbol", { ...TRADE, alias: "ETH/USDT" }, "symbol_differs"],
    ["an hour behind", { ...TRADE, eventMs: NOW_MS - 3_600_000 }, "clock_off"],
    ["an hour ahead", { ...QUOTE, eventMs: NOW_MS + 3_601_000 }, "clock_off"],
    ["from the future", { ...TRADE, eventMs: NOW_MS + 600_000 }, "time_future"],
    ["without a time", { ...TRADE, eventMs: Number.NaN }, "time_malformed"],
    ["with a zero", { ...TRADE, price: 0 }, "price_not_positive"],
    ["with 1e300", { ...TRADE, price: 1e300 }, "price_out_of_range"],
    ["with a size of 1e300", { ...TRADE, size: 1e300 }, "volume_out_of_range"],
    ["with NaN", { ...QUOTE, ask: Number.NaN }, "value_missing"],
    ["with a negative size", { ...TRADE, size: -1 }, "volume_negative"],
    ["a hundred times off", { ...TRADE, price: 10_000 }, "price_jump"],
    ["with the bid above the ask", { ...QUOTE, bid: 102 }, "quote_crossed"],
    ["a bar with its high below its low", { ...BAR, bar: { ...BAR.bar, high: 98 } }, "prices_inconsistent"],
    ["a depth that is crossed", { ...DEPTH, asks: [[99, 1]] }, "quote_crossed"],
    ["a depth of zeros", { ...DEPTH, bids: [[0, 1]] }, "price_not_positive"],
    [
      "a correction to nonsense",
      { type: "correction", alias: "BTC/USDT", tradeId: "1", eventMs: NOW_MS, right: { price: 1, size: 1 } },
      "price_jump",
    ],
  ] as const satisfies readonly (readonly [string, FeedMessage, string])[])("is kept out: %s", (_, message, reason) => {
    expect(reasonOf(message)).toBe(reason);
  });
});
