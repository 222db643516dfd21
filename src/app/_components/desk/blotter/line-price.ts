import type { OrderView } from "../trading/types";

/** The price of an order that its line on the chart stands at: its limit, else its stop. */
export function linePriceOf(order: Pick<OrderView, "limitPrice" | "stopPrice">): "limitPrice" | "stopPrice" {
  return order.limitPrice === null ? "stopPrice" : "limitPrice";
}
