import { z } from "zod";
import { type AccountId, EpochMs, OrderId, type SqlPort, type Transactions } from "@/modules/_kernel";
import type { StrayWord, VenueInbox } from "../ports/venue-inbox";
import { venueWord } from "./venue-words";

const cursorRows = z.array(z.object({ cursor: z.string().transform(Number) }));
const strayRows = z.array(
  z
    .object({
      order_id: z.custom<OrderId>(OrderId.is, "an order id"),
      event: venueWord,
      kept_at: z.date().transform((date) => EpochMs.of(date.getTime())),
    })
    .transform(({ order_id, event, kept_at }): StrayWord => ({ orderId: order_id, event, keptAt: kept_at })),
);

/**
 * How far accounts have heard their venues, on PostgreSQL. For who works an account under its lease: nobody else moves its cursor
 * meanwhile, so that it is read once.
 */
export function makeVenueInbox({
  sql,
  transactions,
}: {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
}): VenueInbox {
  const known = new Map<AccountId, number>();
  return {
    async cursor(accountId) {
      const before = known.get(accountId);
      if (before !== undefined) return before;
      const rows = await sql.$queryRaw`SELECT cursor::text FROM venue_cursor WHERE account_id = ${accountId} LIMIT 1`;
      const cursor = cursorRows.parse(rows)[0]?.cursor ?? 0;
      known.set(accountId, cursor);
      return cursor;
    },
    async moveCursor(accountId, cursor) {
      // Should it fail nobody knows how far it is: what is there is the truth.
      known.delete(accountId);
      await transactions.run(async (tx) => {
        await tx.$executeRaw`
          INSERT INTO venue_cursor (account_id, cursor) VALUES (${accountId}, ${cursor})
          ON CONFLICT (account_id) DO UPDATE SET cursor = greatest(venue_cursor.cursor, excluded.cursor)`;
      });
      known.set(accountId, cursor);
    },
    keepStray: (accountId, { orderId, event }) =>
      transactions.run(async (tx) => {
        const text = JSON.stringify(event);
        await tx.$executeRaw`
          INSERT INTO venue_stray (account_id, order_id, word, event)
          VALUES (${accountId}, ${orderId}, md5(${text}::jsonb::text), ${text}::jsonb) ON CONFLICT DO NOTHING`;
      }),
  };
}

/** What was kept of strays, newest first, at most `limit`: of orders that somebody adopted since they are none any more. */
export async function listStrays(sql: SqlPort, accountId: string, limit: number): Promise<readonly StrayWord[]> {
  return strayRows.parse(
    await sql.$queryRaw`
      SELECT order_id, event, kept_at FROM venue_stray s WHERE account_id = ${accountId}
        AND NOT EXISTS (SELECT FROM order_intent i WHERE i.order_id = s.order_id AND i.account_id = s.account_id)
      ORDER BY kept_at DESC, order_id, word LIMIT ${limit}`,
  );
}

/** What was kept of one order, oldest first, at most `limit`. */
export async function listStraysOf(
  sql: SqlPort,
  accountId: string,
  orderId: string,
  limit: number,
): Promise<readonly StrayWord[]> {
  return strayRows.parse(
    await sql.$queryRaw`
      SELECT order_id, event, kept_at FROM venue_stray WHERE account_id = ${accountId} AND order_id = ${orderId}
      ORDER BY kept_at, word LIMIT ${limit}`,
  );
}
