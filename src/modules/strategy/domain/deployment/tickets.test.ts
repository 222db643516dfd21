import { describe, expect, it } from "vitest";
import type { BarOrderRequest } from "@/modules/execution";
import { ticketsOf } from "./tickets";
import type { Wish } from "./watch-plan";

const order = (number: number, request: BarOrderRequest, symbol = "ACME"): Wish => ({
  action: "order",
  symbol,
  number,
  request,
});
const entry = order(0, { type: "market", quantity: 10 });
const stop = order(1, { type: "stop", quantity: -10, stopPrice: 9, parent: 0 });
const target = order(2, { type: "limit", quantity: -10, limitPrice: 12, parent: 0 });

describe("orders of one moment", () => {
  it("take a stop and a limit that close all of them along as exits", () => {
    const { send, hold } = ticketsOf([entry, stop, target]);
    expect(send).toHaveLength(1);
    expect(send[0]).toMatchObject({ number: 0, stopLoss: { number: 1 }, takeProfit: { number: 2 } });
    expect(hold).toEqual([]);
  });

  it("hold a child back that no exit can be: another size, another kind, a second one, an older parent", () => {
    const half = order(1, { type: "stop", quantity: -5, stopPrice: 9, parent: 0 });
    const trail = order(2, { type: "trailing_stop", quantity: -10, trailAmount: 1, parent: 0 });
    const second = order(4, { type: "stop", quantity: -10, stopPrice: 8, parent: 0 });
    expect(ticketsOf([entry, half, trail]).hold.map(({ number }) => number)).toEqual([1, 2]);
    expect(ticketsOf([entry, stop, second]).hold.map(({ number }) => number)).toEqual([4]);
    expect(ticketsOf([stop]).hold.map(({ number }) => number)).toEqual([1]);
  });

  it("keep instruments apart", () => {
    const other = order(1, { type: "stop", quantity: -10, stopPrice: 9, parent: 0 }, "BOLT");
    expect(ticketsOf([entry, other]).hold).toHaveLength(1);
  });

  it("forget what was placed and taken back at once, and pass other cancels on", () => {
    const cancel = (number: number): Wish => ({ action: "cancel", symbol: "ACME", number });
    expect(ticketsOf([entry, cancel(0), cancel(7)])).toEqual({
      send: [],
      hold: [],
      cancel: [{ symbol: "ACME", number: 7 }],
    });
  });
});
