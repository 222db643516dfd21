import { z } from "zod";
import type { AccountId, Exact, SqlPort } from "@/modules/_kernel";
import { CHART, type Chart } from "../../domain/ledger/chart";
import { amount, when } from "./rows";

/** Balances of one account: each account of the chart in each of its currencies. */
const BALANCES_MAX = 10_000;
/** Lots that are listed at once. */
const LOTS_LISTED_MAX = 1_000;
/** Days and instruments of one account's history. */
const CHANGES_MAX = 200_000;

export interface Balance {
  readonly chart: Chart;
  readonly currency: string;
  /** A debit is above 0. */
  readonly amount: Exact;
}

export interface HeldLot {
  readonly openedAt: number;
  /** Below 0 when short. */
  readonly qty: Exact;
  readonly cost: Exact;
  readonly batchId: string;
}

/** What one day (UTC) changed, of one account of the chart. */
export interface DayChange {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly chart: Chart;
  readonly symbol: string | null;
  readonly currency: string;
  readonly amount: Exact;
  readonly qty: Exact | null;
}

export async function readBalances(sql: SqlPort, accountId: AccountId): Promise<readonly Balance[]> {
  return z.array(z.object({ chart: z.enum(CHART), currency: z.string(), amount })).parse(
    await sql.$queryRaw`
      SELECT chart, currency, amount::text FROM ledger_balance WHERE account_id = ${accountId}
      ORDER BY chart, currency LIMIT ${BALANCES_MAX}`,
  );
}

/** Open lots of an instrument, oldest first. */
export async function listLots(sql: SqlPort, accountId: AccountId, symbol: string): Promise<readonly HeldLot[]> {
  const rows = z
    .array(z.object({ opened_at: when, qty: amount, cost: amount, lot_id: z.string(), short: z.boolean() }))
    .parse(
      await sql.$queryRaw`
        SELECT l.opened_at, l.qty::text, l.cost::text, l.lot_id, p.qty < 0 AS short
        FROM ledger_lot l JOIN ledger_position p USING (account_id, symbol, currency)
        WHERE l.account_id = ${accountId} AND l.symbol = ${symbol}
        ORDER BY l.opened_at, l.sequence LIMIT ${LOTS_LISTED_MAX}`,
    );
  return rows.map(({ opened_at, qty, cost, lot_id, short }) => ({
    openedAt: opened_at,
    qty: short ? qty.neg() : qty,
    cost: short ? cost.neg() : cost,
    // What a fee in units opened is named after its batch too.
    batchId: lot_id.split("-")[0] ?? lot_id,
  }));
}

/** What each day from `from` (`YYYY-MM-DD`; null: the first) changed of cash, units and what was put in, oldest first. */
export async function listDayChanges(
  sql: SqlPort,
  accountId: AccountId,
  from: string | null,
): Promise<readonly DayChange[]> {
  return z
    .array(
      z.object({
        day: z.string(),
        chart: z.enum(CHART),
        symbol: z.string().nullable(),
        currency: z.string(),
        amount,
        qty: amount.nullable(),
      }),
    )
    .parse(
      await sql.$queryRaw`
        SELECT (b.effective_at AT TIME ZONE 'UTC')::date::text AS day, p.chart, p.symbol, p.currency, sum(p.amount)::text AS amount,
          sum(p.qty)::text AS qty
        FROM ledger_batch b JOIN ledger_posting p USING (batch_id)
        WHERE b.account_id = ${accountId} AND p.chart IN ('cash', 'cash_unsettled', 'securities', 'capital')
          AND (${from}::date IS NULL OR b.effective_at >= ${from}::date::timestamp AT TIME ZONE 'UTC')
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT ${CHANGES_MAX}`,
    );
}
