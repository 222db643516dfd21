import { z } from "zod";
import { type AccountId, type Exact, exact, OrderId, SIDES, type SqlPort } from "@/modules/_kernel";
import { pendingReplace } from "../domain/order/order";
import type { WorkingOrder } from "../domain/submit/reservation";
import { makeOrderStore } from "./order-store";

/** Orders of an account that are open at once: above what the submit lets through. */
const OPEN_MAX = 5_000;

/** Read as text and made below: hundreds of them are read with each order. */
const lineRows = z.array(z.object({ lines: z.string().nullable() }));
const fields = z.tuple([
  z.custom<OrderId>(OrderId.is, "an order id"),
  z.string(),
  z.enum(SIDES),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.enum(["true", "false"]),
]);
const priceOf = (text: string): Exact | null => (text === "" ? null : exact(text));

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

interface OpenOrder {
  readonly status: string;
  readonly filledQty: Exact;
  readonly stop: Exact | null;
  readonly limit: Exact | null;
  readonly working: WorkingOrder;
}

/** Orders that are kept; above it all are made anew. */
const KEPT_MAX = 20_000;
const kept = new Map<string, OpenOrder>();

/** What a line says. The same line says the same: of hundreds of open orders hardly one is other than when it was last read. */
function openOrderOf(line: string): OpenOrder {
  const known = kept.get(line);
  if (known !== undefined) return known;
  // The line is a part of the text of all: what is kept of it must not keep the rest.
  const own = Buffer.from(line).toString();
  const [orderId, symbol, side, status, leaves, filled, limitPrice, stopPrice, reduces] = fields.parse(own.split("\t"));
  const [limit, stop] = [priceOf(limitPrice), priceOf(stopPrice)];
  const made = {
    status,
    filledQty: exact(filled),
    limit,
    stop,
    working: {
      orderId,
      symbol,
      side,
      stop,
      leaves: exact(leaves),
      price: limit ?? stop,
      isCapped: side === "buy" && limit !== null,
      reduceOnly: reduces === "true",
      isUnknown: status === "unknown",
    },
  };
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(own, made);
  return made;
}

/** Open orders of an account with what of them may still fill, from how they stand in this very transaction. */
export async function readWorkingOrders(tx: SqlPort, accountId: AccountId): Promise<readonly WorkingOrder[]> {
  const found = lineRows.parse(
    await tx.$queryRaw`
      SELECT string_agg(concat_ws(E'\t', order_id, symbol, side, status, leaves, filled_qty, coalesce(limit_price::text, ''),
        coalesce(stop_price::text, ''), reduce_only::text), E'\n' ORDER BY created_at, order_id) AS lines
      FROM (
        SELECT o.*, o.qty - o.filled_qty AS leaves, (i.intent->>'reduceOnly')::boolean AS reduce_only
        FROM trade_order o JOIN order_intent i USING (order_id)
        WHERE o.account_id = ${accountId} AND o.closed_at IS NULL ORDER BY o.created_at, o.order_id LIMIT ${OPEN_MAX}
      ) AS open LIMIT 1`,
  );
  const lines = found[0]?.lines ?? "";
  if (lines === "") return [];
  const working: WorkingOrder[] = [];
  for (const line of lines.split("\n")) {
    const open = openOrderOf(line);
    const order = REPLACING.has(open.status) ? await atWorst(tx, open) : open.working;
    if (order.leaves.isPositive()) working.push(order);
  }
  return working;
}

/** An order whose terms may be the old ones or the new. */
async function atWorst(tx: SqlPort, { working, filledQty, limit, stop }: OpenOrder): Promise<WorkingOrder> {
  const asked = await askedTerms(tx, working.orderId);
  if (asked === null) return working;
  return {
    ...working,
    leaves: larger(working.leaves, asked.qty.minus(filledQty)) ?? working.leaves,
    price: larger(limit ?? stop, asked.limitPrice ?? asked.stopPrice),
    stop: farther(working.side, stop, asked.stopPrice),
  };
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
