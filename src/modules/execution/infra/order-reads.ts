import { z } from "zod";
import {
  AccountId,
  EpochMs,
  exact,
  invariant,
  ORD_TYPES,
  OrderId,
  parseExact,
  quotient,
  SIDES,
  type SqlPort,
  TIMES_IN_FORCE,
  toDecimalText,
} from "@/modules/_kernel";
import { ORDER_STATES } from "../domain/order/order";
import type { FillSummary, OrderEventRecord, OrderReads, OrderSummary } from "../ports/order-reads";

/** Rows of one page. */
const PAGE_MAX = 500;
const IDS_MAX = 1_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const orderId = z.custom<OrderId>(OrderId.is, "an order id");
const accountId = z.custom<AccountId>(AccountId.is, "an account id");
/** `numeric` keeps the zeros it was given: 10.50 is shown as 10.5. */
const amount = z.string().transform((text) => {
  const value = parseExact(text);
  invariant(value !== null, `a stored amount is decimal text, was "${text}"`);
  return toDecimalText(value);
});

const orderRows = z.array(
  z
    .object({
      order_id: orderId,
      account_id: accountId,
      symbol: z.string(),
      side: z.enum(SIDES),
      ord_type: z.enum(ORD_TYPES),
      time_in_force: z.enum(TIMES_IN_FORCE),
      currency: z.string(),
      parent_id: orderId.nullable(),
      oco_group_id: orderId.nullable(),
      status: z.enum(ORDER_STATES),
      qty: amount,
      limit_price: amount.nullable(),
      stop_price: amount.nullable(),
      filled_qty: amount,
      filled_notional: amount,
      venue_order_id: z.string().nullable(),
      quarantined: z.number(),
      reason: z.string().nullable(),
      created_at: when,
      sent_at: when.nullable(),
      closed_at: when.nullable(),
      trail_amount: z.string().nullable(),
      trail_percent: z.string().nullable(),
      expire_at: z.string().nullable(),
      reduce_only: z.boolean(),
      post_only: z.boolean(),
    })
    .transform(
      (row): OrderSummary => ({
        orderId: row.order_id,
        accountId: row.account_id,
        symbol: row.symbol,
        side: row.side,
        ordType: row.ord_type,
        timeInForce: row.time_in_force,
        currency: row.currency,
        qty: row.qty,
        filledQty: row.filled_qty,
        averagePrice:
          row.filled_qty === "0" ? null : toDecimalText(quotient(exact(row.filled_notional), exact(row.filled_qty))),
        limitPrice: row.limit_price,
        stopPrice: row.stop_price,
        trailAmount: row.trail_amount,
        trailPercent: row.trail_percent,
        expireAt: row.expire_at === null ? null : EpochMs.of(Number(row.expire_at)),
        reduceOnly: row.reduce_only,
        postOnly: row.post_only,
        status: row.status,
        reason: row.reason,
        parentId: row.parent_id,
        ocoGroupId: row.oco_group_id,
        venueOrderId: row.venue_order_id,
        quarantined: row.quarantined,
        createdAt: row.created_at,
        sentAt: row.sent_at,
        closedAt: row.closed_at,
      }),
    ),
);

const idRows = z.array(z.object({ order_id: orderId }));

const fillRows = z.array(
  z
    .object({
      exec_id: z.string(),
      order_id: orderId,
      account_id: accountId,
      symbol: z.string(),
      side: z.enum(SIDES),
      qty: amount,
      price: amount,
      currency: z.string(),
      fees: z.array(z.object({ amount: z.string(), currency: z.string() })),
      at: when,
    })
    .transform(
      ({ exec_id, order_id, account_id, ...row }): FillSummary => ({
        execId: exec_id,
        orderId: order_id,
        accountId: account_id,
        ...row,
      }),
    ),
);

const eventRows = z.array(
  z
    .object({
      version: z.number(),
      type: z.string(),
      at: when,
      recorded_at: when,
      event: z.record(z.string(), z.unknown()),
    })
    .transform(({ recorded_at, event: { type: _type, at: _at, ...facts }, ...row }): OrderEventRecord => {
      return { ...row, recordedAt: recorded_at, facts };
    }),
);

/** `<milliseconds>_<id>` of the last row of a page; what is none begins at the newest. */
const CURSOR_PATTERN = /^(\d{1,15})_(.{1,200})$/;
const NEWEST = { at: new Date("9999-12-31T00:00:00Z"), id: "" };

function readCursor(cursor: string | null) {
  const [, at, id] = CURSOR_PATTERN.exec(cursor ?? "") ?? [];
  return at === undefined || id === undefined ? NEWEST : { at: new Date(Number(at)), id };
}

