import { err, ok } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import type { Actor } from "../contract";
import type { OrderDetail, TradingFlows } from "../contract/trading";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import type { Sight } from "./access";

/** Events and fills of one order that are shown: an order that trailed for months has more, and its newest facts are in its row. */
const EVENTS_MAX = 2_000;
const FILLS_MAX = 1_000;
const LINKED_MAX = 100;

interface Deps extends Pick<FlowDeps, "sql" | "transactions"> {
  readonly sightOf: (actor: Actor) => Promise<Sight>;
}

/** Orders and fills as people read them. What somebody may not see is not there for them. */
export function makeOrderReadFlows({
  sql,
  transactions,
  sightOf,
}: Deps): Pick<TradingFlows, "listOrders" | "listFills" | "readOrder"> {
  const reads = makeOrderReads(sql);
  /** Accounts that are asked for and may be seen; null is every one. */
  const accountsFor = async (actor: Actor, accountId: string | null): Promise<readonly string[] | null> => {
    const sight = await sightOf(actor);
    if (sight.all) return accountId === null ? null : [accountId];
    return accountId === null ? sight.accountIds : sight.accountIds.filter((each) => each === accountId);
  };
  return {
    async listOrders(actor, { accountId, ...query }) {
      return ok(await reads.listOrders({ ...query, accountIds: await accountsFor(actor, accountId) }));
    },
    async listFills(actor, { accountId, ...query }) {
      return ok(await reads.listFills({ ...query, accountIds: await accountsFor(actor, accountId) }));
    },
    async readOrder(actor, orderId) {
      const [sight, detail] = await Promise.all([sightOf(actor), detailOf(transactions, orderId)]);
      if (detail === null || !(sight.all || sight.accountIds.includes(detail.order.accountId)))
        return err(noOrder(orderId));
      return ok(detail);
    },
  };
}

/**
 * An order with all that belongs to it, as of one moment. Streams tell from it what happened since they looked last: an order
 * from before a fill beside the fill itself would be told as half filled, and nothing more would come.
 */
function detailOf(transactions: Deps["transactions"], orderId: string): Promise<OrderDetail | null> {
  return transactions.run(async (tx) => {
    const reads = makeOrderReads(tx);
    const [, order] = await Promise.all([
      tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`,
      reads.find(orderId),
    ]);
    if (order === null) return null;
    const [events, fills, linked] = await Promise.all([
      reads.eventsOf(orderId, EVENTS_MAX),
      reads.fillsOf(orderId, FILLS_MAX),
      reads.linkedTo(order, LINKED_MAX),
    ]);
    return { order, events, fills, linked };
  });
}

export const noOrder = (orderId: string): AppError => ({
  kind: "order.not_found",
  path: "orderId",
  facts: { orderId },
});
