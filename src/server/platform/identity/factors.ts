import { z } from "zod";
import { EpochMs, type SqlPort, type UserId } from "@/modules/_kernel";
import type { Role } from "../../flows/contract";
import { dropRecoveryCodes } from "./recovery-codes";

/** Which second factors a person has, in rows. The secret of an authenticator is sealed among the secrets. */

/** The name of the sealed secret. Ids of people are 36 characters, names of secrets at most 64. */
export const authenticatorSecretName = (userId: UserId) => `totp.${userId}`;

const moment = z.date().transform((date) => EpochMs.of(date.getTime()));
const AuthenticatorRows = z.array(z.object({ confirmed_at: moment.nullable() }));

/** Null: none, not even one that waits for its first code. */
export async function readAuthenticator(
  sql: SqlPort,
  userId: UserId,
): Promise<{ readonly confirmedAt: EpochMs | null } | null> {
  const [row] = AuthenticatorRows.parse(
    await sql.$queryRaw`SELECT confirmed_at FROM user_authenticator WHERE user_id = ${userId} LIMIT 1`,
  );
  return row === undefined ? null : { confirmedAt: row.confirmed_at };
}

/** Puts one that waits for its first code in place of another that does. False: one that works is there. */
export async function offerAuthenticator(tx: SqlPort, userId: UserId, nowMs: EpochMs): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      INSERT INTO user_authenticator (user_id, created_at) VALUES (${userId}, ${new Date(nowMs)})
      ON CONFLICT (user_id) DO UPDATE SET created_at = excluded.created_at, last_step = 0
        WHERE user_authenticator.confirmed_at IS NULL`) > 0
  );
}

/** Takes the code of these thirty seconds. False: that one, or a later one, was used before. */
export async function takeStep(tx: SqlPort, userId: UserId, step: number): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      UPDATE user_authenticator SET last_step = ${step} WHERE user_id = ${userId} AND last_step < ${step}`) > 0
  );
}

export async function confirmAuthenticator(tx: SqlPort, userId: UserId, nowMs: EpochMs): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_authenticator SET confirmed_at = ${new Date(nowMs)} WHERE user_id = ${userId} AND confirmed_at IS NULL`;
}

export async function dropAuthenticator(tx: SqlPort, userId: UserId): Promise<boolean> {
  return (await tx.$executeRaw`DELETE FROM user_authenticator WHERE user_id = ${userId}`) > 0;
}

/**
 * Notes whether the person has a factor now; the moment of the first one stays. Without any, recovery codes recover
 * nothing and go. Call it after each change, in its transaction. Returns whether there is one.
 */
export async function noteFactor(tx: SqlPort, userId: UserId, nowMs: EpochMs): Promise<boolean> {
  const [row] = z.array(z.object({ has: z.boolean() })).parse(
    await tx.$queryRaw`
      UPDATE user_account SET factor_at = CASE
        WHEN EXISTS (SELECT 1 FROM user_authenticator WHERE user_id = ${userId} AND confirmed_at IS NOT NULL)
          OR EXISTS (SELECT 1 FROM passkey WHERE user_id = ${userId}) THEN coalesce(factor_at, ${new Date(nowMs)})
        END
      WHERE id = ${userId} RETURNING factor_at IS NOT NULL AS has`,
  );
  const has = row?.has ?? false;
  if (!has) await dropRecoveryCodes(tx, userId);
  return has;
}

/** Takes every factor of the person away. Returns whether there was one. */
export async function dropFactors(tx: SqlPort, userId: UserId, nowMs: EpochMs): Promise<boolean> {
  const authenticator = await dropAuthenticator(tx, userId);
  const passkeys = await tx.$executeRaw`DELETE FROM passkey WHERE user_id = ${userId}`;
  await noteFactor(tx, userId, nowMs);
  return authenticator || passkeys > 0;
}

const ROLES = ["viewer", "trader", "risk", "admin"] as const;
const RuleRows = z.array(z.object({ role: z.enum(ROLES) }));

/** Roles whose people need a second factor. */
export async function listFactorRoles(sql: SqlPort): Promise<readonly Role[]> {
  const rows = RuleRows.parse(await sql.$queryRaw`SELECT role FROM factor_rule ORDER BY role LIMIT ${ROLES.length}`);
  return rows.map(({ role }) => role);
}

/** Puts these roles in place of those before. */
export async function setFactorRoles(tx: SqlPort, roles: readonly Role[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM factor_rule WHERE NOT role = ANY (${[...roles]}::text[])`;
  await tx.$executeRaw`
    INSERT INTO factor_rule (role) SELECT unnest(${[...roles]}::text[]) ON CONFLICT (role) DO NOTHING`;
}