function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string) {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** Orders of people's pages, on PostgreSQL. */
export function makeOrderReads(sql: SqlPort): OrderReads {
  const findMany: OrderReads["findMany"] = async (orderIds) =>
    orderRows.parse(
      await sql.$queryRaw`
        SELECT o.order_id, o.account_id, o.symbol, o.side, o.ord_type, o.time_in_force, o.currency, o.parent_id,
          o.oco_group_id, o.status, o.qty::text, o.limit_price::text, o.stop_price::text, o.filled_qty::text,
          o.filled_notional::text, o.venue_order_id, o.quarantined, o.reason, o.created_at, o.sent_at, o.closed_at,
          i.intent->>'trailAmount' AS trail_amount, i.intent->>'trailPercent' AS trail_percent,
          i.intent->>'expireAt' AS expire_at, (i.intent->>'reduceOnly')::boolean AS reduce_only,
          (i.intent->>'postOnly')::boolean AS post_only
        FROM trade_order o JOIN order_intent i USING (order_id)
        WHERE o.order_id = ANY (${orderIds}::text[]) ORDER BY o.created_at, o.order_id LIMIT ${IDS_MAX}`,
    );
  return {
    findMany,
    find: async (id) => (await findMany([id]))[0] ?? null,
    listOrders: (query) => listOrders(sql, query, findMany),
    listFills: (query) => listFills(sql, query),
    async eventsOf(id, limit) {
      return eventRows.parse(
        await sql.$queryRaw`
          SELECT version, type, at, recorded_at, event FROM order_event
          WHERE order_id = ${id} ORDER BY version LIMIT ${limit}`,
      );
    },
    async fillsOf(id, limit) {
      return fillRows.parse(
        await sql.$queryRaw`
          SELECT exec_id, order_id, account_id, symbol, side, qty::text, price::text, currency, fees, at
          FROM execution_fill WHERE order_id = ${id} ORDER BY version LIMIT ${limit}`,
      );
    },
    async linkedTo({ orderId: id, parentId, ocoGroupId }, limit) {
      const rows = idRows.parse(
        await sql.$queryRaw`
          SELECT order_id FROM trade_order
          WHERE (parent_id = ${id} OR order_id = ${parentId} OR oco_group_id = ${ocoGroupId}) AND order_id <> ${id}
          ORDER BY created_at, order_id LIMIT ${limit}`,
      );
      return rows.length === 0 ? [] : findMany(rows.map((row) => row.order_id));
    },
  };
}

const accountRows = z.array(z.object({ account_id: z.string() }));
/** More accounts than an installation has. */
const ACCOUNTS_MAX = 10_000;

/** The accounts that are asked for, else every one with orders, from one to the next by the index. */
async function namedOrAll(sql: SqlPort, accountIds: readonly string[] | null): Promise<readonly string[]> {
  if (accountIds !== null) return [...accountIds];
  const rows = accountRows.parse(
    await sql.$queryRaw`
      WITH RECURSIVE every AS (
        SELECT min(account_id) AS account_id FROM trade_order
        UNION ALL
        SELECT (SELECT min(account_id) FROM trade_order WHERE account_id > every.account_id) FROM every
        WHERE every.account_id IS NOT NULL
      )
      SELECT account_id FROM every WHERE account_id IS NOT NULL LIMIT ${ACCOUNTS_MAX}`,
  );
  return rows.map(({ account_id }) => account_id);
}

/**
 * The page's ids by the index, then their rows: every column stands in one statement. Each account by itself is read as far as a page
 * goes, newest first: a page takes as long however long the history is.
 */
async function listOrders(
  sql: SqlPort,
  { accountIds, symbol, state, cursor, limit }: Parameters<OrderReads["listOrders"]>[0],
  findMany: OrderReads["findMany"],
) {
  const before = readCursor(cursor);
  const most = Math.min(limit, PAGE_MAX);
  const isOpen = state === "all" ? null : state === "open";
  const ids = idRows.parse(
    await sql.$queryRaw`
          SELECT o.order_id FROM unnest(${await namedOrAll(sql, accountIds)}::text[]) AS asked (account_id)
          CROSS JOIN LATERAL (
            SELECT order_id, created_at FROM trade_order
            WHERE account_id = asked.account_id AND (${symbol}::text IS NULL OR symbol = ${symbol})
              AND (${isOpen}::boolean IS NULL OR (closed_at IS NULL) = ${isOpen}::boolean)
              AND (created_at, order_id) < (${before.at}, ${before.id})
            ORDER BY created_at DESC, order_id DESC LIMIT ${most + 1}
          ) o
          ORDER BY o.created_at DESC, o.order_id DESC LIMIT ${most + 1}`,
  );
  const rows = ids.length === 0 ? [] : await findMany(ids.map((row) => row.order_id));
  return pageOf(rows.toReversed(), most, (row) => `${row.createdAt}_${row.orderId}`);
}

async function listFills(sql: SqlPort, { accountIds, symbol, cursor, limit }: Parameters<OrderReads["listFills"]>[0]) {
  const before = readCursor(cursor);
  const most = Math.min(limit, PAGE_MAX);
  const rows = fillRows.parse(
    await sql.$queryRaw`
          SELECT f.* FROM unnest(${await namedOrAll(sql, accountIds)}::text[]) AS asked (account_id)
          CROSS JOIN LATERAL (
            SELECT exec_id, order_id, account_id, symbol, side, qty::text, price::text, currency, fees, at
            FROM execution_fill
            WHERE account_id = asked.account_id AND (${symbol}::text IS NULL OR symbol = ${symbol})
              AND (at, exec_id) < (${before.at}, ${before.id})
            ORDER BY at DESC, exec_id DESC LIMIT ${most + 1}
          ) f
          ORDER BY f.at DESC, f.exec_id DESC LIMIT ${most + 1}`,
  );
  return pageOf(rows, most, (row) => `${row.at}_${row.execId}`);
}
