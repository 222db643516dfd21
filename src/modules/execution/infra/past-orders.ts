import { z } from "zod";
import { type AccountId, EpochMs, type Exact, parseExact, SIDES, type SqlPort, ZERO } from "@/modules/_kernel";

/** An order as it was asked for, with what became of it: for whoever plays a past again. */
export interface OrderOfPast {
  readonly orderId: string;
  readonly symbol: string;
  readonly side: (typeof SIDES)[number];
  readonly qty: Exact;
  readonly limitPrice: Exact | null;
  /** Of the stop that belongs to it; null: none does. */
  readonly protectiveStop: Exact | null;
  readonly currency: string;
  readonly parentId: string | null;
  readonly reduceOnly: boolean;
  readonly createdAt: EpochMs;
  readonly closedAt: EpochMs | null;
}

interface Window {
  readonly accountId: AccountId;
  readonly fromMs: number;
  /** Not inside. */
  readonly toMs: number;
  readonly limit: number;
}

const amount = z.string().transform((text) => parseExact(text) ?? ZERO);
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const orderRows = z.array(
  z
    .object({
      order_id: z.string(),
      symbol: z.string(),
      side: z.enum(SIDES),
      qty: amount,
      limit_price: amount.nullable(),
      protective_stop: amount.nullable(),
      currency: z.string(),
      parent_id: z.string().nullable(),
      reduce_only: z.boolean(),
      created_at: when,
      closed_at: when.nullable(),
    })
    .transform(
      (row): OrderOfPast => ({
        orderId: row.order_id,
        symbol: row.symbol,
        side: row.side,
        qty: row.qty,
        limitPrice: row.limit_price,
        protectiveStop: row.protective_stop,
        currency: row.currency,
        parentId: row.parent_id,
        reduceOnly: row.reduce_only,
        createdAt: row.created_at,
        closedAt: row.closed_at,
      }),
    ),
);

/** Orders of an account as they were first asked for, oldest first, at most `limit`. */
export async function readPastOrders(
  sql: SqlPort,
  { accountId, fromMs, toMs, limit }: Window,
): Promise<readonly OrderOfPast[]> {
  return orderRows.parse(
    await sql.$queryRaw`
      SELECT o.order_id, o.symbol, o.side, i.intent ->> 'qty' AS qty, i.intent ->> 'limitPrice' AS limit_price, o.currency,
        (SELECT c.intent ->> 'stopPrice' FROM trade_order k JOIN order_intent c USING (order_id)
          WHERE k.parent_id = o.order_id AND c.intent ->> 'stopPrice' IS NOT NULL LIMIT 1) AS protective_stop,
        o.parent_id, (i.intent ->> 'reduceOnly')::boolean AS reduce_only, o.created_at, o.closed_at
      FROM trade_order o JOIN order_intent i USING (order_id)
      WHERE o.account_id = ${accountId} AND o.created_at >= ${new Date(fromMs)} AND o.created_at < ${new Date(toMs)}
      ORDER BY o.created_at, o.order_id LIMIT ${limit}`,
  );
}
