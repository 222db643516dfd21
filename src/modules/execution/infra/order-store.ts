import type { CopyPort, SqlPort, Transactions } from "@/modules/_kernel";
import { fillChanges } from "../domain/order/fill-changes";
import { draftOrder } from "../domain/order/order";
import type { Appended, NewOrder, OrderStore, StoredOrder } from "../ports/order-store";
import { applyAll, eventRows, orderRows, projectFills, projectOrder } from "./order-rows";

/** Orders of an account that are read at once. */
const OPEN_MAX = 5_000;
/** Children of one order and others of its group. */
const LINKED_MAX = 100;

/** Thrown inside of a transaction so that nothing of it stays, and caught where it began. */
class NotAppended extends Error {
  override readonly name = "NotAppended";
  readonly answer: Exclude<Appended, "appended">;
  constructor(answer: Exclude<Appended, "appended">) {
    super(answer);
    this.answer = answer;
  }
}

/** What happens to an order, for whoever writes more in the same transaction: the books, the news. */
export interface OrderChange {
  readonly before: StoredOrder;
  readonly after: StoredOrder;
}

export interface OrderStoreDeps {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
  /** Called before anything of a change is written, in its transaction: takes the locks that {@link after} needs. */
  readonly before?: (tx: SqlPort, change: OrderChange) => Promise<void>;
  /** Called once the change is written, in its transaction: what it does commits with it. */
  readonly after?: (tx: SqlPort, change: OrderChange) => Promise<void>;
}

/** Orders on PostgreSQL. Each call is one transaction. */
export function makeOrderStore({ sql, transactions, before: lock, after: follow }: OrderStoreDeps): OrderStore {
  return {
    create: (fresh, events) => transactions.run((tx) => createOrder(tx, fresh, events)),
    async load(orderId) {
      const rows = await sql.$queryRaw`
        SELECT i.account_id, i.created_at, i.intent,
          (SELECT jsonb_agg(e.event ORDER BY e.version) FROM order_event e WHERE e.order_id = i.order_id) AS events
        FROM order_intent i WHERE i.order_id = ${orderId} LIMIT 1`;
      return orderRows.parse(rows)[0] ?? null;
    },
    async append(before, events) {
      try {
        return await transactions.run(async (tx) => {
          const change = { before, after: { ...before, order: applyAll(before.order, events) } };
          await lock?.(tx, change);
          const answer = await appendEvents(tx, change, events);
          await follow?.(tx, change);
          return answer;
        });
      } catch (error) {
        if (error instanceof NotAppended) return error.answer;
        throw error;
      }
    },
    async listOpen(accountId, limit) {
      const rows = await sql.$queryRaw`
        SELECT i.account_id, i.created_at, i.intent,
          (SELECT jsonb_agg(e.event ORDER BY e.version) FROM order_event e WHERE e.order_id = i.order_id) AS events
        FROM trade_order o JOIN order_intent i USING (order_id)
        WHERE o.account_id = ${accountId} AND o.closed_at IS NULL
        ORDER BY o.created_at, o.order_id LIMIT ${Math.min(limit, OPEN_MAX)}`;
      return orderRows.parse(rows);
    },
    async listLinked({ intent: { orderId, ocoGroupId } }, limit) {
      const rows = await sql.$queryRaw`
        SELECT i.account_id, i.created_at, i.intent,
          (SELECT jsonb_agg(e.event ORDER BY e.version) FROM order_event e WHERE e.order_id = i.order_id) AS events
        FROM trade_order o JOIN order_intent i USING (order_id)
        WHERE (o.parent_id = ${orderId} OR o.oco_group_id = ${ocoGroupId}) AND o.order_id <> ${orderId}
        ORDER BY o.order_id LIMIT ${Math.min(limit, LINKED_MAX)}`;
      return orderRows.parse(rows);
    },
  };
}

/** Orders of a transaction that somebody else began: `stale` and `fill_taken` say that it has to be rolled back. */
export function ordersIn(tx: SqlPort & CopyPort): OrderStore {
  return makeOrderStore({ sql: tx, transactions: { run: (work) => work(tx) } });
}

