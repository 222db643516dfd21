import { describe, expect, it } from "vitest";
import { baseAssetOf, entrySchema, isBookEntry, type LedgerEntry, sameEntry } from "./entry";

const deposit: LedgerEntry = { kind: "deposit", currency: "USD", amount: "10.0" };
const split: LedgerEntry = { kind: "split", symbol: "SPY", currency: "USD", ratio: "2" };

describe("entries", () => {
  it("are the same however their amounts are written", () => {
    expect(sameEntry(deposit, { amount: "+10", kind: "deposit", currency: "USD" })).toBe(true);
    expect(sameEntry(deposit, { ...deposit, amount: "10.01" })).toBe(false);
    expect(sameEntry(deposit, { ...deposit, currency: "EUR" })).toBe(false);
    expect(sameEntry(deposit, split)).toBe(false);
  });

  it("refuse amounts of nothing, of the wrong sign and that are none", () => {
    for (const amount of ["0", "-1", "", "NaN", "1e999", "ten"])
      expect(entrySchema.safeParse({ ...deposit, amount }).success).toBe(false);
    expect(entrySchema.safeParse({ ...split, ratio: "0" }).success).toBe(false);
  });

  it("tell what changes an instrument's book", () => {
    expect([deposit, split].map(isBookEntry)).toEqual([false, true]);
  });
});

describe("the base asset", () => {
  it.each([
    ["BTC-USD", "crypto", "USD", "BTC"],
    ["ETH/USDT", "crypto", "USDT", "ETH"],
    ["EURUSD", "fx", "USD", "EUR"],
    ["SPY", "etf", "USD", null],
    ["USD", "crypto", "USD", null],
    ["BTC-USD", "future", "USD", null],
    ["BTC-EUR", "crypto", "USD", null],
  ])("of %s, %s in %s is %s", (symbol, kind, currency, base) => {
    expect(baseAssetOf({ symbol, kind, currency })).toBe(base);
  });
});
