import { z } from "zod";
import { AccountId, EpochMs, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { parsed } from "../domain/order/order";
import {
  DIFFERENCES,
  type Difference,
  RECONCILED,
  type SideFill,
  sideFillSchema,
} from "../domain/reconcile/difference";
import {
  ITEM_ENDS,
  ITEM_STATES,
  type ItemChanges,
  type ItemEnd,
  RECONCILE_CAUSES,
  type ReconcileCause,
  type ReconcileItem,
  type ReconcileRun,
} from "../domain/reconcile/item";

/** Items of an account that are not settled: each waits for a person, and there should be none. */
const LIVE_MAX = 2_000;
const PAGE_MAX = 500;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const facts = z.record(z.string(), z.unknown()).nullable();
const itemRows = z.array(
  z
    .object({
      item_id: z.string(),
      account_id: z.custom<AccountId>(AccountId.is, "an account id"),
      about: z.enum(RECONCILED),
      kind: z.enum(DIFFERENCES),
      key: z.string(),
      symbol: z.string().nullable(),
      ours: facts,
      theirs: facts,
      difference: z.string().nullable(),
      state: z.enum(ITEM_STATES),
      found_at: when,
      seen_at: when,
      ended_at: when.nullable(),
      ended_how: z.enum(ITEM_ENDS).nullable(),
      ended_by: z.string().nullable(),
      reason: z.string().nullable(),
      batch_id: z.string().nullable(),
      assigned_to: z.string().nullable(),
    })
    .transform(
      ({
        item_id,
        account_id,
        found_at,
        seen_at,
        ended_at,
        ended_how,
        ended_by,
        batch_id,
        assigned_to,
        ...row
      }): ReconcileItem => ({
        ...row,
        assignedTo: assigned_to,
        difference: row.difference === null ? null : toDecimalText(parsed(row.difference)),
        itemId: item_id,
        accountId: account_id,
        foundAt: found_at,
        seenAt: seen_at,
        endedAt: ended_at,
        endedHow: ended_how,
        endedBy: ended_by,
        batchId: batch_id,
      }),
    ),
);

const runRows = z.array(
  z
    .object({
      at: when.nullable(),
      cause: z.enum(RECONCILE_CAUSES).nullable(),
      outcome: z.enum(["agreed", "differs", "no_answer"]).nullable(),
      agreed_at: when.nullable(),
      orders: z.number(),
      fills: z.number(),
      positions: z.number(),
      currencies: z.number(),
      asked_at: when.nullable(),
    })
    .transform(({ agreed_at, asked_at, ...row }): ReconcileRun => ({ ...row, agreedAt: agreed_at, askedAt: asked_at })),
);

const NEVER: ReconcileRun = {
  at: null,
  cause: null,
  outcome: null,
  agreedAt: null,
  orders: 0,
  fills: 0,
  positions: 0,
  currencies: 0,
  askedAt: null,
};

/** Items that are not settled, oldest first. */
export async function listLiveItems(sql: SqlPort, accountId: AccountId): Promise<readonly ReconcileItem[]> {
  return itemRows.parse(
    await sql.$queryRaw`
      SELECT item_id, account_id, about, kind, key, symbol, ours, theirs, difference::text, state, found_at, seen_at, ended_at,
        ended_how, ended_by, reason, batch_id, assigned_to
      FROM reconcile_item WHERE account_id = ${accountId} AND state <> 'settled'
      ORDER BY found_at, item_id LIMIT ${LIVE_MAX}`,
  );
}

/** Items of some accounts (null: of all), open ones first, then the newest. */
export async function listItems(
  sql: SqlPort,
  { accountIds, state, limit }: ItemQuery,
): Promise<readonly ReconcileItem[]> {
  return itemRows.parse(
    await sql.$queryRaw`
      SELECT item_id, account_id, about, kind, key, symbol, ours, theirs, difference::text, state, found_at, seen_at, ended_at,
        ended_how, ended_by, reason, batch_id, assigned_to
      FROM reconcile_item
      WHERE (${accountIds}::text[] IS NULL OR account_id = ANY (${accountIds}::text[]))
        AND (${state}::text IS NULL OR state = ${state})
      ORDER BY state <> 'open', found_at DESC, item_id DESC LIMIT ${Math.min(limit, PAGE_MAX)}`,
  );
}

export interface ItemQuery {
  readonly accountIds: readonly string[] | null;
  readonly state: ReconcileItem["state"] | null;
  readonly limit: number;
}

export async function findItem(sql: SqlPort, itemId: string): Promise<ReconcileItem | null> {
  const rows = await sql.$queryRaw`
    SELECT item_id, account_id, about, kind, key, symbol, ours, theirs, difference::text, state, found_at, seen_at, ended_at,
      ended_how, ended_by, reason, batch_id, assigned_to
    FROM reconcile_item WHERE item_id = ${itemId} LIMIT 1`;
  return itemRows.parse(rows)[0] ?? null;
}

/** Whether something of a symbol is open in an account: then only what reduces is let through. */
export async function hasOpenItem(sql: SqlPort, accountId: AccountId, symbol: string): Promise<boolean> {
  const rows = z.array(z.object({ found: z.boolean() })).parse(
    await sql.$queryRaw`
      SELECT EXISTS (SELECT FROM reconcile_item
        WHERE account_id = ${accountId} AND symbol = ${symbol} AND state = 'open') AS found`,
  );
  return rows[0]?.found === true;
}

const rowOf = ({ about, kind, key, symbol, ours, theirs, difference }: Difference) => ({
  about,
  kind,
  key,
  symbol,
  ours,
  theirs,
  difference,
});

/** Writes what a comparison changed. */
export async function writeItems(
  tx: SqlPort,
  accountId: AccountId,
  { found, seen, agreed }: ItemChanges,
  { at, newId }: { readonly at: EpochMs; readonly newId: () => string },
): Promise<void> {
  const now = new Date(at);
  const fresh = found.map((each) => ({ ...rowOf(each), item_id: newId() }));
  if (fresh.length > 0)
    await tx.$executeRaw`
      INSERT INTO reconcile_item (item_id, account_id, about, kind, key, symbol, ours, theirs, difference, state, found_at, seen_at)
      SELECT r.item_id, ${accountId}, r.about, r.kind, r.key, r.symbol, r.ours, r.theirs, r.difference, 'open', ${now}, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb)
        r(item_id text, about text, kind text, key text, symbol text, ours jsonb, theirs jsonb, difference numeric)`;
  const known = seen.map(({ itemId, difference, reopens }) => ({ ...rowOf(difference), item_id: itemId, reopens }));
  if (known.length > 0)
    await tx.$executeRaw`
      UPDATE reconcile_item i SET kind = r.kind, symbol = r.symbol, ours = r.ours, theirs = r.theirs, difference = r.difference,
        seen_at = ${now}, state = CASE WHEN r.reopens THEN 'open' ELSE i.state END,
        ended_at = CASE WHEN r.reopens THEN NULL ELSE i.ended_at END,
        ended_how = CASE WHEN r.reopens THEN NULL ELSE i.ended_how END
      FROM jsonb_to_recordset(${JSON.stringify(known)}::jsonb)
        r(item_id text, kind text, symbol text, ours jsonb, theirs jsonb, difference numeric, reopens boolean)
      WHERE i.item_id = r.item_id AND i.state <> 'settled'`;
  if (agreed.length > 0)
    await tx.$executeRaw`
      UPDATE reconcile_item SET state = 'settled', ended_at = coalesce(ended_at, ${now}), ended_how = coalesce(ended_how, 'agreed')
      WHERE item_id = ANY (${agreed}::text[]) AND state <> 'settled'`;
}

/** Ends an open item; whether it was open. */
export async function endItem(
  tx: SqlPort,
  itemId: string,
  { how, by, reason, batchId, assignedTo, at }: EndedItem,
): Promise<boolean> {
  const state = how === "ignored" ? "ignored" : "settled";
  const ended = await tx.$executeRaw`
    UPDATE reconcile_item SET state = ${state}, ended_at = ${new Date(at)}, ended_how = ${how}, ended_by = ${by},
      reason = ${reason}, batch_id = ${batchId}, assigned_to = ${assignedTo}
    WHERE item_id = ${itemId} AND state = 'open'`;
  return ended === 1;
}

export interface EndedItem {
  readonly how: ItemEnd;
  readonly by: string | null;
  readonly reason: string | null;
  readonly batchId: string | null;
  /** A deployment, exactly where it was assigned. */
  readonly assignedTo: string | null;
  readonly at: EpochMs;
}

/** Executions that somebody adopted into the books: the venue goes on telling them. */
export async function listAdopted(
  sql: SqlPort,
  accountId: AccountId,
  execIds: readonly string[],
): Promise<readonly string[]> {
  const rows = z.array(z.object({ key: z.string() })).parse(
    await sql.$queryRaw`
      SELECT key FROM reconcile_item
      WHERE account_id = ${accountId} AND about = 'fill' AND ended_how IN ('adopted', 'assigned', 'corrected') AND key = ANY (${execIds}::text[])
      ORDER BY key LIMIT ${execIds.length}`,
  );
  return rows.map(({ key }) => key);
}

const adoptedRows = z.array(z.object({ ended_how: z.string().nullable(), theirs: z.unknown() }));

/** Of those executions the ones that are in the books because somebody adopted them, and were not taken back since. */
export async function listAdoptedFills(
  sql: SqlPort,
  accountId: AccountId,
  execIds: readonly string[],
): Promise<readonly SideFill[]> {
  if (execIds.length === 0) return [];
  const rows = adoptedRows.parse(
    await sql.$queryRaw`
      SELECT DISTINCT ON (key) ended_how, theirs FROM reconcile_item
      WHERE account_id = ${accountId} AND about = 'fill' AND ended_how IN ('adopted', 'assigned', 'corrected') AND key = ANY (${[...execIds]}::text[])
      ORDER BY key, ended_at DESC, item_id DESC LIMIT ${execIds.length}`,
  );
  return rows.flatMap(({ ended_how, theirs }) => (ended_how === "corrected" ? [] : sideFillSchema.parse(theirs)));
}

export async function readRun(sql: SqlPort, accountId: AccountId): Promise<ReconcileRun> {
  const rows = await sql.$queryRaw`
    SELECT at, cause, outcome, agreed_at, orders, fills, positions, currencies, asked_at
    FROM reconcile_run WHERE account_id = ${accountId} LIMIT 1`;
  return runRows.parse(rows)[0] ?? NEVER;
}

type Counts = Pick<ReconcileRun, "orders" | "fills" | "positions" | "currencies">;

/** Keeps how a comparison ended. */
export async function writeRun(
  tx: SqlPort,
  accountId: AccountId,
  {
    at,
    cause,
    outcome,
    orders,
    fills,
    positions,
    currencies,
  }: Counts & {
    readonly at: EpochMs;
    readonly cause: ReconcileCause;
    readonly outcome: "agreed" | "differs" | "no_answer";
  },
): Promise<void> {
  const now = new Date(at);
  const agreed = outcome === "agreed" ? now : null;
  await tx.$executeRaw`
    INSERT INTO reconcile_run AS r (account_id, at, cause, outcome, agreed_at, orders, fills, positions, currencies)
    VALUES (${accountId}, ${now}, ${cause}, ${outcome}, ${agreed}, ${orders}, ${fills}, ${positions}, ${currencies})
    ON CONFLICT (account_id) DO UPDATE SET at = excluded.at, cause = excluded.cause, outcome = excluded.outcome,
      agreed_at = coalesce(excluded.agreed_at, r.agreed_at), orders = excluded.orders, fills = excluded.fills,
      positions = excluded.positions, currencies = excluded.currencies`;
}

/** Asks for a comparison as soon as may be. */
export async function askReconcile(tx: SqlPort, accountId: AccountId, at: EpochMs): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO reconcile_run (account_id, asked_at) VALUES (${accountId}, ${new Date(at)})
    ON CONFLICT (account_id) DO UPDATE SET asked_at = excluded.asked_at`;
}
