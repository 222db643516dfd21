import type { SqlPort } from "@/modules/_kernel";
import type { CheckedRequest, OrderEvent, OrderSummary } from "@/modules/execution";
import { ordersIn, summaryOfNew } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import type { RiskApproved, RiskOrder } from "@/modules/risk";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import { audienceOf } from "./access";

interface Writing {
  readonly account: AccountFacts;
  readonly checked: CheckedRequest;
  /** Risk lets it pass: nobody writes an order without. */
  readonly approved: RiskApproved<RiskOrder>;
}

/** Writes an approved order and its children. Nothing has left the house when this returns. */
export async function writeOrders(
  tx: Parameters<typeof ordersIn>[0],
  { clock }: Pick<FlowDeps, "clock">,
  { account: { accountId }, checked: { intent, children } }: Writing,
): Promise<readonly OrderSummary[]> {
  const orders = ordersIn(tx);
  const createdAt = clock.nowMs();
  const events: readonly OrderEvent[] = [
    { type: "requested", at: createdAt },
    { type: "approved", at: createdAt },
  ];
  // Asked together, written in this order: a child names its parent.
  return Promise.all(
    [intent, ...children].map(async (each) => {
      const fresh = { accountId, intent: each, createdAt };
      const created = await orders.create(fresh, events);
      if (created !== "created") throw new Error(`order id ${each.orderId} was made anew`);
      return summaryOfNew(fresh, events);
    }),
  );
}

/** News of an order, for whoever has to do with its account. */
export function tellOfOrder(
  tx: SqlPort,
  work: FlowDeps["work"],
  account: AccountFacts,
  orderId: string,
): Promise<void> {
  const { accountId } = account;
  return work.publish(tx, { topic: "orders.changed", audience: audienceOf(account), payload: { accountId, orderId } });
}

/** That somebody sent it, with all that it asks for. */
export function auditOrder(tx: SqlPort, actor: Actor, { intent, children }: CheckedRequest): Promise<void> {
  const { orderId, parentId: _parent, ocoGroupId: _group, ...details } = intent;
  return appendAudit(tx, {
    actor,
    action: "order.submit",
    subjectType: "order",
    subjectId: orderId,
    details: { ...details, children: children.map((each) => each.orderId) },
  });
}
