import { describe, expect, it } from "vitest";
import { exact, OrderId } from "@/modules/_kernel";
import { openRiskOf } from "./open-risk";
import type { WorkingOrder } from "./reservation";

const order = (change: Partial<WorkingOrder>): WorkingOrder => ({
  orderId: OrderId.of("o1"),
  symbol: "A",
  side: "buy",
  leaves: exact(10),
  price: null,
  stop: null,
  isCapped: false,
  reduceOnly: false,
  isUnknown: false,
  ...change,
});
const stop = (price: number, change: Partial<WorkingOrder> = {}) =>
  order({ side: "sell", reduceOnly: true, price: exact(price), stop: exact(price), ...change });
/** At 50 dollars, 2 for a dollar of the account. */
const terms = { price: exact(50), multiplier: exact(1), fxRate: exact(2) };
const risk = (qty: number, working: readonly WorkingOrder[], of: typeof terms | null = terms) =>
  openRiskOf({ working, positions: [{ symbol: "A", qty: exact(qty) }], termsOf: () => of })?.toNumber() ?? null;

describe("openRiskOf", () => {
  it.each([
    ["nothing held loses nothing", 0, [], 0],
    ["the way from the market to the stop, in the account's currency", 10, [stop(48)], 40],
    ["the farthest stops cover first", 10, [stop(48), stop(40, { leaves: exact(5) })], 120],
    ["a position without a stop is not known", 10, [], null],
    ["nor is one that its stops cover in part", 10, [stop(48, { leaves: exact(9) })], null],
    ["a target is no stop", 10, [order({ side: "sell", reduceOnly: true, price: exact(60) })], null],
    ["an order that may still add wants a stop too", 0, [order({ price: exact(45), isCapped: true })], null],
    ["and counts from its own price where that is worse", 0, [order({ price: exact(55) }), stop(48)], 140],
    ["short: the other way round", -10, [stop(53, { side: "buy" })], 60],
    ["a stop beyond the market loses nothing more", 10, [stop(51)], 0],
  ])("%s", (_rule, qty, working, wanted) => {
    expect(risk(qty, working)).toBe(wanted);
  });

  it("is not known without a price", () => {
    expect(risk(10, [stop(48)], null)).toBeNull();
    expect(risk(0, [], null)).toBe(0);
  });
});