/** An intent, its first events and how it stands by them: one statement, in the caller's transaction. */
async function createOrder(tx: SqlPort, fresh: NewOrder, events: Parameters<OrderStore["create"]>[1]) {
  const { accountId, intent, createdAt } = fresh;
  const draft = draftOrder(intent);
  const stored: StoredOrder = { accountId, createdAt, order: applyAll(draft, events) };
  const rows = JSON.stringify(eventRows(intent.orderId, draft.version, events));
  const inserted = await tx.$executeRaw`
    WITH made AS (
      INSERT INTO order_intent (order_id, account_id, intent, created_at)
      VALUES (${intent.orderId}, ${accountId}, ${JSON.stringify(intent)}::jsonb, ${new Date(createdAt)})
      ON CONFLICT (order_id) DO NOTHING RETURNING order_id
    ), told AS (
      INSERT INTO order_event (order_id, version, type, at, event)
      SELECT r.order_id, r.version, r.type, r.at, r.event
      FROM made, jsonb_to_recordset(${rows}::jsonb) r(order_id text, version int, type text, at timestamptz, event jsonb)
    )
    INSERT INTO trade_order
    SELECT r.* FROM made, jsonb_populate_record(NULL::trade_order, ${JSON.stringify(projectOrder(stored))}::jsonb) r`;
  return inserted === 0 ? ("exists" as const) : ("created" as const);
}

/** Orders before fills, as the rebuild locks them. In the caller's transaction, which has to end when the answer is a {@link NotAppended}. */
async function appendEvents(
  tx: SqlPort & CopyPort,
  { before, after }: OrderChange,
  events: Parameters<OrderStore["append"]>[1],
): Promise<Appended> {
  const { accountId, order } = before;
  if (!(await insertEvents(tx, before, events))) throw new NotAppended("stale");
  const updated = await tx.$executeRaw`
    UPDATE trade_order o SET status = r.status, version = r.version, qty = r.qty, limit_price = r.limit_price,
      stop_price = r.stop_price, filled_qty = r.filled_qty, filled_notional = r.filled_notional,
      venue_order_id = r.venue_order_id, quarantined = r.quarantined, reason = r.reason, sent_at = r.sent_at,
      closed_at = r.closed_at
    FROM jsonb_populate_record(NULL::trade_order, ${JSON.stringify(projectOrder(after))}::jsonb) r
    WHERE o.order_id = r.order_id AND o.version = ${order.version}`;
  if (updated !== 1) throw new NotAppended("stale");
  const changes = fillChanges(order, after.order);
  await dropFills(
    tx,
    before,
    changes.flatMap(({ was }) => was?.execId ?? []),
  );
  const fills = projectFills(
    accountId,
    order.intent,
    changes.flatMap(({ now }) => now ?? []),
  );
  if (!(await insertFills(tx, fills))) throw new NotAppended("fill_taken");
  return "appended";
}

/** Those that were taken back, and those that are written anew as they are now. */
async function dropFills(tx: SqlPort, { accountId, order }: StoredOrder, execIds: readonly string[]): Promise<void> {
  if (execIds.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM execution_fill
    WHERE account_id = ${accountId} AND order_id = ${order.intent.orderId} AND exec_id = ANY (${[...execIds]}::text[])`;
}

/** False: somebody wrote one of these versions already. */
async function insertEvents(tx: SqlPort, before: StoredOrder, events: Parameters<OrderStore["append"]>[1]) {
  const { order } = before;
  const rows = JSON.stringify(eventRows(order.intent.orderId, order.version, events));
  const inserted = await tx.$executeRaw`
    INSERT INTO order_event (order_id, version, type, at, event)
    SELECT order_id, version, type, at, event
    FROM jsonb_to_recordset(${rows}::jsonb) r(order_id text, version int, type text, at timestamptz, event jsonb)
    ON CONFLICT (order_id, version) DO NOTHING`;
  return inserted === events.length;
}

/** False: one of the execution ids is another order's. */
export async function insertFills(tx: SqlPort, fills: readonly object[]): Promise<boolean> {
  if (fills.length === 0) return true;
  const inserted = await tx.$executeRaw`
    INSERT INTO execution_fill
    SELECT * FROM jsonb_populate_recordset(NULL::execution_fill, ${JSON.stringify(fills)}::jsonb)
    ON CONFLICT (account_id, exec_id) DO NOTHING`;
  return inserted === fills.length;
}

export async function insertOrders(tx: SqlPort, rows: readonly object[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO trade_order SELECT * FROM jsonb_populate_recordset(NULL::trade_order, ${JSON.stringify(rows)}::jsonb)`;
}
