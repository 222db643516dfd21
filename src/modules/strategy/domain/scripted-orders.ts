import type { BarOrderRequest } from "@/modules/execution";
import type { BarView, Desk, StrategyRun } from "./strategy";

/** An order that was decided beforehand, at the close of bar `bar`. */
export interface ScriptedOrder extends Omit<BarOrderRequest, "parent"> {
  readonly bar: number;
  /** Index in the list of the order whose fill makes it live: decided before it. */
  readonly parent?: number | undefined;
  /** It is canceled at the close of this bar, before what is decided there. */
  readonly cancelAtBar?: number | undefined;
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
  const cancels = orders
    .flatMap(({ cancelAtBar }, index) => (cancelAtBar === undefined ? [] : [{ bar: cancelAtBar, index }]))
    .toSorted((left, right) => left.bar - right.bar || left.index - right.index);
  /** Numbers at the broker, by index in the list. */
  const numbers = new Map<number, number>();
  let nextCancel = 0;
  let next = 0;
  const onBar = (bar: BarView, desk: Desk): void => {
    for (let cancel = cancels[nextCancel]; cancel?.bar === bar.index; cancel = cancels[nextCancel]) {
      const number = numbers.get(cancel.index);
      if (number !== undefined) desk.cancel(number);
      nextCancel += 1;
    }
    for (let order = orders[acceptance[next] ?? -1]; order?.bar === bar.index; order = orders[acceptance[next] ?? -1]) {
      const parent = order.parent === undefined ? undefined : numbers.get(order.parent);
      numbers.set(acceptance[next] ?? -1, desk.submit({ ...order, parent }));
      next += 1;
    }
  };
  return { run: { onBar }, acceptance };
}
