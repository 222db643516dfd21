import { z } from "zod";
import type { User } from "@/generated/prisma/client";
import { err, ok, type Result, type SqlPort, UserId } from "@/modules/_kernel";
import type { Preferences, Role, UserView } from "../../flows/contract";
import type { PersonScope } from "../../flows/contract/people";
import type { AppError } from "../../flows/errors";
import type { RecordTx } from "../../infra/prisma";

/** People. A person's rows are read here and nowhere else; every change is made by a flow, with its audit row. */

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "system",
  pnlColors: "safe",
  density: "compact",
  language: "auto",
  tour: "new",
};

/** Stored preferences may be older than this code: what is missing or unknown takes its default. */
const preferences = z
  .object({
    theme: z.enum(["system", "dark", "light"]).catch(DEFAULT_PREFERENCES.theme),
    pnlColors: z.enum(["safe", "redgreen"]).catch(DEFAULT_PREFERENCES.pnlColors),
    density: z.enum(["compact", "normal"]).catch(DEFAULT_PREFERENCES.density),
    language: z.enum(["auto", "en", "de"]).catch(DEFAULT_PREFERENCES.language),
    tour: z.enum(["new", "seen"]).catch(DEFAULT_PREFERENCES.tour),
  })
  .catch(DEFAULT_PREFERENCES);

const userId = z.custom<UserId>(UserId.is, "a user id");
const role = z.enum(["viewer", "trader", "risk", "admin"]);

/** A person with what only sign-in may see. */
export interface StoredUser {
  readonly view: UserView;
  readonly passwordHash: string;
  readonly disabled: boolean;
  /** Whether the password alone does not open the door. */
  readonly hasFactor: boolean;
  readonly scope: PersonScope;
}

/** Narrowed by nothing. */
const EVERYTHING: PersonScope = { accountIds: null, strategies: null };
const names = z.array(z.string()).nullable();
const Scope = z.object({ accountIds: names, strategies: names }).nullable();

/** A stored scope. One that cannot be read is a fault: whoever is narrowed must not become free by it. */
export const scopeOf = (stored: unknown): PersonScope => Scope.parse(stored) ?? EVERYTHING;

export interface NewUser {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly timeZone: string;
}

/** The part of a client or transaction that reads and writes people. */
type UserRows = Pick<RecordTx, "user">;

/** A person's columns as SQL gives them. */
export const PersonRow = z.object({
  id: userId,
  email: z.string(),
  name: z.string(),
  role,
  time_zone: z.string(),
  preferences: z.unknown(),
});

export function personView({ id, time_zone: timeZone, ...row }: z.output<typeof PersonRow>): UserView {
  const { email, name, role: may, preferences: chosen } = row;
  return { userId: id, email, name, role: may, timeZone, preferences: preferences.parse(chosen) };
}

function toStored(row: User): StoredUser {
  const { email, name, timeZone, passwordHash } = row;
  const view = { userId: userId.parse(row.id), email, name, role: role.parse(row.role), timeZone };
  return {
    view: { ...view, preferences: preferences.parse(row.preferences) },
    passwordHash,
    disabled: row.disabledAt !== null,
    hasFactor: row.factorAt !== null,
    scope: scopeOf(row.scope),
  };
}

/** Addresses are compared in lower case. */
export async function findUserByEmail({ user }: UserRows, email: string): Promise<StoredUser | null> {
  const row = await user.findUnique({ where: { email: email.toLowerCase() } });
  return row === null ? null : toStored(row);
}

export async function findUser({ user }: UserRows, id: UserId): Promise<StoredUser | null> {
  const row = await user.findUnique({ where: { id } });
  return row === null ? null : toStored(row);
}

/** What somebody may, as stored. */
export interface PersonMay {
  readonly role: Role;
  readonly scope: PersonScope;
}

const MayRows = z.array(z.object({ role, scope: z.unknown() }));

/** What somebody may, by one statement of whoever asks for more on that connection: each order asks. */
export async function findMay(sql: SqlPort, id: UserId): Promise<PersonMay | null> {
  const [row] = MayRows.parse(await sql.$queryRaw`SELECT role, scope FROM user_account WHERE id = ${id} LIMIT 1`);
  return row === undefined ? null : { role: row.role, scope: scopeOf(row.scope) };
}

/** More people than one installation is made for; the list is for the command line and has no pages. */
const USERS_LISTED_MAX = 1_000;

export async function listUsers({ user }: UserRows): Promise<readonly (UserView & { readonly disabled: boolean })[]> {
  const rows = await user.findMany({ orderBy: { email: "asc" }, take: USERS_LISTED_MAX });
  return rows.map(toStored).map(({ view, disabled }) => ({ ...view, disabled }));
}

/** E-mail addresses by id, of those that are people here. */
export async function addressesOf({ user }: UserRows, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, email: true } });
  return new Map(rows.map(({ id, email }) => [id, email]));
}

/** Whether somebody can administer this installation. Until then only set-up answers. */
export async function adminExists({ user }: UserRows): Promise<boolean> {
  return (await user.findFirst({ where: { role: "admin", disabledAt: null }, select: { id: true } })) !== null;
}

/** Refuses an address that somebody has. */
export async function insertUser({ user }: UserRows, person: NewUser): Promise<Result<UserView, AppError>> {
  const { userId: id, name, role: chosen, passwordHash, timeZone } = person;
  const email = person.email.toLowerCase();
  const data = { id, email, name, role: chosen, passwordHash, timeZone, preferences: { ...DEFAULT_PREFERENCES } };
  // Not `create`: a conflict would end the transaction, and this is an answer, not a fault.
  const { count } = await user.createMany({ data, skipDuplicates: true });
  if (count === 0) return err({ kind: "user.email_taken", path: "email", facts: { email: person.email } });
  return ok({ userId: id, email, name, role: chosen, timeZone, preferences: DEFAULT_PREFERENCES });
}

/** Holds the person's row until the transaction ends: who reads it to change it does so one after another. */
export async function lockUser(tx: SqlPort, id: UserId): Promise<void> {
  await tx.$queryRaw`SELECT id FROM user_account WHERE id = ${id} LIMIT 1 FOR UPDATE`;
}

export async function updateUser(
  { user }: UserRows,
  id: UserId,
  { preferences: chosen, timeZone }: { readonly preferences: Preferences; readonly timeZone: string },
): Promise<void> {
  await user.update({ where: { id }, data: { preferences: { ...chosen }, timeZone } });
}

export async function updatePasswordHash({ user }: UserRows, id: UserId, passwordHash: string): Promise<void> {
  await user.update({ where: { id }, data: { passwordHash } });
}
