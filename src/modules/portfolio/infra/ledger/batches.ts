import { z } from "zod";
import { AccountId, type SqlPort } from "@/modules/_kernel";
import { BATCH_KINDS, type BatchKind, CHART, type Posting } from "../../domain/ledger/chart";
import { entrySchema, type LedgerEntry } from "../../domain/ledger/entry";
import type { StoredBatch } from "../../ports/ledger";
import { accountIdColumn, amount, when } from "./rows";
import { RECONCILED_REF } from "./trade-cash";

/** Batches of one page. */
const BATCHES_PER_PAGE_MAX = 500;

export interface NewBatch {
  readonly batchId: string;
  readonly accountId: AccountId;
  readonly kind: BatchKind;
  readonly externalRef: string;
  readonly symbol: string | null;
  /** Of the symbol's prices. */
  readonly currency: string | null;
  readonly orderId: string | null;
  readonly entry: LedgerEntry | null;
  readonly effectiveAt: number;
  readonly settlesOn: string | null;
  readonly reverses: string | null;
  readonly note: string | null;
  readonly by: string | null;
}

/** A new batch's id, and the batch that has the name already. The caller holds the account. */
export async function nameBatch(
  tx: SqlPort,
  { accountId, kind, externalRef }: Pick<NewBatch, "accountId" | "kind" | "externalRef">,
): Promise<{
  readonly batchId: string;
  readonly known: { readonly batchId: string; readonly entry: LedgerEntry | null } | null;
}> {
  const [row] = namedRows.parse(
    await tx.$queryRaw`
      SELECT nextval(pg_get_serial_sequence('ledger_batch', 'batch_id'))::text AS batch_id,
        (SELECT jsonb_build_object('batchId', batch_id::text, 'entry', entry) FROM ledger_batch
          WHERE account_id = ${accountId} AND kind = ${kind} AND external_ref = ${externalRef} LIMIT 1) AS known`,
  );
  return { batchId: row.batch_id, known: row.known };
}

const namedRows = z.tuple([
  z.object({
    batch_id: z.string(),
    known: z.object({ batchId: z.string(), entry: entrySchema.nullable() }).nullable(),
  }),
]);

/** Writes a batch, its lines, and what they do to balances and to cash that is due. */
export async function insertBatch(tx: SqlPort, batch: NewBatch, postings: readonly Posting[]): Promise<void> {
  const lines = JSON.stringify(
    postings.map(({ chart, symbol, currency, amount: money, qty }, index) => ({
      line: index + 1,
      chart,
      symbol,
      currency,
      amount: money.toFixed(),
      qty: qty?.toFixed() ?? null,
    })),
  );
  const entry = batch.entry === null ? null : JSON.stringify(batch.entry);
  await tx.$executeRaw`
    WITH batch AS (
      INSERT INTO ledger_batch (batch_id, account_id, kind, external_ref, symbol, currency, order_id, entry, lines, effective_at,
        settles_on, reverses, note, recorded_by)
      VALUES (${batch.batchId}::bigint, ${batch.accountId}, ${batch.kind}, ${batch.externalRef}, ${batch.symbol}, ${batch.currency},
        ${batch.orderId}, ${entry}::jsonb, ${postings.length}, ${new Date(batch.effectiveAt)}, ${batch.settlesOn}::date,
        ${batch.reverses}::bigint, ${batch.note}, ${batch.by})
      RETURNING batch_id, account_id, settles_on
    ), line AS (
      SELECT * FROM jsonb_to_recordset(${lines}::jsonb)
        r(line smallint, chart text, symbol text, currency text, amount numeric, qty numeric)
    ), posted AS (
      INSERT INTO ledger_posting (batch_id, line, account_id, chart, symbol, currency, amount, qty)
      SELECT b.batch_id, l.line, b.account_id, l.chart, l.symbol, l.currency, l.amount, l.qty FROM batch b CROSS JOIN line l
    ), balanced AS (
      INSERT INTO ledger_balance AS s (account_id, chart, currency, amount)
      SELECT b.account_id, l.chart, l.currency, sum(l.amount) FROM batch b CROSS JOIN line l GROUP BY 1, 2, 3
      ON CONFLICT (account_id, chart, currency) DO UPDATE SET amount = s.amount + excluded.amount
    )
    INSERT INTO ledger_due AS s (account_id, settles_on, currency, amount)
    SELECT b.account_id, b.settles_on, l.currency, sum(l.amount) FROM batch b CROSS JOIN line l
    WHERE l.chart = 'cash_unsettled' AND b.settles_on IS NOT NULL GROUP BY 1, 2, 3
    ON CONFLICT (account_id, settles_on, currency) DO UPDATE SET amount = s.amount + excluded.amount`;
}

