import { expect, it } from "vitest";
import type { BarOrderRequest } from "@/modules/execution";
import { orderOf, placeShadowWishes, type ShadowFacts, type ShadowOrder } from "./shadow-wishes";
import type { Wish } from "./watch-plan";

const FACTS: ShadowFacts = {
  momentMs: 60_000,
  barMs: 60_000,
  ageMs: 0,
  reduceOnly: false,
  cash: 1_000,
  terms: new Map([["ACME", { tick: 0.01, lot: 1, multiplier: 1, inSession: null }]]),
  orders: [],
  filled: new Map(),
};
const order = (number: number, request: Partial<BarOrderRequest> = {}): Wish => ({
  action: "order",
  symbol: "ACME",
  number,
  request: { type: "market", quantity: 1, ...request },
});
const place = (wishes: readonly Wish[], facts: Partial<ShadowFacts> = {}, position = 0) =>
  placeShadowWishes(
    { momentMs: 60_000, barMs: 0, seen: [{ symbol: "ACME", close: 100, position }], wishes },
    { ...FACTS, ...facts },
  );
const resting = (state: string, number = 0): ShadowOrder => ({
  symbol: "ACME",
  number,
  request: { type: "limit", quantity: 4, limitPrice: 90 },
  state,
});

it("gives the engine what passes the gates of a live one, and says that nothing left", () => {
  const { orders, intents, outcome } = place([order(0, { quantity: 3.7 })]);
  expect(outcome).toBe("ordered");
  expect(orders).toMatchObject([{ number: 0, state: "virtual" }]);
  expect(intents[0]).toMatchObject({ qty: "3", orderId: null });
  expect(intents[0]?.gates.at(-1)).toMatchObject({ gate: "virtual", passed: true });
});

it("keeps from the engine what a gate refuses, and its exits with it", () => {
  const { orders, intents, outcome } = place([
    order(0, { quantity: 11 }),
    order(1, { type: "stop", quantity: -11, stopPrice: 90, parent: 0 }),
  ]);
  expect(outcome).toBe("blocked");
  expect(orders.map(({ state }) => state)).toEqual(["dropped", "dropped"]);
  expect(intents).toHaveLength(1);
  expect(intents[0]?.gates.find(({ passed }) => !passed)).toMatchObject({ gate: "capital", value: "1100" });
});

it("reserves for what rests, for what was just placed, and not for what was filled or taken back", () => {
  const capital = (facts: Partial<ShadowFacts>) => place([order(9, { quantity: 7 })], facts).outcome;
  expect(capital({ orders: [resting("virtual")] })).toBe("blocked");
  expect(capital({ orders: [resting("withdrawn")] })).toBe("ordered");
  expect(capital({ orders: [resting("virtual")], filled: new Map([[orderOf("ACME", 0), 4]]) })).toBe("ordered");
  expect(place([order(0, { quantity: 6 }), order(1, { quantity: 6 })]).orders.map(({ state }) => state)).toEqual([
    "virtual",
    "dropped",
  ]);
});

it("lets only what reduces pass when told so", () => {
  expect(place([order(0)], { reduceOnly: true }, 5).outcome).toBe("blocked");
  expect(place([order(0, { quantity: -5 })], { reduceOnly: true }, 5).outcome).toBe("ordered");
});

it("takes back only what rests", () => {
  const cancel: Wish = { action: "cancel", symbol: "ACME", number: 0 };
  expect(place([cancel], { orders: [resting("virtual")] })).toMatchObject({
    withdrawn: [{ symbol: "ACME", number: 0 }],
    outcome: "ordered",
  });
  expect(place([cancel], { orders: [resting("dropped")] })).toMatchObject({ withdrawn: [], outcome: "blocked" });
});
