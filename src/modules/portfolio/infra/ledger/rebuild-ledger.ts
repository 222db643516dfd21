import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { LOT_METHODS } from "../../domain/lots/lot";
import { NOTHING_BEFORE, replay, writeBook } from "./books";
import { accountIdColumn } from "./rows";

/** Books whose keys are held in memory at once. */
const BOOKS_PER_PAGE = 500;
/** Names of rows that were different, for whoever looks. */
const EXAMPLES_MAX = 20;
/** Differences that are counted; more is as bad. */
const DIFFERENCES_MAX = 100_000;

/** One projection: what its batches make of it, and where it was something else before. */
export interface RebuiltLedger {
  readonly projection: string;
  readonly rows: number;
  /** Rows that were missing, too many or different before. 0: it was equal. */
  readonly differences: number;
  /** Some of them. */
  readonly examples: readonly string[];
}

/** Waits for everybody who works on an account, and keeps them out until the transaction ends: to be called before other locks. */
export async function closeBooks(tx: SqlPort): Promise<void> {
  await tx.$executeRaw`LOCK TABLE portfolio_account IN EXCLUSIVE MODE`;
}

/**
 * Drops the projections of the ledger and makes them anew from its batches, in the caller's transaction, after
 * {@link closeBooks}. Answers how the new ones compare with what was there, and where an instrument's book is not what its postings say.
 */
export async function rebuildLedger(tx: SqlPort): Promise<readonly RebuiltLedger[]> {
  await tx.$executeRaw`CREATE TEMPORARY TABLE was_balance ON COMMIT DROP AS SELECT * FROM ledger_balance`;
  await tx.$executeRaw`CREATE TEMPORARY TABLE was_due ON COMMIT DROP AS SELECT * FROM ledger_due`;
  await tx.$executeRaw`CREATE TEMPORARY TABLE was_position ON COMMIT DROP AS SELECT * FROM ledger_position`;
  await tx.$executeRaw`CREATE TEMPORARY TABLE was_lot ON COMMIT DROP AS SELECT * FROM ledger_lot`;
  await tx.$executeRaw`DELETE FROM ledger_balance`;
  await tx.$executeRaw`DELETE FROM ledger_due`;
  await tx.$executeRaw`DELETE FROM ledger_position`;
  await tx.$executeRaw`DELETE FROM ledger_lot`;
  const balances = await tx.$executeRaw`
    INSERT INTO ledger_balance (account_id, chart, currency, amount)
    SELECT account_id, chart, currency, sum(amount) FROM ledger_posting GROUP BY 1, 2, 3`;
  const dues = await tx.$executeRaw`
    INSERT INTO ledger_due (account_id, settles_on, currency, amount)
    SELECT p.account_id, b.settles_on, p.currency, sum(p.amount) FROM ledger_posting p JOIN ledger_batch b USING (batch_id)
    WHERE p.chart = 'cash_unsettled' AND b.settles_on IS NOT NULL GROUP BY 1, 2, 3`;
  const books = await rebuildBooks(tx);
  return [
    told("ledger_balance", balances, await differentBalances(tx)),
    told("ledger_due", dues, await differentDues(tx)),
    told("ledger_position", books.positions, await differentPositions(tx)),
    told("ledger_lot", books.lots, await differentLots(tx)),
    told("postings of ledger_position", books.positions, await unlikePostings(tx)),
  ];
}

const told = (projection: string, rows: number, different: readonly string[]): RebuiltLedger => ({
  projection,
  rows,
  differences: different.length,
  examples: different.slice(0, EXAMPLES_MAX),
});

const keyRows = z.array(
  z.object({ account_id: accountIdColumn, symbol: z.string(), currency: z.string(), lot_method: z.enum(LOT_METHODS) }),
);