// ---- reading ------------------------------------------------------------------------------------------------------

const batchRows = z.array(
  z
    .object({
      batch_id: z.string(),
      account_id: accountIdColumn,
      kind: z.enum(BATCH_KINDS),
      external_ref: z.string(),
      symbol: z.string().nullable(),
      order_id: z.string().nullable(),
      entry: entrySchema.nullable(),
      effective_at: when,
      settles_on: z.string().nullable(),
      reverses: z.string().nullable(),
      reversed_by: z.string().nullable(),
      note: z.string().nullable(),
      recorded_by: z.string().nullable(),
      recorded_at: when,
      postings: z.array(
        z.object({
          line: z.number(),
          chart: z.enum(CHART),
          symbol: z.string().nullable(),
          currency: z.string(),
          amount,
          qty: amount.nullable(),
        }),
      ),
    })
    .transform(
      (row): StoredBatch => ({
        batchId: row.batch_id,
        accountId: row.account_id,
        kind: row.kind,
        externalRef: row.external_ref,
        symbol: row.symbol,
        orderId: row.order_id,
        entry: row.entry,
        effectiveAt: row.effective_at,
        settlesOn: row.settles_on,
        reverses: row.reverses,
        reversedBy: row.reversed_by,
        note: row.note,
        recordedBy: row.recorded_by,
        recordedAt: row.recorded_at,
        postings: row.postings,
      }),
    ),
);

