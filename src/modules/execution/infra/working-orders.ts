import { z } from "zod";
import { type AccountId, type Exact, exact, OrderId, SIDES, type SqlPort } from "@/modules/_kernel";
import { pendingReplace } from "../domain/order/order";
import type { WorkingOrder } from "../domain/submit/reservation";
import { makeOrderStore } from "./order-store";

/** Orders of an account that are open at once: above what the submit lets through. */
const OPEN_MAX = 5_000;

/** Checked as text and read below: hundreds of them are read with each order. */
const rows = z.array(
  z.object({
    order_id: z.custom<OrderId>(OrderId.is, "an order id"),
    symbol: z.string(),
    side: z.enum(SIDES),
    status: z.string(),
    leaves: z.string(),
    filled_qty: z.string(),
    limit_price: z.string().nullable(),
    stop_price: z.string().nullable(),
    reduce_only: z.boolean(),
  }),
);
const priceOf = (text: string | null): Exact | null => (text === null ? null : exact(text));

/** While a replace is under way nobody knows which terms hold: the order counts with the larger of both. */
const REPLACING: ReadonlySet<string> = new Set(["pending_replace", "pending_cancel"]);
function larger(a: Exact | null, b: Exact | null): Exact | null {
  if (a === null || b === null) return a ?? b;
  return b.gt(a) ? b : a;
}

/** Of two places of a stop the one that loses more. */
function farther(side: "buy" | "sell", a: Exact | null, b: Exact | null): Exact | null {
  if (a === null || b === null) return a ?? b;
  return side === "buy" ? larger(a, b) : a.lt(b) ? a : b;
}

/** Open orders of an account with what of them may still fill, from how they stand in this very transaction. */
export async function readWorkingOrders(tx: SqlPort, accountId: AccountId): Promise<readonly WorkingOrder[]> {
  const found = rows.parse(
    await tx.$queryRaw`
      SELECT o.order_id, o.symbol, o.side, o.status, (o.qty - o.filled_qty)::text AS leaves, o.filled_qty::text,
        o.limit_price::text, o.stop_price::text, (i.intent->>'reduceOnly')::boolean AS reduce_only
      FROM trade_order o JOIN order_intent i USING (order_id)
      WHERE o.account_id = ${accountId} AND o.closed_at IS NULL ORDER BY o.created_at, o.order_id LIMIT ${OPEN_MAX}`,
  );
  const working: WorkingOrder[] = [];
  for (const row of found) {
    const asked = REPLACING.has(row.status) ? await askedTerms(tx, row.order_id) : null;
    const open = exact(row.leaves);
    const leaves = larger(open, asked === null ? null : asked.qty.minus(exact(row.filled_qty))) ?? open;
    if (!leaves.isPositive()) continue;
    const [limit, stop] = [priceOf(row.limit_price), priceOf(row.stop_price)];
    working.push({
      orderId: row.order_id,
      symbol: row.symbol,
      side: row.side,
      leaves,
      price: larger(limit ?? stop, asked === null ? null : (asked.limitPrice ?? asked.stopPrice)),
      stop: farther(row.side, stop, asked?.stopPrice ?? null),
      isCapped: row.side === "buy" && limit !== null,
      reduceOnly: row.reduce_only,
      isUnknown: row.status === "unknown",
    });
  }
  return working;
}

const symbolRows = z.array(z.object({ symbols: z.array(z.string()) }));

/** Symbols of those orders, in no order. */
export async function readWorkingSymbols(sql: SqlPort, accountId: AccountId): Promise<readonly string[]> {
  const found = await sql.$queryRaw`
    SELECT coalesce(array_agg(DISTINCT symbol), '{}') AS symbols FROM trade_order
    WHERE account_id = ${accountId} AND closed_at IS NULL LIMIT 1`;
  return symbolRows.parse(found)[0]?.symbols ?? [];
}

async function askedTerms(tx: SqlPort, orderId: OrderId) {
  const never = { run: () => Promise.reject(new Error("reads only")) };
  const stored = await makeOrderStore({ sql: tx, transactions: never }).load(orderId);
  return stored === null ? null : (pendingReplace(stored.order)?.terms ?? null);
}
