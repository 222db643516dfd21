import { describe, expect, it } from "vitest";
import { BarBroker } from "./bar-broker";
import { type BarOrderRequest, type ClosedBar, ORDER_STATUSES } from "./bar-order";
import { type BrokerModel, DEFAULT_BROKER, DEFAULT_TERMS } from "./broker-model";

// What Backtrader's documentation and source say, by hand. `cli/calc/backtrader.test.ts` has what it did on whole scripts.

type Prices = readonly [open: number, high: number, low: number, close: number];
const FLAT: Prices = [100, 100, 100, 100];

function walk(
  prices: readonly Prices[],
  orders: readonly (BarOrderRequest & { readonly bar?: number })[],
  change: Partial<BrokerModel> = {},
) {
  const broker = new BarBroker({ ...DEFAULT_BROKER, ...change, profile: "backtrader" }, DEFAULT_TERMS);
  for (const [index, [open, high, low, close]] of prices.entries()) {
    const bar: ClosedBar = { index, time: index, open, high, low, close, volume: 1 };
    broker.work(bar);
    for (const { bar: decided = 0, ...order } of orders) if (decided === index) broker.submit(bar, order);
  }
  const fills = broker.fills();
  const { status, bar } = broker.orders();
  return {
    filled: [...fills.order].map((order, index) => `${order}@${fills.bar[index]} ${fills.price[index]}`),
    states: [...status].map((code, order) => `${ORDER_STATUSES[code]}@${bar[order]}`),
  };
}

describe("the check of new orders", () => {
  it("pays from a running cash that stays below zero once it was", () => {
    const orders = [100, 20, -1].map((quantity) => ({ type: "market", quantity }) as const);
    // 1000 - 10 000 - 2000 + 100: the sale would be fine alone and is refused as well.
    expect(walk([FLAT, FLAT], orders, { cash: 1000 }).states).toEqual(["rejected@1", "rejected@1", "rejected@1"]);
  });

  it("lets an exit pay for what comes after it", () => {
    const orders = [-50, 50].map((quantity) => ({ type: "market", quantity }) as const);
    expect(walk([FLAT, FLAT], orders, { cash: 1000 }).states).toEqual(["filled@1", "filled@1"]);
  });

  it("refuses the children of a refused parent", () => {
    const states = walk(
      [FLAT, FLAT],
      [
        { type: "market", quantity: 100 },
        { type: "stop", quantity: -100, stopPrice: 1, parent: 0 },
      ],
      { cash: 1000 },
    ).states;
    expect(states).toEqual(["rejected@1", "rejected@1"]);
  });
});

describe("a stop limit", () => {
  const stopLimit = (stopPrice: number, limitPrice: number) =>
    [{ type: "stop_limit", quantity: 1, stopPrice, limitPrice }] as const;

  it("fills at the stop in the bar that touched it when its limit is at or beyond the stop", () => {
    expect(walk([FLAT, [102, 107, 101, 106]], stopLimit(105, 106)).filled).toEqual(["0@1 105"]);
  });

  it("with a limit before the stop fills in that bar only when it closed back far enough", () => {
    expect(walk([FLAT, [104, 107, 101, 102]], stopLimit(105, 103)).filled).toEqual(["0@1 103"]);
    expect(walk([FLAT, [101, 107, 101, 102]], stopLimit(105, 103)).filled).toEqual([]);
    expect(walk([FLAT, [101, 107, 101, 102], [102, 103, 101, 102]], stopLimit(105, 103)).filled).toEqual(["0@2 102"]);
  });
});

describe("stop and target of a bracket", () => {
  it("are worked in the order of acceptance, whatever the bar touched first", () => {
    const orders = [
      { type: "market", quantity: 1 },
      { type: "limit", quantity: -1, limitPrice: 110, parent: 0 },
      { type: "stop", quantity: -1, stopPrice: 90, parent: 0 },
    ] as const;
    expect(walk([FLAT, FLAT, [100, 111, 89, 100]], orders)).toEqual({
      filled: ["0@1 100", "1@2 110"],
      states: ["filled@1", "filled@2", "canceled@2"],
    });
  });
});

describe("slippage", () => {
  it("stays inside the bar", () => {
    const slippage = { kind: "bps", bps: 100 } as const;
    const market = [{ type: "market", quantity: 1 }] as const;
    expect(walk([FLAT, [100, 100.5, 99, 100]], market, { slippage }).filled).toEqual(["0@1 100.5"]);
    expect(walk([FLAT, [100, 102, 99, 100]], market, { slippage }).filled).toEqual(["0@1 101"]);
  });
});
