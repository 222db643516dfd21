import { expect, it } from "vitest";
import { exact, ZERO } from "@/modules/_kernel";
import { happeningsOf } from "./happenings";
import type { PastOrder } from "./past";

it("has an order before its fill, and both before what everything was worth at that moment", () => {
  const order: PastOrder = {
    atMs: 5,
    symbol: "A",
    side: "buy",
    qty: exact(1),
    limitPrice: null,
    protectiveStop: null,
    endedMs: null,
    onlyReduces: false,
  };
  const all = happeningsOf({
    cash: ZERO,
    points: [
      { atMs: 5, equity: ZERO, flow: ZERO, units: null },
      { atMs: 1, equity: ZERO, flow: ZERO, units: null },
    ],
    orders: [order],
    fills: [{ atMs: 5, order: 0, qty: exact(1), price: exact(1), fees: ZERO }],
    cancels: [],
    instruments: new Map(),
    worthAt: () => null,
  });
  expect(all.map(({ kind, atMs }) => [kind, atMs])).toEqual([
    ["point", 1],
    ["order", 5],
    ["fill", 5],
    ["point", 5],
  ]);
});