async function rebuildBooks(tx: SqlPort): Promise<{ readonly positions: number; readonly lots: number }> {
  const counts = { positions: 0, lots: 0 };
  let after = { account: "", symbol: "", currency: "" };
  for (;;) {
    const page = keyRows.parse(
      await tx.$queryRaw`
        SELECT DISTINCT b.account_id, b.symbol, b.currency, a.lot_method
        FROM ledger_batch b JOIN portfolio_account a USING (account_id)
        WHERE b.kind IN ('fill', 'adoption', 'split')
          AND (b.account_id, b.symbol, b.currency) > (${after.account}::text, ${after.symbol}::text, ${after.currency}::text)
        ORDER BY b.account_id, b.symbol, b.currency LIMIT ${BOOKS_PER_PAGE}`,
    );
    for (const { account_id: accountId, symbol, currency, lot_method: method } of page) {
      const key = { accountId, symbol, currency };
      const { book, last } = await replay(tx, method, key, { add: null, without: null });
      const totals = book.totals();
      const state = book.state();
      const change = { symbol, currency, before: NOTHING_BEFORE, after: totals };
      await writeBook(tx, key, { change, next: { state, totals, last }, lotsBefore: [] });
      if (last !== null) counts.positions += 1;
      counts.lots += state.tracker.lots.length;
    }
    const end = page.at(-1);
    if (end === undefined || page.length < BOOKS_PER_PAGE) return counts;
    after = { account: end.account_id, symbol: end.symbol, currency: end.currency };
  }
}

const idRows = z.array(z.object({ id: z.string() })).transform((rows) => rows.map(({ id }) => id));

async function differentBalances(tx: SqlPort) {
  return idRows.parse(
    await tx.$queryRaw`
      SELECT DISTINCT concat_ws(' ', account_id, chart, currency) AS id FROM (
        (SELECT * FROM was_balance EXCEPT SELECT * FROM ledger_balance)
        UNION ALL (SELECT * FROM ledger_balance EXCEPT SELECT * FROM was_balance)
      ) d ORDER BY 1 LIMIT ${DIFFERENCES_MAX}`,
  );
}

async function differentDues(tx: SqlPort) {
  return idRows.parse(
    await tx.$queryRaw`
      SELECT DISTINCT concat_ws(' ', account_id, settles_on, currency) AS id FROM (
        (SELECT * FROM was_due EXCEPT SELECT * FROM ledger_due)
        UNION ALL (SELECT * FROM ledger_due EXCEPT SELECT * FROM was_due)
      ) d ORDER BY 1 LIMIT ${DIFFERENCES_MAX}`,
  );
}

async function differentPositions(tx: SqlPort) {
  return idRows.parse(
    await tx.$queryRaw`
      SELECT DISTINCT concat_ws(' ', account_id, symbol, currency) AS id FROM (
        (SELECT * FROM was_position EXCEPT SELECT * FROM ledger_position)
        UNION ALL (SELECT * FROM ledger_position EXCEPT SELECT * FROM was_position)
      ) d ORDER BY 1 LIMIT ${DIFFERENCES_MAX}`,
  );
}

async function differentLots(tx: SqlPort) {
  return idRows.parse(
    await tx.$queryRaw`
      SELECT DISTINCT concat_ws(' ', account_id, symbol, currency, lot_id) AS id FROM (
        (SELECT * FROM was_lot EXCEPT SELECT * FROM ledger_lot)
        UNION ALL (SELECT * FROM ledger_lot EXCEPT SELECT * FROM was_lot)
      ) d ORDER BY 1 LIMIT ${DIFFERENCES_MAX}`,
  );
}

/** Books whose units, cost or gains are not what their postings sum to. */
async function unlikePostings(tx: SqlPort) {
  return idRows.parse(
    await tx.$queryRaw`
      SELECT concat_ws(' ', account_id, symbol, currency) AS id FROM (
        SELECT account_id, symbol, currency, coalesce(sum(qty), 0) AS qty,
          coalesce(sum(amount) FILTER (WHERE chart = 'securities'), 0) AS cost,
          coalesce(-sum(amount) FILTER (WHERE chart = 'realized'), 0) AS realized
        FROM ledger_posting WHERE chart IN ('securities', 'realized') GROUP BY 1, 2, 3
      ) s FULL JOIN ledger_position p USING (account_id, symbol, currency)
      WHERE coalesce(s.qty, 0) <> coalesce(p.qty, 0) OR coalesce(s.cost, 0) <> coalesce(p.cost, 0)
        OR coalesce(s.realized, 0) <> coalesce(p.realized, 0)
      ORDER BY 1 LIMIT ${DIFFERENCES_MAX}`,
  );
}
