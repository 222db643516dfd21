import { describe, expect, it } from "vitest";
import { type OrderFacts, opensOf, planOrder, text } from "./plan-order";

const facts = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  tick: 0.01,
  lot: 1,
  price: 50,
  multiplier: 1,
  position: 0,
  accountPosition: 0,
  free: 10_000,
  reduceOnly: false,
  inSession: null,
  ageMs: 500,
  ageMaxMs: 60_000,
  barMs: 60_000,
  ...change,
});
const blocked = (result: ReturnType<typeof planOrder>) => result.gates.filter(({ passed }) => !passed);

describe("an order of a strategy", () => {
  it("goes on the grid: quantity down to the lot, prices to the nearest tick", () => {
    const { planned } = planOrder({ type: "limit", quantity: 10.9, limitPrice: 49.996 }, facts());
    expect(planned).toMatchObject({
      side: "buy",
      qty: "10",
      ordType: "limit",
      limitPrice: "50",
      timeInForce: "gtc",
      reduceOnly: false,
    });
  });

  it("loses no lot to Float64", () => {
    expect(planOrder({ type: "market", quantity: 0.1 + 0.2 }, facts({ lot: 0.1 })).planned?.qty).toBe("0.3");
    expect(text(1e-8)).toBe("0.00000001");
  });

  it("reduces only where the deployment and its account hold it", () => {
    const sell = { type: "market", quantity: -10 } as const;
    expect(planOrder(sell, facts({ position: 10, accountPosition: 10 })).planned?.reduceOnly).toBe(true);
    expect(planOrder(sell, facts({ position: 10, accountPosition: 4 })).planned?.reduceOnly).toBe(false);
    expect(planOrder(sell, facts({ position: 5, accountPosition: 10 })).planned?.reduceOnly).toBe(false);
  });

  it("ends at the close of the last bar in which it may fill", () => {
    const { planned } = planOrder({ type: "market", quantity: 1, expiresAtMs: 120_000 }, facts());
    expect(planned).toMatchObject({ timeInForce: "gtd", expireAt: 180_000 });
    expect(planOrder({ type: "market_on_close", quantity: 1 }, facts()).planned).toMatchObject({
      timeInForce: "at_the_close",
      ordType: "market",
    });
  });

  it("counts what opens: what adds, and what turns past zero", () => {
    expect([opensOf(5, 0), opensOf(5, 5), opensOf(-5, 5), opensOf(-8, 5), opensOf(3, -5)]).toEqual([5, 5, 0, 3, 0]);
  });

  it.each([
    ["fresh", { type: "market", quantity: 1 }, { ageMs: 61_000 }, "61", "60"],
    ["reduce_only", { type: "market", quantity: 7 }, { reduceOnly: true }, "7", "0"],
    ["session", { type: "market", quantity: 1 }, { inSession: false }, null, null],
    ["lot", { type: "market", quantity: 0.4 }, {}, "0.4", "1"],
    ["capital", { type: "market", quantity: 300 }, {}, "15000", "10000"],
  ] as const)("is held by the gate %s, which says what it found", (gate, request, change, value, threshold) => {
    const result = planOrder(request, facts(change));
    expect(result.planned).toBeNull();
    expect(blocked(result)).toEqual([expect.objectContaining({ gate, value, threshold })]);
  });

  it("gets out whatever the state, session and capital say", () => {
    const change = { position: 10, accountPosition: 10, reduceOnly: true, inSession: false, free: -5 };
    expect(blocked(planOrder({ type: "market", quantity: -10 }, facts(change)))).toEqual([]);
  });
});
