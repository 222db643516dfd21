import { describe, expect, it } from "vitest";
import { DEFAULT_BROKER, DEFAULT_TERMS, ORDER_STATUSES } from "@/modules/execution";
import { runBacktest } from "./backtest";
import { type ScriptedOrder, scriptOrders } from "./scripted-orders";
import { makeSeededBars } from "./seeded-bars";

const order = (bar: number, quantity: number, expiresAtMs = Number.POSITIVE_INFINITY): ScriptedOrder => ({
  bar,
  type: "market",
  quantity,
  expiresAtMs,
});
const bars = makeSeededBars(6);
const play = (orders: readonly ScriptedOrder[]) => {
  const { run, acceptance } = scriptOrders(orders);
  return { acceptance, result: runBacktest({ run, bars, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS }) };
};

describe("scriptOrders", () => {
  it("submits each at the close of its bar, by bar and then as listed", () => {
    const { acceptance, result } = play([order(3, -1), order(0, 5), order(3, 2), order(0, -4)]);
    expect(acceptance).toEqual([1, 3, 0, 2]);
    expect([...result.orders.quantity]).toEqual([5, -4, -1, 2]);
    expect([...result.orders.decidedBar]).toEqual([0, 0, 3, 3]);
    expect([...result.fills.bar]).toEqual([1, 1, 4, 4]);
  });

  it("passes on when an order expires", () => {
    const { result } = play([order(0, 1, bars.time[1]), order(0, 1, (bars.time[1] ?? 0) - 1)]);
    expect([...result.orders.status].map((code) => ORDER_STATUSES[code])).toEqual(["filled", "expired"]);
  });

  it("never submits an order on a bar that does not exist", () => {
    expect(play([order(6, 1), order(99, 1)]).result.orders.quantity.length).toBe(0);
    expect(play([]).acceptance).toEqual([]);
  });
});
