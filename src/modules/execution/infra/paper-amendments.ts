import { z } from "zod";
import { AccountId, EpochMs, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { parsed } from "../domain/order/order";
import type { Amended } from "../domain/venue/venue-orders";

/** A fill that somebody lets a simulated venue take back or correct. */
export interface PaperAmendment {
  readonly accountId: AccountId;
  /** Whoever asks again with it asks for the same. */
  readonly key: string;
  readonly execId: string;
  /** What it was instead; null: it is taken back. */
  readonly now: Amended | null;
  /** The venue changes what it has, and says nothing. */
  readonly untold: boolean;
  readonly askedBy: string | null;
  readonly askedAt: EpochMs;
  /** Null: its worker has not come to it. */
  readonly doneAt: EpochMs | null;
  /** Whether there was anything to change. */
  readonly changed: boolean | null;
}

/** That wait at once: each was asked for by a person. */
const WAITING_MAX = 200;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const rows = z.array(
  z
    .object({
      account_id: z.custom<AccountId>(AccountId.is, "an account id"),
      request_key: z.string(),
      exec_id: z.string(),
      qty: z.string().nullable(),
      price: z.string().nullable(),
      untold: z.boolean(),
      asked_by: z.string().nullable(),
      asked_at: when,
      done_at: when.nullable(),
      changed: z.boolean().nullable(),
    })
    .transform(
      ({ account_id, request_key, exec_id, qty, price, asked_by, asked_at, done_at, ...row }): PaperAmendment => ({
        ...row,
        accountId: account_id,
        key: request_key,
        execId: exec_id,
        now:
          qty === null || price === null
            ? null
            : { qty: toDecimalText(parsed(qty)), price: toDecimalText(parsed(price)) },
        askedBy: asked_by,
        askedAt: asked_at,
        doneAt: done_at,
      }),
    ),
);

/** What was asked for under a key; null: nothing. */
export async function findAmendment(sql: SqlPort, accountId: AccountId, key: string): Promise<PaperAmendment | null> {
  const found = await sql.$queryRaw`
    SELECT account_id, request_key, exec_id, qty::text, price::text, untold, asked_by, asked_at, done_at, changed
    FROM paper_amendment WHERE account_id = ${accountId} AND request_key = ${key} LIMIT 1`;
  return rows.parse(found)[0] ?? null;
}

/** What waits for the venue of an account, oldest first. */
export async function listAmendments(sql: SqlPort, accountId: AccountId): Promise<readonly PaperAmendment[]> {
  return rows.parse(
    await sql.$queryRaw`
      SELECT account_id, request_key, exec_id, qty::text, price::text, untold, asked_by, asked_at, done_at, changed
      FROM paper_amendment WHERE account_id = ${accountId} AND done_at IS NULL
      ORDER BY asked_at, request_key LIMIT ${WAITING_MAX}`,
  );
}

/** Asks for one; false: something was asked for under the key, or waits for that fill. */
export async function askAmendment(
  tx: SqlPort,
  { accountId, key, execId, now, untold, askedBy, askedAt }: Omit<PaperAmendment, "doneAt" | "changed">,
): Promise<boolean> {
  const asked = await tx.$executeRaw`
    INSERT INTO paper_amendment (account_id, request_key, exec_id, qty, price, untold, asked_by, asked_at)
    VALUES (${accountId}, ${key}, ${execId}, ${now?.qty ?? null}::numeric, ${now?.price ?? null}::numeric, ${untold}, ${askedBy},
      ${new Date(askedAt)})
    ON CONFLICT DO NOTHING`;
  return asked === 1;
}

/** Writes what became of it. */
export async function endAmendment(
  tx: SqlPort,
  { accountId, key }: Pick<PaperAmendment, "accountId" | "key">,
  { at, changed }: { readonly at: EpochMs; readonly changed: boolean },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE paper_amendment SET done_at = ${new Date(at)}, changed = ${changed}
    WHERE account_id = ${accountId} AND request_key = ${key} AND done_at IS NULL`;
}