/** Which batches a list shows; null is any. The newest first, those before `before`. */
export interface BatchFilter {
  readonly accountId: AccountId;
  /** Batches with a line in that account of the chart. */
  readonly chart: string | null;
  readonly symbol: string | null;
  readonly currency: string | null;
  readonly orderId: string | null;
  readonly kind: string | null;
  /** A batch id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Batches with their lines. A chart, symbol and currency are looked for in one and the same line. */
export async function listBatches(sql: SqlPort, filter: BatchFilter): Promise<readonly StoredBatch[]> {
  const { accountId, chart, symbol, currency, orderId, kind, before } = filter;
  return batchRows.parse(
    await sql.$queryRaw`
      SELECT b.batch_id::text, b.account_id, b.kind, b.external_ref, b.symbol, b.order_id, b.entry, b.effective_at,
        b.settles_on::text, b.reverses::text, r.batch_id::text AS reversed_by, b.note, b.recorded_by, b.recorded_at,
        (SELECT jsonb_agg(jsonb_build_object('line', p.line, 'chart', p.chart, 'symbol', p.symbol, 'currency', p.currency,
            'amount', p.amount::text, 'qty', p.qty::text) ORDER BY p.line) FROM ledger_posting p WHERE p.batch_id = b.batch_id) AS postings
      FROM ledger_batch b LEFT JOIN ledger_batch r ON r.reverses = b.batch_id
      WHERE b.account_id = ${accountId}
        AND (${before}::bigint IS NULL OR b.batch_id < ${before}::bigint)
        AND (${orderId}::text IS NULL OR b.order_id = ${orderId}::text)
        AND (${kind}::text IS NULL OR b.kind = ${kind}::text)
        AND ((${chart}::text IS NULL AND ${symbol}::text IS NULL AND ${currency}::text IS NULL)
          OR EXISTS (SELECT FROM ledger_posting p WHERE p.batch_id = b.batch_id
            AND (${chart}::text IS NULL OR p.chart = ${chart}::text)
            AND (${symbol}::text IS NULL OR p.symbol = ${symbol}::text)
            AND (${currency}::text IS NULL OR p.currency = ${currency}::text)))
      ORDER BY b.batch_id DESC LIMIT ${Math.min(filter.limit, BATCHES_PER_PAGE_MAX)}`,
  );
}

/** What a person booked under a key, of whatever kind; null: nothing. */
export async function findByKey(
  sql: SqlPort,
  accountId: AccountId,
  key: string,
): Promise<{ readonly batchId: string; readonly kind: BatchKind } | null> {
  const rows = z.array(z.object({ batch_id: z.string(), kind: z.enum(BATCH_KINDS) })).parse(
    await sql.$queryRaw`
      SELECT batch_id::text, kind FROM ledger_batch
      WHERE account_id = ${accountId} AND external_ref = ${key}
        AND kind IN ('deposit', 'withdrawal', 'dividend', 'interest', 'funding', 'fee', 'split', 'exchange', 'adoption')
      LIMIT 1`,
  );
  const [row] = rows;
  return row === undefined ? null : { batchId: row.batch_id, kind: row.kind };
}

/** The batch of a fill, by the venue's execution id; null: it is not booked. */
export async function findFillBatch(sql: SqlPort, accountId: AccountId, execId: string): Promise<StoredBatch | null> {
  return findNamed(sql, accountId, { kind: "fill", externalRef: execId });
}

/** The entry by which somebody adopted a fill; null: nobody did. */
export async function findAdoptedBatch(
  sql: SqlPort,
  accountId: AccountId,
  execId: string,
): Promise<StoredBatch | null> {
  return findNamed(sql, accountId, { kind: "adoption", externalRef: `${RECONCILED_REF}${execId}` });
}

async function findNamed(
  sql: SqlPort,
  accountId: AccountId,
  { kind, externalRef }: { readonly kind: BatchKind; readonly externalRef: string },
): Promise<StoredBatch | null> {
  const rows = z.array(z.object({ batch_id: z.string() })).parse(
    await sql.$queryRaw`
      SELECT batch_id::text FROM ledger_batch
      WHERE account_id = ${accountId} AND kind = ${kind} AND external_ref = ${externalRef} LIMIT 1`,
  );
  return rows[0] === undefined ? null : findBatch(sql, rows[0].batch_id);
}

/** One batch; null: there is none. */
export async function findBatch(sql: SqlPort, batchId: string): Promise<StoredBatch | null> {
  if (!/^\d{1,18}$/.test(batchId)) return null;
  const rows = z
    .array(z.object({ account_id: z.string() }))
    .parse(await sql.$queryRaw`SELECT account_id FROM ledger_batch WHERE batch_id = ${batchId}::bigint LIMIT 1`);
  const accountId = rows[0]?.account_id;
  if (accountId === undefined) return null;
  const none = { chart: null, symbol: null, currency: null, orderId: null, kind: null };
  const [found] = await listBatches(sql, {
    accountId: AccountId.of(accountId),
    ...none,
    before: String(BigInt(batchId) + 1n),
    limit: 1,
  });
  return found?.batchId === batchId ? found : null;
}

/** Batches that one question names. */
const ASKED_MAX = 50_000;

/** Of those batches the ones that were taken back. */
export async function listReversed(sql: SqlPort, batchIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (batchIds.length === 0) return new Set();
  const rows = z.array(z.object({ reverses: z.string() })).parse(
    await sql.$queryRaw`
      SELECT reverses::text FROM ledger_batch WHERE reverses = ANY (${[...batchIds]}::bigint[]) LIMIT ${ASKED_MAX}`,
  );
  return new Set(rows.map(({ reverses }) => reverses));
}
