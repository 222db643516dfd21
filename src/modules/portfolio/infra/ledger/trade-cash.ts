import { z } from "zod";
import { type AccountId, exact, type SqlPort, toDecimalText } from "@/modules/_kernel";

const CURRENCIES_MAX = 200;
/** What was booked so that an account agrees with its venue is called so. */
export const RECONCILED_REF = "reconcile.";

const rows = z.array(z.object({ currency: z.string(), amount: z.string() }));

/**
 * What trades changed of an account's cash, by currency: the other side of what is held, was gained and was charged. Charges that
 * people booked by themselves are left out, those that a reconciliation booked are not. Reads balances, not history.
 */
export async function readTradeCash(sql: SqlPort, accountId: AccountId): Promise<Readonly<Record<string, string>>> {
  const found = rows.parse(
    await sql.$queryRaw`
      WITH manual AS (
        SELECT b.batch_id FROM ledger_batch b
        WHERE b.account_id = ${accountId} AND b.kind = 'fee' AND NOT starts_with(b.external_ref, ${RECONCILED_REF})
      ), apart AS (
        SELECT p.currency, p.amount FROM ledger_posting p
        WHERE p.chart = 'fees' AND p.batch_id IN (
          SELECT batch_id FROM manual UNION ALL
          SELECT r.batch_id FROM ledger_batch r JOIN manual m ON r.reverses = m.batch_id)
      )
      SELECT currency, sum(amount)::text AS amount FROM (
        SELECT currency, -amount AS amount FROM ledger_balance
        WHERE account_id = ${accountId} AND chart IN ('securities', 'realized', 'fees')
        UNION ALL SELECT currency, amount FROM apart
      ) changed GROUP BY currency ORDER BY currency LIMIT ${CURRENCIES_MAX}`,
  );
  return Object.fromEntries(found.map(({ currency, amount }) => [currency, toDecimalText(exact(amount))]));
}
