import { describe, expect, it } from "vitest";
import { type BarOrderRequest, checkBarOrder } from "./bar-order";

const faultOf = (order: Omit<BarOrderRequest, "quantity">) => {
  const checked = checkBarOrder({ quantity: 1, ...order });
  return checked.ok ? null : `${checked.error.kind} ${checked.error.path}`;
};

describe("checkBarOrder", () => {
  it.each<Omit<BarOrderRequest, "quantity">>([
    { type: "market" },
    { type: "market_on_close" },
    { type: "limit", limitPrice: 1 },
    { type: "stop", stopPrice: 1 },
    { type: "stop_limit", stopPrice: 1, limitPrice: 1 },
    { type: "trailing_stop", trailAmount: 1 },
    { type: "trailing_stop", trailPercent: 0.1, stopPrice: 1 },
    { type: "trailing_stop_limit", trailAmount: 1, stopPrice: 1, limitPrice: 1 },
  ])("takes %o", (order) => {
    expect(faultOf(order)).toBeNull();
  });

  it.each<[string, Omit<BarOrderRequest, "quantity">]>([
    ["order.price_missing limitPrice", { type: "limit" }],
    ["order.price_missing stopPrice", { type: "stop" }],
    ["order.price_missing stopPrice", { type: "stop_limit", limitPrice: 1 }],
    ["order.price_missing trailAmount", { type: "trailing_stop" }],
    ["order.price_missing limitPrice", { type: "trailing_stop_limit", trailAmount: 1, stopPrice: 1 }],
    ["order.price_unused limitPrice", { type: "market", limitPrice: 1 }],
    ["order.price_unused trailPercent", { type: "stop", stopPrice: 1, trailPercent: 0.1 }],
    ["order.price_unused trailPercent", { type: "trailing_stop", trailAmount: 1, trailPercent: 0.1 }],
    ["order.trail_out_of_range trailAmount", { type: "trailing_stop", trailAmount: 0 }],
    ["order.trail_out_of_range trailPercent", { type: "trailing_stop", trailPercent: Number.NaN }],
  ])("refuses with %s: %o", (fault, order) => {
    expect(faultOf(order)).toBe(fault);
  });
});
