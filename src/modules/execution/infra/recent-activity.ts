import { z } from "zod";
import { type AccountId, EpochMs, parseExact, SIDES, type SqlPort, ZERO } from "@/modules/_kernel";

/** More than any rate allows: who is past this is past every limit. */
const RECENT_MAX = 20_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const amount = z.string().transform((text) => parseExact(text) ?? ZERO);
const orderRows = z.array(
  z.object({
    order_id: z.string(),
    symbol: z.string(),
    side: z.enum(SIDES),
    qty: amount,
    limit_price: amount.nullable(),
    created_at: when,
  }),
);
const cancelRows = z.array(z.object({ at: when }));

/**
 * Orders that were asked for since a moment, newest first: of a bracket the parent alone, as one was asked for. `without` are
 * orders that are looked at anew.
 */
export async function readRecentOrders(
  sql: SqlPort,
  {
    accountId,
    sinceMs,
    without,
  }: { readonly accountId: AccountId; readonly sinceMs: number; readonly without: ReadonlySet<string> },
) {
  const rows = orderRows.parse(
    await sql.$queryRaw`
      SELECT o.order_id, o.symbol, o.side, i.intent ->> 'qty' AS qty, i.intent ->> 'limitPrice' AS limit_price, o.created_at
      FROM trade_order o JOIN order_intent i USING (order_id)
      WHERE o.account_id = ${accountId} AND o.created_at > ${new Date(sinceMs)} AND o.parent_id IS NULL
      ORDER BY o.created_at DESC, o.order_id DESC LIMIT ${RECENT_MAX}`,
  );
  return rows
    .filter(({ order_id: orderId }) => !without.has(orderId))
    .map(({ symbol, side, qty, limit_price: limitPrice, created_at: atMs }) => ({
      symbol,
      side,
      qty,
      limitPrice,
      atMs,
    }));
}

/** When people and programs asked for a cancel since a moment; what a bracket's other half cancels is asked by nobody. */
export async function readRecentCancels(
  sql: SqlPort,
  { accountId, sinceMs }: { readonly accountId: AccountId; readonly sinceMs: number },
): Promise<readonly EpochMs[]> {
  const rows = cancelRows.parse(
    await sql.$queryRaw`
      SELECT e.at FROM order_event e JOIN order_intent i USING (order_id)
      WHERE e.type = 'cancel_requested' AND e.at > ${new Date(sinceMs)} AND i.account_id = ${accountId}
        AND e.event ->> 'reason' IS DISTINCT FROM 'linked_order'
      ORDER BY e.at DESC LIMIT ${RECENT_MAX}`,
  );
  return rows.map(({ at }) => at);
}
