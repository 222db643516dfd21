import { z } from "zod";
import { type AccountId, type Exact, OrderId, parseExact, SIDES, type SqlPort, ZERO } from "@/modules/_kernel";
import { pendingReplace } from "../domain/order/order";
import type { WorkingOrder } from "../domain/submit/reservation";
import { makeOrderStore } from "./order-store";

/** Orders of an account that are open at once: above what the submit lets through. */
const OPEN_MAX = 5_000;

const amount = z.string().transform((text) => parseExact(text) ?? ZERO);
const rows = z.array(
  z.object({
    order_id: z.custom<OrderId>(OrderId.is, "an order id"),
    symbol: z.string(),
    side: z.enum(SIDES),
    status: z.string(),
    leaves: amount,
    filled_qty: amount,
    limit_price: amount.nullable(),
    stop_price: amount.nullable(),
    reduce_only: z.boolean(),
  }),
);

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
    const leaves = larger(row.leaves, asked === null ? null : asked.qty.minus(row.filled_qty)) ?? row.leaves;
    if (!leaves.isPositive()) continue;
    working.push({
      orderId: row.order_id,
      symbol: row.symbol,
      side: row.side,
      leaves,
      price: larger(row.limit_price ?? row.stop_price, asked === null ? null : (asked.limitPrice ?? asked.stopPrice)),
      stop: farther(row.side, row.stop_price, asked?.stopPrice ?? null),
      isCapped: row.side === "buy" && row.limit_price !== null,
      reduceOnly: row.reduce_only,
      isUnknown: row.status === "unknown",
    });
  }
  return working;
}

async function askedTerms(tx: SqlPort, orderId: OrderId) {
  const never = { run: () => Promise.reject(new Error("reads only")) };
  const stored = await makeOrderStore({ sql: tx, transactions: never }).load(orderId);
  return stored === null ? null : (pendingReplace(stored.order)?.terms ?? null);
}
