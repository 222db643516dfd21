import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";

/** Accounts that are asked of at once. */
const ACCOUNTS_MAX = 1_000;

const headRows = z.array(z.object({ account_id: z.string(), head: z.string() }));

/**
 * A text for each account that there is, which differs as soon as anything is booked on it, taken back, or it is archived. Every
 * fill is booked by the transaction that writes it, so that this tells of fills too.
 */
export async function readBookHeads(sql: SqlPort, accountIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.$queryRaw`
    SELECT a.account_id, concat_ws(' ', newest.batch_id, extract(epoch FROM a.archived_at)) AS head
    FROM portfolio_account a
    LEFT JOIN LATERAL (
      SELECT batch_id FROM ledger_batch b WHERE b.account_id = a.account_id ORDER BY batch_id DESC LIMIT 1
    ) newest ON true
    WHERE a.account_id = ANY(${[...accountIds]}) LIMIT ${ACCOUNTS_MAX}`;
  return new Map(headRows.parse(rows).map(({ account_id, head }) => [account_id, head]));
}
