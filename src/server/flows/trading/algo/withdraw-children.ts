import type { CopyPort, SqlPort } from "@/modules/_kernel";
import { isClosed } from "@/modules/execution";
import { makeAlgoStore, ordersIn } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import type { FlowDeps } from "../../deps";
import { cancelEvent, writeWish } from "../change-order";
import { tellOfOrder } from "../write-orders";

/** Asks for the cancel of what children of a parent still work on; says how many. Under the account's lock. */
export async function withdrawChildren(
  tx: SqlPort & CopyPort,
  { clock, newId, work }: Pick<FlowDeps, "clock" | "newId" | "work">,
  account: AccountFacts,
  algoId: string,
): Promise<number> {
  const children = (await makeAlgoStore().childrenOf(tx, [algoId])).get(algoId) ?? [];
  const orders = ordersIn(tx);
  let asked = 0;
  for (const { orderId, isClosed: isOver, isCanceling } of children) {
    if (isOver || isCanceling) continue;
    const stored = await orders.load(orderId);
    if (stored === null || isClosed(stored.order)) continue;
    if ((await writeWish(tx, stored, cancelEvent(clock.nowMs(), newId))) !== null) continue;
    asked += 1;
    await tellOfOrder(tx, work, account, orderId);
  }
  return asked;
}
