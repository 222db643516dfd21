import { z } from "zod";
import { type AccountId, EpochMs, exact, SIDES, type SqlPort } from "@/modules/_kernel";

/** More than any rate allows: who is past this is past every limit. */
const RECENT_MAX = 20_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const orderRows = z.array(
  z.object({
    order_id: z.string(),
    symbol: z.string(),
    side: z.enum(SIDES),
    qty: z.string(),
    limit_price: z.string().nullable(),
    created_at: z.date(),
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
    .map(({ symbol, side, qty, limit_price: limit, created_at: at }) => ({
      symbol,
      side,
      qty: exact(qty),
      limitPrice: limit === null ? null : exact(limit),
      atMs: EpochMs.of(at.getTime()),
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

const eventRows = z.array(
  z.object({
    orderId: z.string(),
    version: z.number(),
    accountId: z.string(),
    symbol: z.string(),
    side: z.enum(SIDES),
    type: z.string(),
    at: when,
    recordedAt: z.date(),
    event: z.record(z.string(), z.unknown()),
  }),
);

/**
 * What happened to orders since it was recorded at a moment, by our clock, oldest first. A transaction that began earlier may still
 * add one that is recorded before the newest of these: who must miss none looks back a little, and knows them by order and version.
 *
 * An order that never left is canceled by the wish alone: that wish is told as `canceled`.
 *
 * @param asked.accountIds - Of these accounts; null: of all.
 */
export async function readEventsSince(
  sql: SqlPort,
  {
    accountIds,
    types,
    since,
    limit,
  }: {
    readonly accountIds: readonly string[] | null;
    readonly types: readonly string[];
    readonly since: Date;
    readonly limit: number;
  },
): Promise<z.output<typeof eventRows>> {
  const all = accountIds === null;
  return eventRows.parse(
    await sql.$queryRaw`
      SELECT * FROM (
        SELECT e.order_id AS "orderId", e.version, o.account_id AS "accountId", o.symbol, o.side, e.at,
          e.recorded_at AS "recordedAt", e.event,
          CASE WHEN e.type = 'cancel_requested' AND o.status = 'canceled' AND o.version = e.version THEN 'canceled' ELSE e.type END AS type
        FROM order_event e JOIN trade_order o USING (order_id)
        WHERE e.recorded_at > ${since} AND (${all} OR o.account_id = ANY (${[...(accountIds ?? [])]}::text[]))
      ) AS happened
      WHERE type = ANY (${[...types]}::text[])
      ORDER BY "recordedAt", "orderId", version LIMIT ${limit}`,
  );
}
