import { describe, expect, it } from "vitest";
import { toFeedInstrument } from "./market";

const BINANCE = { feed: "ccxt.binance", venue: "Binance", mode: "step" } as const;
const market = { symbol: "BTC/USDT", base: "BTC", quote: "USDT", spot: true, active: true };

describe("toFeedInstrument", () => {
  it("names a spot market as we do and keeps the exchange's own name as alias", () => {
    expect(toFeedInstrument({ ...market, precision: { price: 0.01, amount: 0.00001 } }, BINANCE)).toEqual({
      feed: "ccxt.binance",
      alias: "BTC/USDT",
      symbol: "BTC-USDT",
      name: "BTC / USDT",
      kind: "crypto",
      currency: "USDT",
      venue: "Binance",
      calendar: "24/7",
      tick: "0.01",
      lot: "0.00001",
    });
  });

  it.each([
    ["step", 1e-8, "0.00000001"],
    ["step", 0.5, "0.5"],
    ["step", 10, "10"],
    ["places", 2, "0.01"],
    ["places", 0, "1"],
    ["places", -2, "100"],
    ["digits", 5, null],
    ["step", 0, null],
    ["step", Number.NaN, null],
    ["step", undefined, null],
  ] as const)("a precision in %s of %s is a tick of %s", (mode, price, tick) => {
    const instrument = toFeedInstrument({ ...market, precision: { price, amount: 1 } }, { ...BINANCE, mode });
    expect(instrument?.tick).toBe(tick);
  });

  it.each([
    ["a perpetual", { symbol: "BTC/USDT:USDT", spot: false }],
    ["a market of unknown type", { spot: undefined }],
    ["a closed market", { active: false }],
    ["a currency that we cannot name", { quote: "USDT.P" }],
    ["a symbol that we cannot name", { base: "币安人生" }],
  ])("leaves out %s", (_what, change) => {
    expect(toFeedInstrument({ ...market, ...change }, BINANCE)).toBeNull();
  });

  it("takes a market whose exchange does not say whether it is open", () => {
    expect(toFeedInstrument({ ...market, active: undefined }, BINANCE)?.symbol).toBe("BTC-USDT");
  });
});
