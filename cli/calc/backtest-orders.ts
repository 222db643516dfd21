import { err, ok, type Result } from "@/modules/_kernel";
import { checkBarOrder } from "@/modules/execution";
import type { ScriptedOrder } from "@/modules/strategy";
import { type CalcError, refuse } from "./answer";
import type { BacktestRequest, OrderRequest } from "./backtest-schema";

export type OrderId = string | number;

/** The orders of a request as the engine takes them, in script order, or the first field at fault. */
export function toScript(
  { bars, orders = [] }: BacktestRequest,
  barCount: number,
): Result<readonly ScriptedOrder[], CalcError> {
  const places = new Map<OrderId, number>();
  for (const [index, { id }] of orders.entries()) {
    if (places.has(id)) return refuse("order.id_repeated", `orders[${index}].id`, "an id that no order before it has");
    places.set(id, index);
  }
  const groups = groupsOf(orders, places);
  const script: ScriptedOrder[] = [];
  for (const [index, order] of orders.entries()) {
    const wrong = faultOf(order, { barCount, places, orders, hasTime: bars.time !== undefined });
    if (wrong !== null) return refuse(wrong.kind, `orders[${index}].${wrong.path}`, wrong.message);
    const { bar, side, qty, type, limitPrice, stopPrice, trailAmount, trailPercent, cancelAtBar, expiresAt } = order;
    const scripted = {
      bar,
      type,
      quantity: side === "buy" ? qty : -qty,
      limitPrice,
      stopPrice,
      trailAmount,
      trailPercent,
      expiresAtMs: expiresAt,
      cancelAtBar,
      group: groups.get(index),
      parent: order.parent === undefined ? undefined : places.get(order.parent),
    };
    const checked = checkBarOrder({ ...scripted, parent: undefined });
    if (!checked.ok) return err(toError(checked.error, index));
    script.push(scripted);
  }
  return ok(script);
}

const toError = (
  { kind, path, expected }: { kind: string; path: string; expected: string },
  index: number,
): CalcError => ({
  kind,
  message: expected,
  path: `orders[${index}].${path}`,
});

interface Surroundings {
  readonly barCount: number;
  readonly places: ReadonlyMap<OrderId, number>;
  readonly orders: readonly OrderRequest[];
  readonly hasTime: boolean;
}

/** What is wrong with how an order stands among bars and other orders. */
function faultOf(order: OrderRequest, { barCount, places, orders, hasTime }: Surroundings): CalcError | null {
  const { id, bar, cancelAtBar, expiresAt, oco, parent } = order;
  const fault = (kind: string, path: string, message: string): CalcError => ({ kind, path, message });
  if (bar >= barCount) return fault("order.bar_unknown", "bar", `a bar's index, below ${barCount}`);
  if (cancelAtBar !== undefined && cancelAtBar < bar) {
    return fault("order.canceled_before", "cancelAtBar", `from ${bar}, the bar it was decided on`);
  }
  if (expiresAt !== undefined && !hasTime) {
    return fault("order.expiry_without_time", "expiresAt", "bars with a time");
  }
  if (oco !== undefined && (oco === id || !places.has(oco))) {
    return fault("order.oco_unknown", "oco", "the id of another order");
  }
  if (parent === undefined) return null;
  const place = places.get(parent);
  const elder = orders[place ?? -1];
  if (place === undefined || elder === undefined || parent === id) {
    return fault("order.parent_unknown", "parent", "the id of another order");
  }
  const isBefore = elder.bar < bar || (elder.bar === bar && place < (places.get(id) ?? 0));
  return isBefore ? null : fault("order.parent_later", "parent", "an order that is decided before this one");
}

/**
 * A whole number for each order that is in a group: the order that `oco` names and all that name it, and whoever names one
 * of those.
 */
function groupsOf(orders: readonly OrderRequest[], places: ReadonlyMap<OrderId, number>): ReadonlyMap<number, number> {
  const leader = orders.map((_, index) => index);
  const find = (index: number): number => {
    let at = index;
    for (let up = leader[at] ?? at; up !== at; up = leader[at] ?? at) at = up;
    return at;
  };
  const inGroup = new Set<number>();
  for (const [index, { oco }] of orders.entries()) {
    const named = oco === undefined ? undefined : places.get(oco);
    if (named === undefined || named === index) continue;
    leader[find(index)] = find(named);
    inGroup.add(index).add(named);
  }
  return new Map([...inGroup].map((index) => [index, find(index)]));
}
