import ccxt from "ccxt";
import { describe, expect, it } from "vitest";
import { RefusedError, refusalOf } from "./refusals";

const asked = { feed: "ccxt.binance", alias: "BTC/USDT", timeoutMs: 5000 };

describe("refusalOf", () => {
  it.each([
    [new ccxt.BadSymbol("binance does not have market symbol X"), { kind: "feed.symbol_unknown", alias: "BTC/USDT" }],
    [new ccxt.AuthenticationError("key"), { kind: "feed.unauthorized" }],
    [new ccxt.PermissionDenied("key"), { kind: "feed.unauthorized" }],
    [new ccxt.RestrictedLocation("here"), { kind: "feed.unavailable", status: 451 }],
    [new ccxt.RateLimitExceeded("slow down"), { kind: "feed.rate_limited", retryAfterMs: null }],
    [new ccxt.DDoSProtection("slow down"), { kind: "feed.rate_limited", retryAfterMs: null }],
    [new ccxt.RequestTimeout("late"), { kind: "feed.timeout", afterMs: 5000 }],
    [new ccxt.ExchangeNotAvailable("down"), { kind: "feed.unavailable", status: null }],
    [new ccxt.OnMaintenance("down"), { kind: "feed.unavailable", status: null }],
    [new ccxt.NetworkError("cut"), { kind: "feed.unavailable", status: null }],
    [new ccxt.NotSupported("no websocket"), { kind: "feed.unsupported", what: "no websocket" }],
    [new ccxt.ExchangeClosedByUser("closed"), { kind: "feed.canceled" }],
    [new ccxt.BadResponse("nonsense"), { kind: "feed.malformed", sample: "nonsense" }],
    [new ccxt.ExchangeError("odd"), { kind: "feed.malformed", sample: "odd" }],
    [new TypeError("Cannot read properties of undefined"), { kind: "feed.malformed" }],
  ])("%o is what it is", (error, refusal) => {
    expect(refusalOf(error, ccxt, asked)).toMatchObject({ feed: "ccxt.binance", ...refusal });
  });

  it("takes out a refusal that only passed through", () => {
    const refusal = { kind: "feed.unavailable", feed: "ccxt.binance", status: 503 } as const;
    expect(refusalOf(new RefusedError(refusal), ccxt, asked)).toBe(refusal);
  });

  it("cuts a long text, and throws on what is no refusal", () => {
    const refusal = refusalOf(new ccxt.ExchangeError("x".repeat(10_000)), ccxt, asked);
    expect(refusal.kind === "feed.malformed" && refusal.sample.length).toBe(400);
    const fault = new Error("ours");
    expect(() => refusalOf(fault, ccxt, asked)).toThrow(fault);
  });
});
