import { z } from "zod";
import { type AccountId, EpochMs, type SqlPort, type UserId } from "@/modules/_kernel";
import { ACCOUNT_KINDS } from "../../domain/ledger/chart";
import { LOT_METHODS } from "../../domain/lots/lot";
import { type AccountFacts, type AccountStore, MEMBER_ROLES } from "../../ports/ledger";
import { accountIdColumn, userIdColumn, when } from "./rows";

/** Accounts that are listed at once: more than an installation has. */
const ACCOUNTS_MAX = 1_000;

const accountRows = z.array(
  z
    .object({
      account_id: accountIdColumn,
      name: z.string(),
      portfolio_id: z.string(),
      portfolio_name: z.string(),
      owner_id: userIdColumn,
      kind: z.enum(ACCOUNT_KINDS),
      base_currency: z.string(),
      lot_method: z.enum(LOT_METHODS),
      settle_days: z.number(),
      created_at: when,
      archived_at: when.nullable(),
      members: z
        .array(z.object({ userId: userIdColumn, role: z.enum(MEMBER_ROLES), addedAt: z.number() }))
        .nullable()
        .transform((rows) => (rows ?? []).map((row) => ({ ...row, addedAt: EpochMs.of(row.addedAt) }))),
    })
    .transform(
      (row): AccountFacts => ({
        accountId: row.account_id,
        name: row.name,
        portfolioId: row.portfolio_id,
        portfolioName: row.portfolio_name,
        ownerId: row.owner_id,
        members: row.members,
        kind: row.kind,
        baseCurrency: row.base_currency,
        lotMethod: row.lot_method,
        settleDays: row.settle_days,
        createdAt: row.created_at,
        archivedAt: row.archived_at,
      }),
    ),
);

/** Accounts on PostgreSQL. */
export function makeAccountStore(): AccountStore {
  return {
    find: findAccount,
    list: listAccounts,
    listVisible,
    insert: insertAccount,
    archive: archiveAccount,
    putMember,
    removeMember,
  };
}

async function findAccount(sql: SqlPort, accountId: AccountId): Promise<AccountFacts | null> {
  const rows = await sql.$queryRaw`
    SELECT a.account_id, a.name, a.portfolio_id, p.name AS portfolio_name, p.owner_id, a.kind, a.base_currency, a.lot_method,
      a.settle_days, a.created_at, a.archived_at, (SELECT jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role,
        'addedAt', extract(epoch FROM m.added_at) * 1000) ORDER BY m.added_at, m.user_id)
        FROM account_member m WHERE m.account_id = a.account_id) AS members
    FROM portfolio_account a JOIN portfolio p USING (portfolio_id) WHERE a.account_id = ${accountId} LIMIT 1`;
  return accountRows.parse(rows)[0] ?? null;
}

/** The same with its row held until the transaction ends. Rows that point at it do not wait. */
export async function lockAccount(tx: SqlPort, accountId: AccountId): Promise<AccountFacts | null> {
  const rows = await tx.$queryRaw`
    SELECT a.account_id, a.name, a.portfolio_id, p.name AS portfolio_name, p.owner_id, a.kind, a.base_currency, a.lot_method,
      a.settle_days, a.created_at, a.archived_at, (SELECT jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role,
        'addedAt', extract(epoch FROM m.added_at) * 1000) ORDER BY m.added_at, m.user_id)
        FROM account_member m WHERE m.account_id = a.account_id) AS members
    FROM portfolio_account a JOIN portfolio p USING (portfolio_id)
    WHERE a.account_id = ${accountId} LIMIT 1 FOR NO KEY UPDATE OF a`;
  return accountRows.parse(rows)[0] ?? null;
}

