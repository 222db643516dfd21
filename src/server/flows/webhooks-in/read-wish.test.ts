import { describe, expect, it } from "vitest";
import type { HookTemplate } from "../contract/webhooks-in";
import { momentOf, parseBody, readMoment, readWish } from "./read-wish";
import { usualTemplate } from "./terms";

const template = usualTemplate("tradingview");

const wish = (body: object, change: Partial<HookTemplate> = {}) => {
  const read = readWish({ ...template, ...change }, body);
  return read.ok ? read.value : { refused: read.error.kind, path: read.error.path };
};

describe("what a call asks for", () => {
  it("is an order, by the usual template of TradingView", () => {
    expect(wish({ action: "buy", ticker: "NASDAQ:AAPL", qty: 10 })).toEqual({
      kind: "order",
      symbol: "AAPL",
      side: "buy",
      qty: "10",
      ordType: "market",
      limitPrice: null,
      stopPrice: null,
      timeInForce: "day",
      takeProfit: null,
      stopLoss: null,
    });
  });

  it.each([
    ["LONG", "buy"],
    ["short", "sell"],
    ["Sell", "sell"],
  ])("takes %s as %s", (action, side) => {
    expect(wish({ action, ticker: "AAPL", qty: "1" })).toMatchObject({ side });
  });

  it("closes, cancels and tells", () => {
    expect(wish({ action: "flat", ticker: "AAPL" })).toEqual({ kind: "close", symbol: "AAPL" });
    expect(wish({ action: "cancel" }, { symbol: null })).toEqual({ kind: "cancel", symbol: null });
    expect(wish({ action: "signal", ticker: "AAPL", text: "crossed" })).toEqual({
      kind: "signal",
      symbol: "AAPL",
      text: "crossed",
    });
  });

  it("knows instruments by the names that the caller has for them", () => {
    const symbols = { BTCUSDT: "BTC-USD", "OANDA:EURUSD": "EUR/USD" };
    expect(wish({ action: "close", ticker: "BINANCE:BTCUSDT" }, { symbols })).toMatchObject({ symbol: "BTC-USD" });
    expect(wish({ action: "close", ticker: "oanda:eurusd" }, { symbols })).toMatchObject({ symbol: "EUR/USD" });
  });

  it("takes prices where the type has them, and lets those be that it has not", () => {
    const change = { ordType: "$.type", limitPrice: "$.price", stopPrice: "$.price" };
    const body = { action: "buy", ticker: "AAPL", qty: "1", price: "99.5" };
    expect(wish({ ...body, type: "limit" }, change)).toMatchObject({ limitPrice: "99.5", stopPrice: null });
    expect(wish({ ...body, type: "stop" }, change)).toMatchObject({ limitPrice: null, stopPrice: "99.5" });
    expect(wish({ ...body, type: "Stop Limit" }, change)).toMatchObject({ limitPrice: "99.5", stopPrice: "99.5" });
    expect(wish({ ...body, type: "market" }, change)).toMatchObject({ limitPrice: null, stopPrice: null });
  });

  it.each([
    [{ ticker: "AAPL", qty: 1 }, "webhook.field_missing", "action"],
    [{ action: "hodl", ticker: "AAPL", qty: 1 }, "webhook.action_unknown", "action"],
    [{ action: "__proto__", ticker: "AAPL", qty: 1 }, "webhook.action_unknown", "action"],
    [{ action: "constructor", ticker: "AAPL", qty: 1 }, "webhook.action_unknown", "action"],
    [{ action: "buy", qty: 1 }, "webhook.field_missing", "symbol"],
    [{ action: "buy", ticker: "AAPL" }, "webhook.field_missing", "qty"],
    [{ action: "buy", ticker: "AAPL", qty: null }, "webhook.field_missing", "qty"],
    [{ action: "buy", ticker: "AAPL", qty: { a: 1 } }, "webhook.field_malformed", "qty"],
    // The float has lost the digits that were written.
    [{ action: "buy", ticker: "AAPL", qty: 1e-9 }, "webhook.field_malformed", "qty"],
    [{ action: "buy", ticker: ["AAPL"], qty: 1 }, "webhook.field_malformed", "symbol"],
    [{ action: "buy", ticker: "A".repeat(500), qty: 1 }, "webhook.field_malformed", "symbol"],
  ])("refuses %j as %s", (body, refused, path) => {
    expect(wish(body)).toEqual({ refused, path });
  });

  it("finds nothing through prototypes", () => {
    for (const place of ["$.__proto__.polluted", "$.constructor.name", "$.toString"])
      expect(wish({ ticker: "AAPL", qty: 1 }, { action: place })).toMatchObject({ refused: "webhook.field_missing" });
    const hostile = parseBody('{"__proto__":{"action":"buy"},"ticker":"AAPL","qty":1}');
    expect(hostile.ok && wish(hostile.value)).toMatchObject({ refused: "webhook.field_missing", path: "action" });
  });

  it.each(["", "[]", "null", "7", '"buy"', "{", "buy AAPL"])("takes no body like %j", (body) => {
    expect(parseBody(body)).toMatchObject({ ok: false, error: { kind: "webhook.body_malformed" } });
  });
});

describe("when a call was sent", () => {
  const noon = Date.UTC(2026, 2, 4, 12);

  it.each([
    ["2026-03-04T12:00:00Z", noon],
    ["2026-03-04T13:00:00+01:00", noon],
    ["2026-03-04T12:00Z", noon],
    [String(noon), noon],
    [String(noon / 1_000), noon],
    // Without a zone it could be any of 26 hours.
    ["2026-03-04T12:00:00", null],
    ["yesterday", null],
    ["12", null],
    ["", null],
  ])("reads %s", (text, ms) => {
    expect(momentOf(text)).toBe(ms);
  });

  it("is unknown where the template does not say", () => {
    expect(readMoment({ ...template, at: null }, {})).toEqual({ ok: true, value: null });
    expect(readMoment(template, { time: "soon" })).toMatchObject({ ok: false, error: { path: "at" } });
  });
});
