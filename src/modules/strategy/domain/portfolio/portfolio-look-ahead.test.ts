import { describe, expect, it } from "vitest";
import { daily, type Order, runOrders } from "../../testing/daily-run";
import { cutAt, findPortfolioDifference } from "./portfolio-look-ahead";

describe("findPortfolioDifference", () => {
  const instruments = [daily("A", [10, 11, 12, 13, 14, 15]), daily("B", [20, 19, 18, 17, 16, 15], { hour: 20 })];
  const orders: readonly Order[] = [
    [0, 0, 5],
    [4, 0, 1],
    [5, 1, 4],
    [6, 0, -2],
    [8, 1, 2],
  ];
  const whole = runOrders(instruments, orders);

  it("finds nothing in a run that decides by what has closed, wherever it is cut", () => {
    for (let cut = 1; cut <= whole.moments.length; cut += 1) {
      const part = runOrders(cutAt(instruments, whole.moments[cut - 1] ?? 0), orders);
      expect(part.moments).toHaveLength(cut);
      expect(findPortfolioDifference(whole, part, { traded: instruments, cut })).toBeNull();
    }
  });

  it("finds a decision of the whole run that the cut one lacks", () => {
    const part = runOrders(
      cutAt(instruments, whole.moments[7] ?? 0),
      orders.filter(([moment]) => moment !== 4),
    );
    expect(findPortfolioDifference(whole, part, { traded: instruments, cut: 8 })).toEqual({ cut: 8, bar: 2 });
  });
});
