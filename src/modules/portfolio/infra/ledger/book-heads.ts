import { z } from "zod";
import { type AccountId, type Exact, parseExact, type SqlPort, ZERO } from "@/modules/_kernel";

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

/** What is held of some instruments on an account. */
export interface HeldOf {
  readonly accountId: string;
  readonly symbols: readonly string[];
}

/** No symbol has it. */
const BETWEEN = "\n";

/**
 * A text for each that is asked for, in that order, which differs as soon as what the account has of one of these instruments
 * is written anew, or it is archived: by each fill, trade, split and what takes one back, never by money alone. Null: there is no such
 * account.
 */
export async function readHeldStamps(sql: SqlPort, asked: readonly HeldOf[]): Promise<readonly (string | null)[]> {
  const rows = await sql.$queryRaw`
    SELECT asked.no::int AS no, concat_ws(' ', held.stamp, extract(epoch FROM a.archived_at)) AS stamp
    FROM unnest(${asked.map(({ accountId }) => accountId)}::text[], ${asked.map(({ symbols }) => symbols.join(BETWEEN))}::text[])
      WITH ORDINALITY AS asked (account_id, symbols, no)
    JOIN portfolio_account a USING (account_id)
    CROSS JOIN LATERAL (
      SELECT concat_ws(' ', count(*), sum(hashtextextended(concat_ws(' ', symbol, currency, xmin, ctid), 0))) AS stamp
      FROM ledger_position p
      WHERE p.account_id = asked.account_id AND p.symbol = ANY (string_to_array(asked.symbols, ${BETWEEN}))
    ) held
    LIMIT ${ACCOUNTS_MAX}`;
  const stamps = new Map(stampRows.parse(rows).map(({ no, stamp }) => [no, stamp]));
  return asked.map((_, place) => stamps.get(place + 1) ?? null);
}
const stampRows = z.array(z.object({ no: z.int(), stamp: z.string() }));

/** Currencies that money comes in at a time: more than there are. */
const CURRENCIES_MAX = 500;
const sinceRows = z.array(
  z.object({
    earlier: z.boolean(),
    currency: z.string().nullable(),
    amount: z.string().transform((text) => parseExact(text) ?? ZERO),
  }),
);

/** What was booked on an account after a batch. */
export interface BookedSince {
  /** Something of it happened before the moment that was asked for: days that are over are not what they were. */
  readonly isEarlier: boolean;
  /** Money that came in from outside, above 0, or went out. */
  readonly flows: readonly { readonly currency: string; readonly amount: Exact }[];
}

/**
 * What was booked on an account after its batch `batchId` (`"0"`: all). Every booking holds the account's lock from before it takes its
 * number, so that a later one never has a lower number.
 */
export async function readBookedSince(
  sql: SqlPort,
  accountId: AccountId,
  { batchId, dayMs }: { readonly batchId: string; readonly dayMs: number },
): Promise<BookedSince> {
  const rows = await sql.$queryRaw`
    SELECT bool_or(b.effective_at < to_timestamp(${dayMs}::double precision / 1000)) AS earlier, p.currency,
      coalesce(-sum(p.amount), 0)::text AS amount
    FROM ledger_batch b LEFT JOIN ledger_posting p ON p.batch_id = b.batch_id AND p.chart = 'capital'
    WHERE b.account_id = ${accountId} AND b.batch_id > ${batchId}::bigint
    GROUP BY p.currency LIMIT ${CURRENCIES_MAX}`;
  const found = sinceRows.parse(rows);
  return {
    isEarlier: found.some(({ earlier }) => earlier),
    flows: found.flatMap(({ currency, amount }) => (currency === null ? [] : [{ currency, amount }])),
  };
}

const batchRows = z.array(z.object({ newest: z.string() }));

/** The newest batch of an account; `"0"`: it has none. */
export async function readNewestBatch(sql: SqlPort, accountId: AccountId): Promise<string> {
  const rows = await sql.$queryRaw`
    SELECT b.batch_id::text AS newest FROM ledger_batch b WHERE b.account_id = ${accountId} ORDER BY b.batch_id DESC LIMIT 1`;
  return batchRows.parse(rows)[0]?.newest ?? "0";
}
