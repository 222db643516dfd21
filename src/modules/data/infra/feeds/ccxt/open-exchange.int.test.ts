import ccxt from "ccxt";
import { describe, expect, it } from "vitest";
import { openExchange, redirected } from "./open-exchange";

const options = {
  library: ccxt,
  baseUrl: null,
  fetchImplementation: () => Promise.reject(new Error("nothing is sent on opening")),
  timeoutMs: 1000,
  keepAliveMs: 1000,
  paced: true,
};

/** A hundred exchanges describe themselves in some seconds, on a busy machine in more. */
const ALL_EXCHANGES_TIMEOUT_MS = 60_000;

/** Every address in a tree of them. */
function addresses(tree: unknown): readonly string[] {
  if (typeof tree === "string") return [tree];
  return typeof tree === "object" && tree !== null ? Object.values(tree).flatMap(addresses) : [];
}

describe("openExchange", () => {
  it.each(["", "nope", "Exchange", "constructor", "__proto__", "exchanges"])(
    "has no exchange %j",
    async (exchangeId) => {
      expect(await openExchange({ ...options, exchangeId })).toBeNull();
    },
  );

  it(
    "opens every exchange that ccxt has, and leads all its addresses to the one that was set",
    async () => {
      expect(ccxt.exchanges.length).toBeGreaterThan(100);
      for (const exchangeId of ccxt.exchanges) {
        const exchange = await openExchange({ ...options, exchangeId, baseUrl: "http://127.0.0.1:9/" });
        const elsewhere = addresses(exchange?.urls["api"]).filter(
          (url) => !/^(http|ws):\/\/127\.0\.0\.1:9\//.test(url),
        );
        expect([exchangeId, exchange?.id, elsewhere]).toEqual([exchangeId, exchangeId, []]);
      }
    },
    ALL_EXCHANGES_TIMEOUT_MS,
  );
});

describe("redirected", () => {
  it.each([
    ["https://api.x.com/v3", "http://127.0.0.1:9", "http://127.0.0.1:9/api.x.com/v3"],
    ["wss://stream.x.com:9443/ws", "http://127.0.0.1:9/", "ws://127.0.0.1:9/stream.x.com:9443/ws"],
    ["wss://stream.x.com/ws", "https://proxy.example", "wss://proxy.example/stream.x.com/ws"],
  ])("%s by %s is %s", (from, base, to) => {
    expect(redirected({ a: { b: from } }, base)).toEqual({ a: { b: to } });
  });
});
