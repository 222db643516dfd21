import type { BarView, Desk, StrategyRun } from "./strategy";

/** A market order that was decided beforehand, at the close of bar `bar`. */
export interface ScriptedOrder {
  readonly bar: number;
  /** Units, above 0 buys, below 0 sells. */
  readonly quantity: number;
  /** Last bar time at which it may fill; infinity is none. */
  readonly expiresAtMs: number;
}

/**
 * A strategy that does what a list says, and in what order its orders reach the broker: `acceptance[k]` is the index in
 * `orders` of the k-th order accepted (by bar, then as listed). Orders on bars that do not exist are never submitted.
 */
export function scriptOrders(orders: readonly ScriptedOrder[]): {
  readonly run: StrategyRun;
  readonly acceptance: readonly number[];
} {
  const acceptance = orders
    .map((_, index) => index)
    .toSorted((left, right) => (orders[left]?.bar ?? 0) - (orders[right]?.bar ?? 0) || left - right);
  let next = 0;
  const onBar = (bar: BarView, desk: Desk): void => {
    for (let order = orders[acceptance[next] ?? -1]; order?.bar === bar.index; order = orders[acceptance[next] ?? -1]) {
      if (order.quantity > 0) desk.buy(order.quantity, order.expiresAtMs);
      else desk.sell(-order.quantity, order.expiresAtMs);
      next += 1;
    }
  };
  return { run: { onBar }, acceptance };
}
