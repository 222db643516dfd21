import { z } from "zod";
import { err, ok, type Result, type SqlPort, UserId } from "@/modules/_kernel";
import type { Preferences, Role, UserView } from "../../flows/contract";
import type { AppError } from "../../flows/errors";

/** People. A person's rows are read here and nowhere else; every change is made by a flow, with its audit row. */

export const DEFAULT_PREFERENCES: Preferences = { theme: "dark", pnlColors: "safe", density: "compact" };

/** Stored preferences may be older than this code: what is missing or unknown takes its default. */
const preferences = z
  .object({
    theme: z.enum(["system", "dark", "light"]).catch(DEFAULT_PREFERENCES.theme),
    pnlColors: z.enum(["safe", "redgreen"]).catch(DEFAULT_PREFERENCES.pnlColors),
    density: z.enum(["compact", "normal"]).catch(DEFAULT_PREFERENCES.density),
  })
  .catch(DEFAULT_PREFERENCES);

const userRows = z.array(
  z.object({
    userId: z.custom<UserId>(UserId.is, "a user id"),
    email: z.string(),
    name: z.string(),
    role: z.enum(["viewer", "trader", "risk", "admin"]),
    timeZone: z.string(),
    preferences,
    passwordHash: z.string(),
    disabled: z.boolean(),
  }),
);

/** A person with what only sign-in may see. */
export interface StoredUser {
  readonly view: UserView;
  readonly passwordHash: string;
  readonly disabled: boolean;
}

export interface NewUser {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly timeZone: string;
}

function toStored(rows: unknown): StoredUser | null {
  const [row] = userRows.parse(rows);
  if (row === undefined) return null;
  const { passwordHash, disabled, ...view } = row;
  return { view, passwordHash, disabled };
}

/** Addresses are compared in lower case. */
export async function findUserByEmail(sql: SqlPort, email: string): Promise<StoredUser | null> {
  return toStored(
    await sql.$queryRaw`
      SELECT id AS "userId", email, name, role, time_zone AS "timeZone", preferences,
             password_hash AS "passwordHash", disabled_at IS NOT NULL AS disabled
      FROM user_account WHERE email = ${email.toLowerCase()} LIMIT 1`,
  );
}

export async function findUser(sql: SqlPort, userId: UserId): Promise<StoredUser | null> {
  return toStored(
    await sql.$queryRaw`
      SELECT id AS "userId", email, name, role, time_zone AS "timeZone", preferences,
             password_hash AS "passwordHash", disabled_at IS NOT NULL AS disabled
      FROM user_account WHERE id = ${userId} LIMIT 1`,
  );
}

/** More people than one installation is made for; the list is for the command line and has no pages. */
const USERS_LISTED_MAX = 1_000;

export async function listUsers(sql: SqlPort): Promise<readonly (UserView & { readonly disabled: boolean })[]> {
  const rows = userRows.parse(
    await sql.$queryRaw`
      SELECT id AS "userId", email, name, role, time_zone AS "timeZone", preferences,
             password_hash AS "passwordHash", disabled_at IS NOT NULL AS disabled
      FROM user_account ORDER BY email LIMIT ${USERS_LISTED_MAX}`,
  );
  return rows.map(({ passwordHash: _hash, ...view }) => view);
}

/** Whether somebody can administer this installation. Until then only set-up answers. */
export async function adminExists(sql: SqlPort): Promise<boolean> {
  const [row] = z.array(z.object({ found: z.boolean() })).parse(
    await sql.$queryRaw`
        SELECT EXISTS (SELECT FROM user_account WHERE role = 'admin' AND disabled_at IS NULL) AS found`,
  );
  return row?.found === true;
}

/** Refuses an address that somebody has. */
export async function insertUser(tx: SqlPort, user: NewUser): Promise<Result<UserView, AppError>> {
  const { userId, email, name, role, passwordHash, timeZone } = user;
  const inserted = await tx.$executeRaw`
    INSERT INTO user_account (id, email, name, role, password_hash, time_zone, preferences)
    VALUES (${userId}, ${email.toLowerCase()}, ${name}, ${role}, ${passwordHash}, ${timeZone},
            ${JSON.stringify(DEFAULT_PREFERENCES)}::jsonb)
    ON CONFLICT (email) DO NOTHING`;
  if (inserted === 0) return err({ kind: "user.email_taken", path: "email", facts: { email } });
  return ok({ userId, email: email.toLowerCase(), name, role, timeZone, preferences: DEFAULT_PREFERENCES });
}

/** Holds the person's row until the transaction ends: who reads it to change it does so one after another. */
export async function lockUser(tx: SqlPort, userId: UserId): Promise<void> {
  await tx.$queryRaw`SELECT id FROM user_account WHERE id = ${userId} LIMIT 1 FOR UPDATE`;
}

export async function updateUser(
  tx: SqlPort,
  userId: UserId,
  { preferences: chosen, timeZone }: { readonly preferences: Preferences; readonly timeZone: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_account SET preferences = ${JSON.stringify(chosen)}::jsonb, time_zone = ${timeZone}
    WHERE id = ${userId}`;
}

export async function updatePasswordHash(tx: SqlPort, userId: UserId, passwordHash: string): Promise<void> {
  await tx.$executeRaw`UPDATE user_account SET password_hash = ${passwordHash} WHERE id = ${userId}`;
}
