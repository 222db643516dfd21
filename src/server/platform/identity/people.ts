import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import type { Role } from "../../flows/contract";
import type { PersonScope, PersonView } from "../../flows/contract/people";
import { SESSION_IDLE_MAX_MS } from "./sessions";
import { scopeOf } from "./users";

/** People as an administrator sees them, and what an administrator changes about them. */

/** Any number that nobody else locks: who takes an administrator away does so one after another. */
const ADMINS_LOCK = 72_707_382;
const PEOPLE_LISTED_MAX = 1_000;

/** By bits: one for an app, two for passkeys. */
const FACTORS = ["none", "app", "passkey", "both"] as const;

const moment = z.date().transform((date) => EpochMs.of(date.getTime()));
const Rows = z.array(
  z.object({
    id: z.custom<UserId>(UserId.is, "a user id"),
    email: z.string(),
    name: z.string(),
    role: z.enum(["viewer", "trader", "risk", "admin"]),
    created_at: moment,
    disabled_at: moment.nullable(),
    last_seen_at: moment.nullable(),
    sessions: z.number(),
    keys: z.number(),
    trusted_at: moment.nullable(),
    scope: z.unknown().transform(scopeOf),
    factor: z.int().transform((bits) => FACTORS[bits] ?? "none"),
  }),
);

/** Everybody, or the one of that id; those who may sign in first. */
export async function listPeople(
  sql: SqlPort,
  nowMs: EpochMs,
  userId: UserId | null = null,
): Promise<readonly PersonView[]> {
  const [now, idle] = [new Date(nowMs), new Date(nowMs - SESSION_IDLE_MAX_MS)];
  const rows = Rows.parse(
    await sql.$queryRaw`
      SELECT u.id, u.email, u.name, u.role, u.created_at, u.disabled_at, u.trusted_at, u.scope,
             (SELECT max(s.last_seen_at) FROM user_session AS s WHERE s.user_id = u.id) AS last_seen_at,
             (SELECT count(*)::int FROM user_session AS s WHERE s.user_id = u.id AND s.revoked_at IS NULL
                AND s.expires_at > ${now} AND s.last_seen_at > ${idle}) AS sessions,
             (SELECT count(*)::int FROM api_key AS k WHERE k.owner_id = u.id AND k.revoked_at IS NULL
                AND (k.expires_at IS NULL OR k.expires_at > ${now})) AS keys,
             (CASE WHEN a.confirmed_at IS NULL THEN 0 ELSE 1 END)
               + (CASE WHEN EXISTS (SELECT 1 FROM passkey AS p WHERE p.user_id = u.id) THEN 2 ELSE 0 END) AS factor
      FROM user_account AS u LEFT JOIN user_authenticator AS a ON a.user_id = u.id
      WHERE ${userId}::text IS NULL OR u.id = ${userId}
      ORDER BY u.disabled_at IS NOT NULL, u.email LIMIT ${PEOPLE_LISTED_MAX}`,
  );
  return rows.map(({ id, created_at, disabled_at, last_seen_at, trusted_at, ...row }) => ({
    userId: id,
    ...row,
    createdAt: created_at,
    disabledAt: disabled_at,
    lastSeenAt: last_seen_at,
    trustedAt: trusted_at,
  }));
}

/** Whether nobody but this person administers the installation; holds others who ask until the transaction ends. */
export async function isLastAdmin(tx: SqlPort, userId: UserId): Promise<boolean> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${ADMINS_LOCK}::bigint)::text`;
  const admins = z
    .array(z.object({ id: z.string() }))
    .parse(await tx.$queryRaw`SELECT id FROM user_account WHERE role = 'admin' AND disabled_at IS NULL LIMIT 2`);
  return admins.length === 1 && admins[0]?.id === userId;
}

/** A scope does not outlive a role that is of the whole house. */
export async function setRole(tx: SqlPort, userId: UserId, role: Role): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_account SET role = ${role}, scope = CASE WHEN ${role} IN ('viewer', 'trader') THEN scope END
    WHERE id = ${userId}`;
}

export async function setScope(tx: SqlPort, userId: UserId, scope: PersonScope): Promise<void> {
  const isFree = scope.accountIds === null && scope.strategies === null;
  await tx.$executeRaw`
    UPDATE user_account SET scope = ${isFree ? null : JSON.stringify(scope)}::jsonb WHERE id = ${userId}`;
}

/** @param at - Null: they may sign in again. */
export async function setDisabled(tx: SqlPort, userId: UserId, at: EpochMs | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_account SET disabled_at = ${at === null ? null : new Date(at)} WHERE id = ${userId}`;
}

/** Says that this person's strategies need no sandbox. @param at - Null: they do again. */
export async function setTrusted(tx: SqlPort, userId: UserId, at: EpochMs | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_account SET trusted_at = ${at === null ? null : new Date(at)} WHERE id = ${userId}`;
}

/** Whether all of them are trusted to write strategies, and may still sign in. Nobody is not trusted. */
export async function areTrusted(sql: SqlPort, userIds: readonly UserId[]): Promise<boolean> {
  const asked = [...new Set(userIds)];
  if (asked.length === 0) return false;
  const [row] = z.array(z.object({ count: z.number() })).parse(
    await sql.$queryRaw`
      SELECT count(*)::int AS count FROM user_account
      WHERE id = ANY(${asked}) AND trusted_at IS NOT NULL AND disabled_at IS NULL LIMIT 1`,
  );
  return row?.count === asked.length;
}
