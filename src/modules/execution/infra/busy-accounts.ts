import { z } from "zod";
import { AccountId, type EpochMs, type SqlPort } from "@/modules/_kernel";

const busyRows = z.array(
  z.object({ account_id: z.custom<AccountId>(AccountId.is, "an account id"), waits: z.boolean() }),
);
const symbolRows = z.array(z.object({ symbol: z.string() }));

/** An account that is to be worked. */
export interface BusyAccount {
  readonly accountId: AccountId;
  /** Something waits for it now, should nobody have rung for it: what the rest of its orders need comes from their venue. */
  readonly isWaiting: boolean;
}

/**
 * Accounts with orders that are open, with words of their simulated venue that are not booked, that somebody wants compared with
 * their venue, or that were not since a moment; at most `limit`. A child waits for its parent, and an order at the venue for the
 * venue: neither makes its account wait.
 */
export async function listBusyAccounts(
  sql: SqlPort,
  limit: number,
  comparedBefore: EpochMs,
): Promise<readonly BusyAccount[]> {
  const rows = busyRows.parse(
    await sql.$queryRaw`
      SELECT account_id, bool_or(waits) AS waits FROM (
        SELECT account_id, bool_or(status <> 'working' AND (status <> 'approved' OR parent_id IS NULL)) AS waits
        FROM trade_order WHERE closed_at IS NULL GROUP BY account_id
        UNION ALL
        SELECT v.account_id, true FROM paper_venue v LEFT JOIN venue_cursor c USING (account_id)
        WHERE v.said > coalesce(c.cursor, 0)
        UNION ALL
        SELECT v.account_id, coalesce(r.asked_at > r.at, false) FROM paper_venue v LEFT JOIN reconcile_run r USING (account_id)
        WHERE coalesce(r.at, '-infinity') < ${new Date(comparedBefore)} OR r.asked_at > r.at
      ) busy GROUP BY account_id ORDER BY account_id LIMIT ${limit}`,
  );
  return rows.map(({ account_id, waits }) => ({ accountId: account_id, isWaiting: waits }));
}

/** Symbols that somebody has an order or a position in: their prices are wanted whoever looks; at most `limit`. */
export async function listTradedSymbols(sql: SqlPort, limit: number): Promise<readonly string[]> {
  const rows = symbolRows.parse(
    await sql.$queryRaw`
      SELECT symbol FROM (
        SELECT DISTINCT symbol FROM trade_order WHERE closed_at IS NULL
        UNION
        SELECT DISTINCT symbol FROM paper_position WHERE qty <> 0
      ) traded ORDER BY symbol LIMIT ${limit}`,
  );
  return rows.map(({ symbol }) => symbol);
}

/** Counted up to this: "more than that" says enough. */
const ORDERS_COUNTED_MAX = 1_001;

/** Orders that name a symbol, open or not: with them go fills and positions, which would lose what they are of. */
export async function countOrdersOf(sql: SqlPort, symbol: string): Promise<number> {
  const [row] = z.array(z.object({ orders: z.number() })).parse(
    await sql.$queryRaw`
      SELECT count(*)::int AS orders FROM (SELECT FROM trade_order WHERE symbol = ${symbol} LIMIT ${ORDERS_COUNTED_MAX}) o`,
  );
  return row?.orders ?? 0;
}
