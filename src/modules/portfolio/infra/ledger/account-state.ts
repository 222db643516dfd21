import { z } from "zod";
import { type AccountId, exact, type SqlPort } from "@/modules/_kernel";
import type { AccountState, CashState, PositionState } from "../../ports/ledger";
import { amount } from "./rows";

/** Currencies of one account. */
export const CURRENCIES_MAX = 1_000;
/** Instruments held in one account. */
export const POSITIONS_MAX = 10_000;
/** Accounts whose positions are kept; above it all are read anew. */
const KEPT_MAX = 500;

const cashRows = z.array(z.object({ currency: z.string(), settled: amount, unsettled: amount }));
/** Checked as text and read below: hundreds of them are read at once. */
const positionRow = z.object({
  symbol: z.string(),
  currency: z.string(),
  multiplier: z.string(),
  qty: z.string(),
  cost: z.string(),
  realized: z.string(),
});
const positionRows = z.array(positionRow);
/** Without a symbol: nothing changed, or nothing is held. */
const changedRows = z.array(z.looseObject({ stamp: z.string(), symbol: z.string().nullable() }));

/** Cash and positions of an account as its books stand now. */
export async function readState(sql: SqlPort, accountId: AccountId): Promise<AccountState> {
  const open = sql.$queryRaw`
    SELECT symbol, currency, multiplier::text, qty::text, cost::text, realized::text
    FROM ledger_position WHERE account_id = ${accountId} AND qty <> 0 ORDER BY symbol, currency LIMIT ${POSITIONS_MAX}`;
  const [cash, positions] = await Promise.all([readCash(sql, accountId), open]);
  return { cash, positions: positionRows.parse(positions).map(positionOf) };
}

/** Reads what accounts have, over and over. */
export interface KnownStates {
  /** As {@link readState}; in a transaction as that sees it. */
  read(sql: SqlPort, accountId: AccountId): Promise<AccountState>;
}

/**
 * States of the accounts of one database. Positions come again only when one of them changed, which each call asks; whoever checks an
 * order reads hundreds, of which at most one is other than at the order before.
 */
export function makeKnownStates(): KnownStates {
  const kept = new Map<AccountId, { readonly stamp: string; readonly positions: readonly PositionState[] }>();
  return {
    async read(sql, accountId) {
      const known = kept.get(accountId);
      // A row that is written again lies elsewhere, in the same transaction too.
      const changed = sql.$queryRaw`
        WITH now AS (
          SELECT concat_ws(' ', count(*), sum(hashtextextended(concat_ws(' ', symbol, currency, xmin, ctid), 0))) AS stamp
          FROM ledger_position WHERE account_id = ${accountId} AND qty <> 0
        )
        SELECT now.stamp, p.symbol, p.currency, p.multiplier::text, p.qty::text, p.cost::text, p.realized::text
        FROM now LEFT JOIN ledger_position p
          ON p.account_id = ${accountId} AND p.qty <> 0 AND now.stamp IS DISTINCT FROM ${known?.stamp ?? null}::text
        ORDER BY p.symbol, p.currency LIMIT ${POSITIONS_MAX}`;
      const [cash, answer] = await Promise.all([readCash(sql, accountId), changed]);
      const rows = changedRows.parse(answer);
      const stamp = rows[0]?.stamp ?? "";
      if (known?.stamp === stamp) return { cash, positions: known.positions };
      const held = rows.filter(({ symbol }) => symbol !== null);
      const positions = positionRows.parse(held).map(positionOf);
      if (kept.size >= KEPT_MAX) kept.clear();
      kept.set(accountId, { stamp, positions });
      return { cash, positions };
    },
  };
}

async function readCash(sql: SqlPort, accountId: AccountId): Promise<readonly CashState[]> {
  return cashRows.parse(
    await sql.$queryRaw`
      SELECT currency, coalesce(sum(amount) FILTER (WHERE chart = 'cash'), 0)::text AS settled,
        coalesce(sum(amount) FILTER (WHERE chart = 'cash_unsettled'), 0)::text AS unsettled
      FROM ledger_balance WHERE account_id = ${accountId} AND chart IN ('cash', 'cash_unsettled')
      GROUP BY currency ORDER BY currency LIMIT ${CURRENCIES_MAX}`,
  );
}

function positionOf({
  symbol,
  currency,
  multiplier,
  qty,
  cost,
  realized,
}: z.output<typeof positionRow>): PositionState {
  return {
    symbol,
    currency,
    multiplier: exact(multiplier),
    qty: exact(qty),
    cost: exact(cost),
    realized: exact(realized),
  };
}
