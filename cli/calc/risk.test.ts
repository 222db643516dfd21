import { describe, expect, it } from "vitest";
import { calc, refusal } from "./testing/calling";

const instrument = { price: "50", quoteAt: "2026-03-02T15:00:00Z", currency: "USD", fxRate: "1", isOpen: true };
const STATE = {
  now: "2026-03-02T15:00:02Z",
  equity: "100000",
  buyingPower: "5000",
  instruments: { A: instrument },
  positions: [{ symbol: "A", qty: "100" }],
  workingOrders: [],
  recentOrders: [{ symbol: "A", side: "buy", qty: "120", at: "2026-03-02T15:00:00Z" }],
  recentCancels: [],
};
const request = (limits: readonly object[], order: object = {}, state: object = {}) => ({
  limits,
  state: { ...STATE, ...state },
  order: { symbol: "A", side: "buy", qty: "120", ...order },
});

describe("calc risk", () => {
  it("approves, or tells every breach with its headroom and the largest quantity that passes", () => {
    expect(calc("risk", request([{ kind: "order_qty", value: "120" }])).value).toEqual({ outcome: "approved" });
    const limits = [
      { kind: "buying_power" },
      { kind: "position_value", value: "10000", name: "big ones", scope: { of: "account", subject: "main" } },
      { kind: "position_value", value: "1", scope: { of: "account", subject: "another" } },
      { kind: "stale_data", value: "5" },
    ];
    expect(calc("risk", request(limits, { account: "main" })).value).toEqual({
      outcome: "refused",
      breaches: [
        { kind: "buying_power", limit: "5000", actual: "6000", headroom: "5000", name: "buying_power", scope: "all" },
        {
          kind: "position_value",
          limit: "10000",
          actual: "11000",
          headroom: "5000",
          name: "big ones",
          scope: { of: "account", subject: "main" },
        },
      ],
      largestQtyThatPasses: "100",
    });
  });

  it("takes every kind of limit", () => {
    const limits = [
      { kind: "duplicate_order", windowSeconds: 60 },
      { kind: "order_rate", value: "0", windowSeconds: 1 },
      { kind: "cancel_rate", value: "0", windowSeconds: 1 },
      { kind: "restricted", symbols: ["A"] },
      { kind: "easy_to_borrow", symbols: [] },
      { kind: "trading_hours" },
      { kind: "blackout", windows: [{ symbol: "A", from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" }] },
      { kind: "pattern_day_trader" },
      { kind: "daily_loss", value: "0.02" },
    ];
    expect(calc("risk", request(limits, { isDayTrade: true }, { equity: "24000", dayTrades: 3 })).value).toMatchObject({
      breaches: [
        { kind: "duplicate_order", limit: "0", actual: "1" },
        { kind: "order_rate", limit: "0", actual: "1", headroom: "0" },
        { kind: "restricted" },
        { kind: "blackout" },
        { kind: "pattern_day_trader", limit: "3", actual: "4" },
        { kind: "daily_loss", actual: null, headroom: null },
      ],
      largestQtyThatPasses: "0",
    });
  });

  it.each<readonly [object, string]>([
    [request([{ kind: "guess", value: "1" }]), "input.invalid limits[0].kind"],
    [request([{ kind: "order_qty", value: "-1" }]), "input.invalid limits[0].value"],
    [request([{ kind: "order_qty" }]), "input.invalid limits[0].value"],
    [
      request([{ kind: "blackout", windows: [{ from: "2026-03-03", to: "2026-03-02" }] }]),
      "input.invalid limits[0].windows[0].to",
    ],
    [request([{ kind: "order_qty", value: "1", scope: "everybody" }]), "input.invalid limits[0].scope"],
    [request([{ kind: "order_rate", value: "1", windowSeconds: 0 }]), "input.invalid limits[0].windowSeconds"],
    [request([], { qty: "0" }), "input.invalid order.qty"],
    [request([], { qty: 1 }), "input.invalid order.qty"],
    [request([], { colour: "red" }), "input.unknown_field order.colour"],
    [request([], {}, { equity: "1e5" }), "input.invalid state.equity"],
    [request([], {}, { instruments: { A: { ...instrument, lot: "0" } } }), "input.invalid state.instruments.A.lot"],
    [request([], {}, { positions: [{ symbol: "A", qty: "x" }] }), "input.invalid state.positions[0].qty"],
  ])("refuses %j", (input, expected) => {
    expect(refusal("risk", input)).toBe(expected);
  });
});
