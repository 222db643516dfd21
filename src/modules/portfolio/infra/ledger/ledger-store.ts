import { z } from "zod";
import { type AccountId, EpochMs, type Exact, invariant, type SqlPort } from "@/modules/_kernel";
import { isBookEntry, sameEntry } from "../../domain/ledger/entry";
import { postingsOf, reversalOf, settlementOf } from "../../domain/ledger/postings";
import { settlesOn } from "../../domain/ledger/settles-on";
import type { AccountFacts, AccountNames, Booking, BookOutcome, LedgerStore, StoredBatch } from "../../ports/ledger";
import { CURRENCIES_MAX, POSITIONS_MAX, readState } from "./account-state";
import { lockAccount } from "./account-store";
import { insertBatch, nameBatch } from "./batches";
import { withEntry, withoutEntry, writeBook } from "./books";
import { accountIdColumn, amount } from "./rows";

/** Sums of cash that are settled at once; what is left is settled next time. */
const DUE_PER_CALL_MAX = 1_000;

/** The ledger on PostgreSQL, in the caller's transaction. */
export function makeLedgerStore(): LedgerStore {
  return { lockAccount, applyFill, readState, readNames, book, reverse, settle, listDue };
}

async function applyFill(tx: SqlPort, fill: Parameters<LedgerStore["applyFill"]>[1]): Promise<BookOutcome["outcome"]> {
  const { accountId, execId, orderId, calendar, at, ...trade } = fill;
  const account = await lockAccount(tx, accountId);
  invariant(account !== null, `a fill is of an account that exists, ${execId} of ${accountId}`);
  const booking: Booking = {
    entry: { ...trade, kind: "fill" },
    externalRef: execId,
    at,
    calendar,
    orderId,
    note: null,
    by: null,
  };
  return (await book(tx, account, booking)).outcome;
}

/** One text of hundreds is cut faster than a list is read. */
const textLines = z.string().transform((text) => (text === "" ? [] : text.split("\n")));
const namesRows = z.array(z.object({ symbols: textLines, currencies: textLines }));

async function readNames(sql: SqlPort, accountId: AccountId): Promise<AccountNames> {
  const rows = await sql.$queryRaw`
    SELECT
      array_to_string(ARRAY (SELECT DISTINCT symbol FROM ledger_position WHERE account_id = ${accountId} AND qty <> 0
        LIMIT ${POSITIONS_MAX}), E'\n') AS symbols,
      array_to_string(ARRAY (SELECT DISTINCT currency FROM ledger_balance WHERE account_id = ${accountId}
        AND chart IN ('cash', 'cash_unsettled') LIMIT ${CURRENCIES_MAX}), E'\n') AS currencies
    LIMIT 1`;
  return namesRows.parse(rows)[0] ?? { symbols: [], currencies: [] };
}

async function book(tx: SqlPort, account: AccountFacts, booking: Booking): Promise<BookOutcome> {
  const { entry, externalRef, at, calendar } = booking;
  const { accountId } = account;
  const { batchId, known } = await nameBatch(tx, { accountId, kind: entry.kind, externalRef });
  if (known !== null) {
    const same = known.entry !== null && sameEntry(known.entry, entry);
    return { outcome: same ? "known" : "conflicting", batchId: known.batchId };
  }
  const isTrade = entry.kind === "fill" || entry.kind === "adoption";
  const date = isTrade ? settlesOn({ atMs: at, calendar, days: account.settleDays }) : null;
  const facts = {
    batchId,
    accountId,
    kind: entry.kind,
    externalRef,
    symbol: "symbol" in entry ? entry.symbol : null,
    currency: "symbol" in entry ? entry.currency : null,
    orderId: booking.orderId,
    entry,
    effectiveAt: at,
    settlesOn: date,
    reverses: null,
    note: booking.note,
    by: booking.by,
  } as const;
  if (!isBookEntry(entry)) {
    await insertBatch(tx, facts, postingsOf(entry, { book: null, settles: false }));
    return { outcome: "posted", batchId };
  }
  const key = { accountId, symbol: entry.symbol, currency: entry.currency };
  const changed = await withEntry(tx, account.lotMethod, key, { batchId, at, ref: externalRef, entry });
  await insertBatch(tx, facts, postingsOf(entry, { book: changed.change, settles: date !== null }));
  await writeBook(tx, key, changed);
  return { outcome: "posted", batchId };
}

