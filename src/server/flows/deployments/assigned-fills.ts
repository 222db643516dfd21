import { exact, type SqlPort } from "@/modules/_kernel";
import type { OrderFill } from "@/modules/execution/server";
import { listReversed } from "@/modules/portfolio/server";
import type { AssignedFill } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";

/** What was given to a deployment, as a fill of its own. It has no order: its name is that of its entry in the books. */
function asFill({ batchId, symbol, side, qty, price, currency, fees, filledAtMs }: AssignedFill): OrderFill {
  const name = `assigned.${batchId}`;
  return {
    execId: name,
    orderId: name,
    symbol,
    side,
    qty: exact(qty),
    price: exact(price),
    currency,
    fees: fees.map((fee) => ({ amount: exact(fee.amount), currency: fee.currency })),
    at: filledAtMs,
  };
}

/**
 * What was given to some deployments of what their accounts had by nobody's order, as far as the books still have it: an entry that was
 * taken back, by the venue or by a person, is nobody's any more. Oldest first.
 */
export async function readAssigned(
  sql: SqlPort,
  deploymentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly AssignedFill[]>> {
  const given = await makeDeploymentStore().assignedFillsOf(sql, deploymentIds);
  const batchIds = [...given.values()].flat().map(({ batchId }) => batchId);
  if (batchIds.length === 0) return given;
  const reversed = await listReversed(sql, batchIds);
  return new Map([...given].map(([id, fills]) => [id, fills.filter(({ batchId }) => !reversed.has(batchId))] as const));
}

/** The same as fills, for one deployment. */
export async function readAssignedFills(sql: SqlPort, deploymentId: string): Promise<readonly OrderFill[]> {
  return ((await readAssigned(sql, [deploymentId])).get(deploymentId) ?? []).map(asFill);
}

/** Fills of orders with those that were given, oldest first. */
export function withAssigned(fills: readonly OrderFill[], assigned: readonly OrderFill[]): readonly OrderFill[] {
  return assigned.length === 0 ? fills : [...fills, ...assigned].toSorted((a, b) => a.at - b.at);
}

export const assignedAsFills = (fills: readonly AssignedFill[]): readonly OrderFill[] => fills.map(asFill);
