import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { orderLogs, projectFills, projectOrder } from "./order-rows";
import { insertFills, insertOrders } from "./order-store";

/** Orders whose events are held in memory at once. */
const ORDERS_PER_PAGE = 500;
/** Ids of rows that were different, for whoever looks. */
const EXAMPLES_MAX = 20;

/** One projection: what it was, what its events make of it, and where the two disagreed. */
export interface Rebuilt {
  readonly projection: string;
  readonly rows: number;
  /** Rows that were missing, too many or different before. 0: it was equal. */
  readonly differences: number;
  /** Some of them. */
  readonly examples: readonly string[];
}

/**
 * Drops the projections of orders and makes them anew from intents and events, in the caller's transaction; nobody else writes
 * an order meanwhile. Answers how the new ones compare with what was there.
 */
export async function rebuildOrders(tx: SqlPort): Promise<readonly Rebuilt[]> {
  // A writer needs both tables: it waits here with its events uncommitted, and then finds the row it knows.
  await tx.$executeRaw`LOCK TABLE trade_order, execution_fill IN EXCLUSIVE MODE`;
  await tx.$executeRaw`CREATE TEMPORARY TABLE was_order ON COMMIT DROP AS SELECT * FROM trade_order`;
  await tx.$executeRaw`CREATE TEMPORARY TABLE was_fill ON COMMIT DROP AS SELECT * FROM execution_fill`;
  await tx.$executeRaw`DELETE FROM execution_fill`;
  await tx.$executeRaw`DELETE FROM trade_order`;
  const counts = { orders: 0, fills: 0 };
  const taken: string[] = [];
  let after = "";
  for (;;) {
    const page = await readPage(tx, after);
    for (const { stored } of page) {
      const { accountId, order } = stored;
      const fills = projectFills(accountId, order.intent, order.fills.entries());
      if (!(await insertFills(tx, fills))) taken.push(order.intent.orderId);
      counts.fills += fills.length;
    }
    await insertOrders(
      tx,
      page.map(({ stored }) => projectOrder(stored)),
    );
    counts.orders += page.length;
    after = page.at(-1)?.stored.order.intent.orderId ?? after;
    if (page.length < ORDERS_PER_PAGE) break;
  }
  const orders = idRows.parse(
    await tx.$queryRaw`
      SELECT DISTINCT order_id AS id FROM (
        (SELECT * FROM was_order EXCEPT SELECT * FROM trade_order)
        UNION ALL (SELECT * FROM trade_order EXCEPT SELECT * FROM was_order)
      ) d ORDER BY 1 LIMIT 100000`,
  );
  const fills = idRows.parse(
    await tx.$queryRaw`
      SELECT DISTINCT account_id || ' ' || exec_id AS id FROM (
        (SELECT * FROM was_fill EXCEPT SELECT * FROM execution_fill)
        UNION ALL (SELECT * FROM execution_fill EXCEPT SELECT * FROM was_fill)
      ) d ORDER BY 1 LIMIT 100000`,
  );
  return [
    { projection: "trade_order", rows: counts.orders, differences: orders.length, examples: examplesOf(orders) },
    {
      projection: "execution_fill",
      rows: counts.fills,
      differences: fills.length + taken.length,
      examples: examplesOf([...fills, ...taken]),
    },
  ];
}

const idRows = z.array(z.object({ id: z.string() })).transform((rows) => rows.map(({ id }) => id));
const examplesOf = (ids: readonly string[]) => ids.slice(0, EXAMPLES_MAX);

async function readPage(tx: SqlPort, after: string) {
  const rows = await tx.$queryRaw`
    SELECT i.account_id, i.created_at, i.intent,
      (SELECT jsonb_agg(e.event ORDER BY e.version) FROM order_event e WHERE e.order_id = i.order_id) AS events
    FROM order_intent i WHERE i.order_id > ${after} ORDER BY i.order_id LIMIT ${ORDERS_PER_PAGE}`;
  return orderLogs.parse(rows);
}
