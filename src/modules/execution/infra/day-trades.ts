import { z } from "zod";
import type { AccountId, SqlPort } from "@/modules/_kernel";

/** More instruments than anybody trades in a week. */
const SYMBOLS_MAX = 2_000;

const rows = z.array(z.object({ symbol: z.string(), count: z.number() }));

/**
 * Day trades of an account by instrument, by the days of New York: of each day as many as orders filled on the side that has fewer.
 * That is never too few: whoever bought and sold an instrument on one day traded it within the day, whatever was held before.
 */
export async function readDayTrades(
  sql: SqlPort,
  { accountId, sinceMs }: { readonly accountId: AccountId; readonly sinceMs: number },
): Promise<readonly { readonly symbol: string; readonly count: number }[]> {
  return rows.parse(
    await sql.$queryRaw`
      SELECT symbol, sum(least(bought, sold))::int AS count FROM (
        SELECT symbol, count(DISTINCT order_id) FILTER (WHERE side = 'buy') AS bought,
          count(DISTINCT order_id) FILTER (WHERE side = 'sell') AS sold
        FROM execution_fill WHERE account_id = ${accountId} AND at > ${new Date(sinceMs)}
        GROUP BY symbol, (at AT TIME ZONE 'America/New_York')::date
      ) AS days
      GROUP BY symbol HAVING sum(least(bought, sold)) > 0 ORDER BY symbol LIMIT ${SYMBOLS_MAX}`,
  );
}