async function listAccounts(sql: SqlPort, ownerId: UserId | null): Promise<readonly AccountFacts[]> {
  const rows = await sql.$queryRaw`
    SELECT a.account_id, a.name, a.portfolio_id, p.name AS portfolio_name, p.owner_id, a.kind, a.base_currency, a.lot_method,
      a.settle_days, a.created_at, a.archived_at, (SELECT jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role,
        'addedAt', extract(epoch FROM m.added_at) * 1000) ORDER BY m.added_at, m.user_id)
        FROM account_member m WHERE m.account_id = a.account_id) AS members
    FROM portfolio_account a JOIN portfolio p USING (portfolio_id)
    WHERE ${ownerId}::text IS NULL OR p.owner_id = ${ownerId}::text
    ORDER BY a.archived_at IS NOT NULL, a.created_at, a.account_id LIMIT ${ACCOUNTS_MAX}`;
  return accountRows.parse(rows);
}

async function listVisible(sql: SqlPort, userId: UserId): Promise<readonly AccountFacts[]> {
  const rows = await sql.$queryRaw`
    SELECT a.account_id, a.name, a.portfolio_id, p.name AS portfolio_name, p.owner_id, a.kind, a.base_currency, a.lot_method,
      a.settle_days, a.created_at, a.archived_at, (SELECT jsonb_agg(jsonb_build_object('userId', m.user_id, 'role', m.role,
        'addedAt', extract(epoch FROM m.added_at) * 1000) ORDER BY m.added_at, m.user_id)
        FROM account_member m WHERE m.account_id = a.account_id) AS members
    FROM portfolio_account a JOIN portfolio p USING (portfolio_id)
    WHERE p.owner_id = ${userId}
      OR EXISTS (SELECT FROM account_member m WHERE m.account_id = a.account_id AND m.user_id = ${userId})
    ORDER BY a.archived_at IS NOT NULL, p.owner_id <> ${userId}, a.created_at, a.account_id LIMIT ${ACCOUNTS_MAX}`;
  return accountRows.parse(rows);
}

const putMember: AccountStore["putMember"] = async (tx, accountId, { userId, role, addedBy, addedAt }) => {
  await tx.$executeRaw`
    INSERT INTO account_member (account_id, user_id, role, added_by, added_at)
    VALUES (${accountId}, ${userId}, ${role}, ${addedBy}, ${new Date(addedAt)})
    ON CONFLICT (account_id, user_id) DO UPDATE SET role = excluded.role`;
};

const removeMember: AccountStore["removeMember"] = async (tx, accountId, userId) => {
  await tx.$executeRaw`DELETE FROM account_member WHERE account_id = ${accountId} AND user_id = ${userId}`;
};

async function insertAccount(tx: SqlPort, account: AccountFacts): Promise<"created" | "name_taken"> {
  const { portfolioId, portfolioName, ownerId } = account;
  const createdAt = new Date(account.createdAt);
  await tx.$executeRaw`
    INSERT INTO portfolio (portfolio_id, owner_id, name, created_at)
    VALUES (${portfolioId}, ${ownerId}, ${portfolioName}, ${createdAt}) ON CONFLICT (owner_id, name) DO NOTHING`;
  const inserted = await tx.$executeRaw`
    INSERT INTO portfolio_account (account_id, portfolio_id, name, kind, base_currency, lot_method, settle_days, created_at)
    SELECT ${account.accountId}::text, p.portfolio_id, ${account.name}::text, ${account.kind}::text, ${account.baseCurrency}::text,
      ${account.lotMethod}::text, ${account.settleDays}::smallint, ${createdAt}::timestamptz
    FROM portfolio p WHERE p.owner_id = ${ownerId} AND p.name = ${portfolioName}
    ON CONFLICT (portfolio_id, name) WHERE archived_at IS NULL DO NOTHING`;
  return inserted === 1 ? "created" : "name_taken";
}

async function archiveAccount(tx: SqlPort, accountId: AccountId, at: EpochMs): Promise<void> {
  await tx.$executeRaw`UPDATE portfolio_account SET archived_at = ${new Date(at)} WHERE account_id = ${accountId}`;
}
