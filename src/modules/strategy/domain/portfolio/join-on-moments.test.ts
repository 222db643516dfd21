import { describe, expect, it } from "vitest";
import { daily, runOrders } from "../../testing/daily-run";
import { joinedOrder, joinOnMoments } from "./join-on-moments";

describe("joinOnMoments", () => {
  it("puts fills and trades of all instruments in one order on one clock", () => {
    const instruments = [daily("A", [10, 11, 12, 13, 14]), daily("B", [20, 19, 18, 17, 16], { hour: 20 })];
    // Moments: A0 B0 A1 B1 A2 B2 A3 B3 A4 B4.
    const result = runOrders(instruments, [
      [0, 0, 5],
      [1, 1, 4],
      [4, 0, -5],
      [3, 1, -4],
    ]);
    const joined = joinOnMoments(result, instruments);
    expect([...joined.fills.bar]).toEqual([2, 3, 5, 6]);
    expect([...joined.fills.quantity]).toEqual([5, 4, -4, -5]);
    expect([...joined.trades.entryBar]).toEqual([3, 2]);
    expect([...joined.trades.exitBar]).toEqual([5, 6]);
    expect(joinedOrder(result, instruments).trades.map(({ instrument }) => instrument)).toEqual([1, 0]);
    expect(joined.orders.status).toHaveLength(4);
  });
});
