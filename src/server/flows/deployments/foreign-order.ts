import type { SqlPort } from "@/modules/_kernel";
import { makeDeploymentStore } from "@/modules/strategy/server";

interface ForeignOrder {
  readonly deploymentId: string;
  readonly epoch: number;
  readonly symbol: string;
  readonly orderId: string | null;
  /** Units, above 0 buys. What else it asks for stands in the order itself. */
  readonly quantity: number;
}

/** Counts an order as a deployment's that its strategy did not place: such orders are numbered below 0, in each epoch anew. */
export async function putForeignOrder(
  tx: SqlPort,
  { deploymentId, epoch, symbol, orderId, quantity }: ForeignOrder,
): Promise<void> {
  const store = makeDeploymentStore();
  const orders = await store.ordersOf(tx, deploymentId, { epoch, orderIds: [] });
  const number = orders.reduce((lowest, order) => Math.min(lowest, order.number), 0) - 1;
  const request = { type: "market", quantity } as const;
  await store.putOrder(tx, deploymentId, { epoch, symbol, number, momentMs: null, request, state: "sent", orderId });
}
