import type { SqlPort } from "@/modules/_kernel";
import { type OrderFill, readFillsOf } from "@/modules/execution/server";
import type { CapitalChange, DeploymentOrder, ToldFill } from "@/modules/strategy";
import { readAssignedFills, withAssigned } from "./assigned-fills";
import type { DeskContext } from "./desk-context";

/** Orders of a deployment, what was filled of them, and which of that its strategy was told: looked at once a round. */
export interface OwnRecord {
  readonly orders: readonly DeploymentOrder[];
  /** With what it was given of its account; oldest first. */
  readonly fills: readonly OrderFill[];
  readonly told: readonly ToldFill[];
  /** Changes of what it may have at work, in its epoch. */
  readonly capital: readonly CapitalChange[];
}

export async function readOwnRecord(
  { sql, store }: Pick<DeskContext, "store"> & { readonly sql: SqlPort },
  deploymentId: string,
): Promise<OwnRecord> {
  const [orders, told, assigned, capital] = await Promise.all([
    store.ordersOf(sql, deploymentId),
    store.toldFills(sql, deploymentId),
    readAssignedFills(sql, deploymentId),
    store.capitalChanges(sql, deploymentId, null),
  ]);
  const ids = orders.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
  return { orders, told, capital, fills: withAssigned(await readFillsOf(sql, ids), assigned) };
}
