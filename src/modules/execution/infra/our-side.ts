import { z } from "zod";
import { type AccountId, EpochMs, OrderId, SIDES, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { parsed } from "../domain/order/order";
import type { OurSide } from "../domain/reconcile/compare-sides";
import type { Side } from "../domain/reconcile/difference";
import { listAdopted } from "./reconcile-items";

/** Above what an account may have open. */
const ORDERS_MAX = 5_000;

const orderId = z.custom<OrderId>(OrderId.is, "an order id");
const orderRows = z.array(
  z.object({
    order_id: orderId,
    symbol: z.string(),
    side: z.enum(SIDES),
    status: z.string(),
    qty: z.string(),
    filled_qty: z.string(),
    has_left: z.boolean(),
  }),
);
const fillRows = z.array(
  z
    .object({
      exec_id: z.string(),
      order_id: orderId,
      symbol: z.string(),
      side: z.enum(SIDES),
      qty: z.string(),
      price: z.string(),
      currency: z.string(),
      fees: z.array(z.object({ amount: z.string(), currency: z.string() })),
      at: z.date().transform((date) => EpochMs.of(date.getTime())),
    })
    .transform(({ exec_id, order_id, ...row }) => ({ ...row, execId: exec_id, orderId: order_id })),
);
const keyRows = z.array(z.object({ key: z.string() }));

/** States whose outcome is open by itself: the worker asks after them already. */
const UNSETTLED: ReadonlySet<string> = new Set(["approved", "sending", "unknown", "pending_cancel", "pending_replace"]);

/** Orders and fills of an account as we have them, with what of the venue's lists is known here. */
export async function readOurOrders(
  sql: SqlPort,
  accountId: AccountId,
  theirs: Side,
  fillsMax: number,
): Promise<Omit<OurSide, "positions" | "cash">> {
  const orders = orderRows.parse(
    await sql.$queryRaw`
      SELECT order_id, symbol, side, status, qty::text, filled_qty::text, sent_at IS NOT NULL AS has_left FROM trade_order
      WHERE account_id = ${accountId} AND closed_at IS NULL ORDER BY created_at, order_id LIMIT ${ORDERS_MAX}`,
  );
  const fills = fillRows.parse(
    await sql.$queryRaw`
      SELECT exec_id, order_id, symbol, side, qty::text, price::text, currency, fees, at FROM execution_fill
      WHERE account_id = ${accountId} ORDER BY at DESC, exec_id DESC LIMIT ${fillsMax}`,
  );
  const execIds = theirs.fills.map(({ execId }) => execId);
  const asked = [...new Set([...theirs.fills, ...theirs.orders].map((each) => each.orderId))];
  const booked = keyRows.parse(
    await sql.$queryRaw`
      SELECT exec_id AS key FROM execution_fill WHERE account_id = ${accountId} AND exec_id = ANY (${execIds}::text[])
      LIMIT ${execIds.length}`,
  );
  const known = keyRows.parse(
    await sql.$queryRaw`
      SELECT order_id AS key FROM trade_order WHERE account_id = ${accountId} AND order_id = ANY (${asked}::text[])
      LIMIT ${asked.length}`,
  );
  const adopted = await listAdopted(sql, accountId, [...execIds, ...fills.map(({ execId }) => execId)]);
  const done = new Set(adopted);
  return {
    orders: orders
      .filter(({ has_left }) => has_left)
      .map(({ order_id, symbol, side, qty, filled_qty }) => ({
        orderId: order_id,
        symbol,
        side,
        qty: toDecimalText(parsed(qty)),
        filledQty: toDecimalText(parsed(filled_qty)),
      })),
    // A fill that was busted here is not missed there.
    fills: fills.filter(({ execId }) => !done.has(execId)),
    allFills: fills.length < fillsMax,
    unsettled: new Set(orders.flatMap(({ order_id, status }) => (UNSETTLED.has(status) ? [order_id] : []))),
    booked: new Set([...booked.map(({ key }) => key), ...done]),
    known: new Set(known.map(({ key }) => key)),
  };
}

const quarantinedRows = z.array(z.object({ order_id: z.string(), symbol: z.string(), quarantined: z.number() }));

/** Orders with words that cannot be; at most `limit`. */
export async function listQuarantined(sql: SqlPort, accountId: AccountId, limit: number) {
  const rows = quarantinedRows.parse(
    await sql.$queryRaw`
      SELECT order_id, symbol, quarantined FROM trade_order WHERE account_id = ${accountId} AND quarantined > 0
      ORDER BY order_id LIMIT ${limit}`,
  );
  return rows.map(({ order_id, ...row }) => ({ ...row, orderId: order_id }));
}
