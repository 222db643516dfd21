import { describe, expect, it } from "vitest";
import { exact, OrderId } from "@/modules/_kernel";
import { someIntent } from "../../testing/orders";
import { checkAmount, checkRequest, entryOf, type RequestedOrder, type RequestProblem } from "./check-request";

const NOW = Date.UTC(2024, 0, 3, 15);
const request: RequestedOrder = {
  symbol: "ACME",
  side: "buy",
  qty: "100",
  ordType: "limit",
  limitPrice: "10.25",
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: "day",
  expireAt: null,
  reduceOnly: false,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
};
function check(change: Partial<RequestedOrder>) {
  let ids = 0;
  return checkRequest(
    { ...request, ...change },
    {
      instrument: { symbol: "ACME", currency: "USD", tick: "0.05", lot: "10" },
      price: exact("10.2"),
      marketMs: NOW,
      newId: () => {
        ids += 1;
        return OrderId.of(`n${ids}`);
      },
    },
  );
}
const problems = (change: Partial<RequestedOrder>): readonly RequestProblem[] => {
  const checked = check(change);
  return checked.ok ? [] : checked.error;
};
const market = { ordType: "market", limitPrice: null } as const;

describe("the fields of a request", () => {
  it.each(["", "x", "NaN", "Infinity", "1e308", "1,000", "0x10", "9".repeat(31), "--1"])(
    "refuse the quantity %j",
    (qty) => {
      expect(problems({ qty })).toEqual([{ kind: "order.number_malformed", path: "qty" }]);
    },
  );

  it.each<[Partial<RequestedOrder>, RequestProblem]>([
    [{ qty: "0" }, { kind: "order.not_positive", path: "qty" }],
    [{ qty: "-10" }, { kind: "order.not_positive", path: "qty" }],
    [{ qty: "1000000000010" }, { kind: "order.too_large", path: "qty", max: "1000000000000" }],
    [{ qty: "15" }, { kind: "order.lot_off", path: "qty", lot: "10", below: "10", above: "20" }],
    [{ qty: "0.5" }, { kind: "order.lot_off", path: "qty", lot: "10", below: null, above: "10" }],
    [
      { limitPrice: "10.27" },
      { kind: "order.tick_off", path: "limitPrice", tick: "0.05", below: "10.25", above: "10.3" },
    ],
    [{ limitPrice: "-1" }, { kind: "order.not_positive", path: "limitPrice" }],
    [
      { timeInForce: "gtd", expireAt: "tomorrow" },
      { kind: "order.time_malformed", path: "expireAt" },
    ],
    [
      { timeInForce: "gtd", expireAt: "2024-02-30T15:00Z" },
      { kind: "order.time_malformed", path: "expireAt" },
    ],
    [
      { timeInForce: "gtd", expireAt: "2024-01-03T15:00Z" },
      { kind: "order.time_past", path: "expireAt" },
    ],
    [
      { takeProfit: { limitPrice: "10.25" } },
      { kind: "order.exit_wrong_side", path: "takeProfit.limitPrice", entry: "10.25", side: "above" },
    ],
    [
      { ...market, stopLoss: { stopPrice: "10.2", limitPrice: null } },
      { kind: "order.exit_wrong_side", path: "stopLoss.stopPrice", entry: "10.2", side: "below" },
    ],
    [
      { side: "sell", stopLoss: { stopPrice: "10", limitPrice: null } },
      { kind: "order.exit_wrong_side", path: "stopLoss.stopPrice", entry: "10.25", side: "above" },
    ],
  ])("refuse %j", (change, problem) => {
    expect(problems(change)).toEqual([problem]);
  });

  it.each<[Partial<RequestedOrder>, string]>([
    [{ limitPrice: null }, "limitPrice"],
    [{ ordType: "market" }, "limitPrice"],
    [{ ...market, ordType: "stop" }, "stopPrice"],
    [{ ...market, ordType: "trailing_stop" }, "trailAmount"],
    [{ timeInForce: "gtd" }, "expireAt"],
    [{ ...market, postOnly: true }, "postOnly"],
  ])("have to fit each other: %j", (change, path) => {
    expect(problems(change)).toMatchObject([{ path }]);
  });

  it("are all told at once", () => {
    expect(
      problems({ qty: "1", limitPrice: "x", stopLoss: { stopPrice: "0", limitPrice: null } }).map(({ path }) => path),
    ).toEqual(["qty", "limitPrice", "stopLoss.stopPrice"]);
  });
});

describe("a request that passes", () => {
  it("is an order with plain amounts", () => {
    const made = check({ qty: " +0100.0 ", timeInForce: "gtd", expireAt: "2024-01-03T15:00:01Z" });
    expect(made.ok && made.value).toMatchObject({
      intent: { orderId: "n1", qty: "100", limitPrice: "10.25", currency: "USD", expireAt: NOW + 1_000 },
      children: [],
    });
  });

  it("brings children that only close what it opened, of which one cancels the other", () => {
    const made = check({ takeProfit: { limitPrice: "12" }, stopLoss: { stopPrice: "9", limitPrice: "8.95" } });
    const closing = {
      side: "sell",
      qty: "100",
      parentId: "n1",
      timeInForce: "gtc",
      reduceOnly: true,
      ocoGroupId: "n2",
    };
    expect(made.ok && made.value.children).toMatchObject([
      { ...closing, ordType: "limit", limitPrice: "12", stopPrice: null },
      { ...closing, ordType: "stop_limit", limitPrice: "8.95", stopPrice: "9" },
    ]);
    const one = check({ stopLoss: { stopPrice: "9", limitPrice: null } });
    expect(one.ok && one.value.children).toMatchObject([{ ordType: "stop", ocoGroupId: null }]);
  });
});

it("takes an amount without a grid", () => {
  expect(checkAmount("trailPercent", "0.0123", null)).toEqual({ ok: true, value: "0.0123" });
});

it("enters at the limit, the stop, or the market", () => {
  const at = (change: Parameters<typeof someIntent>[0]) => entryOf(someIntent(change), exact(7))?.toString();
  expect(at({})).toBe("10");
  expect(at({ ordType: "stop", limitPrice: null, stopPrice: "11" })).toBe("11");
  expect(at({ ordType: "market", limitPrice: null })).toBe("7");
  expect(at({ ordType: "trailing_stop", limitPrice: null, trailAmount: "1" })).toBe("7");
});