async function reverse(
  tx: SqlPort,
  account: AccountFacts,
  batch: StoredBatch,
  { reason, by }: Parameters<LedgerStore["reverse"]>[3],
): ReturnType<LedgerStore["reverse"]> {
  const { entry, kind } = batch;
  invariant(batch.accountId === account.accountId, "a batch is reversed in its own account");
  if (entry === null) return { outcome: "not_reversible", kind };
  const { accountId } = account;
  const { batchId, known } = await nameBatch(tx, { accountId, kind: "reversal", externalRef: batch.batchId });
  if (known !== null) return { outcome: "reversed_already", batchId: known.batchId };
  const facts = {
    batchId,
    accountId,
    kind: "reversal",
    externalRef: batch.batchId,
    symbol: batch.symbol,
    currency: "symbol" in entry ? entry.currency : null,
    orderId: batch.orderId,
    entry: null,
    // It never happened: also what was counted between then and now is without it.
    effectiveAt: batch.effectiveAt,
    // Cash that was settled meanwhile is owed on that very date, and settled with what is due.
    settlesOn: batch.settlesOn,
    reverses: batch.batchId,
    note: reason,
    by,
  } as const;
  if (!isBookEntry(entry)) {
    await insertBatch(tx, facts, reversalOf(batch.postings, { book: null, split: false }));
    return { outcome: "posted", batchId };
  }
  const key = { accountId, symbol: entry.symbol, currency: entry.currency };
  const changed = await withoutEntry(tx, account.lotMethod, key, batch.batchId);
  const lines = reversalOf(batch.postings, { book: changed.change, split: kind === "split" });
  await insertBatch(tx, facts, lines);
  await writeBook(tx, key, changed);
  return { outcome: "posted", batchId };
}

const dueRows = z.array(z.object({ settles_on: z.string(), currency: z.string(), amount }));

async function settle(tx: SqlPort, account: AccountFacts, today: string): Promise<number> {
  const { accountId } = account;
  const due = dueRows.parse(
    await tx.$queryRaw`
      SELECT settles_on::text, currency, amount::text FROM ledger_due
      WHERE account_id = ${accountId} AND settles_on <= ${today}::date AND amount <> 0
      ORDER BY settles_on, currency LIMIT ${DUE_PER_CALL_MAX}`,
  );
  const byDate = new Map<string, { readonly currency: string; readonly amount: Exact }[]>();
  for (const { settles_on, ...sum } of due) byDate.set(settles_on, [...(byDate.get(settles_on) ?? []), sum]);
  for (const [date, sums] of byDate) {
    const { batchId } = await nameBatch(tx, { accountId, kind: "settlement", externalRef: "" });
    const facts = {
      batchId,
      accountId,
      kind: "settlement",
      externalRef: `${date} ${batchId}`,
      symbol: null,
      currency: null,
      orderId: null,
      entry: null,
      effectiveAt: EpochMs.of(Date.parse(`${date}T00:00:00Z`)),
      settlesOn: date,
      reverses: null,
      note: null,
      by: null,
    } as const;
    await insertBatch(tx, facts, settlementOf(sums));
  }
  return byDate.size;
}

async function listDue(sql: SqlPort, today: string, limit: number): Promise<readonly AccountId[]> {
  const rows = z.array(z.object({ account_id: accountIdColumn })).parse(
    await sql.$queryRaw`
      SELECT DISTINCT account_id FROM ledger_due WHERE settles_on <= ${today}::date AND amount <> 0
      ORDER BY account_id LIMIT ${Math.min(limit, DUE_PER_CALL_MAX)}`,
  );
  return rows.map(({ account_id }) => account_id);
}
