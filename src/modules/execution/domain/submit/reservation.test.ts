import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exact, exact, OrderId } from "@/modules/_kernel";
import { buyingPowerOf, cashWorth, reservedFor, type UnitTerms, type WorkingOrder } from "./reservation";

const terms: Readonly<Record<string, UnitTerms>> = {
  A: { price: exact(10), multiplier: exact(1), fxRate: exact(1) },
  F: { price: exact(100), multiplier: exact(50), fxRate: exact("1.1") },
  U: { price: null, multiplier: exact(1), fxRate: exact(1) },
};
const termsOf = (symbol: string) => terms[symbol] ?? null;
const order = (change: Partial<WorkingOrder>): WorkingOrder => ({
  orderId: OrderId.of("o"),
  symbol: "A",
  side: "buy",
  leaves: exact(10),
  price: null,
  isCapped: false,
  reduceOnly: false,
  stop: null,
  isUnknown: false,
  ...change,
});
const held = (positions: Readonly<Record<string, number>>) =>
  new Map<string, Exact>(Object.entries(positions).map(([symbol, qty]) => [symbol, exact(qty)]));
const reserved = (working: readonly WorkingOrder[], positions: Readonly<Record<string, number>> = {}) =>
  reservedFor({ working, positions: held(positions), termsOf })?.toString() ?? null;

describe("what working orders hold back", () => {
  it.each<[string, readonly WorkingOrder[], Readonly<Record<string, number>>, string | null]>([
    ["nothing without orders", [], { A: 5 }, "0"],
    ["a market order at the market", [order({})], {}, "100"],
    ["a limit above the market at the limit", [order({ price: exact(12) })], {}, "120"],
    [
      "a purchase that is limited below the market at its limit",
      [order({ price: exact(8), isCapped: true })],
      {},
      "80",
    ],
    ["a stop on the far side of the market at the market", [order({ price: exact(8) })], {}, "100"],
    ["a multiplier and a currency", [order({ symbol: "F", leaves: exact(2) })], {}, "11000"],
    ["both of a buy and a sell that open", [order({}), order({ side: "sell", leaves: exact(3) })], {}, "130"],
    ["nothing of what closes", [order({ side: "sell" })], { A: 10 }, "0"],
    ["only what is beyond the position", [order({ side: "sell" })], { A: 4 }, "60"],
    ["the dearest of what is beyond it", [order({ side: "buy", price: exact(20) }), order({})], { A: -10 }, "200"],
    ["nothing of what may only reduce", [order({ side: "sell", reduceOnly: true, leaves: exact(1000) })], {}, "0"],
    ["unknown where there is no price", [order({ symbol: "U" })], {}, null],
    ["unknown where there is no instrument", [order({ symbol: "X" })], {}, null],
    ["nothing of an unknown that closes", [order({ symbol: "U", side: "sell" })], { U: 10 }, "0"],
  ])("%s", (_what, working, positions, expected) => {
    expect(reserved(working, positions)).toBe(expected);
  });

  it("never shrinks when an order is added", () => {
    const orders = fc.array(
      fc.record({
        side: fc.constantFrom("buy" as const, "sell" as const),
        leaves: fc.integer({ min: 1, max: 50 }),
        price: fc.integer({ min: 1, max: 30 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(orders, fc.integer({ min: -60, max: 60 }), (given, qty) => {
        const working = given.map(({ side, leaves, price }) =>
          order({ side, leaves: exact(leaves), price: exact(price) }),
        );
        const [all, fewer] = [reserved(working, { A: qty }), reserved(working.slice(1), { A: qty })];
        expect(exact(all ?? "0").gte(exact(fewer ?? "0"))).toBe(true);
      }),
    );
  });
});

const cash = (amounts: Readonly<Record<string, readonly [number, number]>>) =>
  Object.entries(amounts).map(([currency, [settled, unsettled]]) => ({
    currency,
    settled: exact(settled),
    unsettled: exact(unsettled),
  }));
const rateOf = (currency: string) => (currency === "USD" ? exact(1) : currency === "EUR" ? exact("1.1") : null);

describe("buying power", () => {
  it("counts cash of every currency, and unknown only against the account", () => {
    expect(cashWorth({ cash: cash({ USD: [100, -20], EUR: [10, 0] }), rateOf })?.toString()).toBe("91");
    expect(cashWorth({ cash: cash({ USD: [100, 0], CHF: [10, 0] }), rateOf })?.toString()).toBe("100");
    expect(cashWorth({ cash: cash({ USD: [100, 0], CHF: [-1, 0] }), rateOf })).toBeNull();
  });

  it("is cash less reservations, less twice what is short", () => {
    const of = (positions: Readonly<Record<string, number>>, working: readonly WorkingOrder[] = []) =>
      buyingPowerOf({
        cash: cash({ USD: [1_000, 0] }),
        rateOf,
        working,
        positions: held(positions),
        termsOf,
      })?.toString() ?? null;
    expect(of({ A: 50 })).toBe("1000");
    expect(of({ A: 50 }, [order({})])).toBe("900");
    expect(of({ A: -20 })).toBe("600");
    expect(of({ U: 5 })).toBe("1000");
    expect(of({ U: -5 })).toBeNull();
    expect(of({}, [order({ symbol: "U" })])).toBeNull();
  });
});
