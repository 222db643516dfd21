import { AccountId, type SqlPort, type UserId } from "@/modules/_kernel";
import type { AccountFacts, MemberRole } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { findMay, findUser, type PersonMay } from "../../platform/identity";
import type { Actor, KeyGrant, Role } from "../contract";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

/** Whose orders somebody may see: of every account, or of those that are named. */
export type Sight = { readonly all: true } | { readonly all: false; readonly accountIds: readonly string[] };

/** Who asks, with the role of this very moment. */
export interface Person {
  readonly userId: Actor["userId"];
  readonly role: Role;
  /** The only accounts that are there for the person, and for the key they ask with; not given: bound to none. */
  readonly only?: readonly string[];
  /** The only strategies they may deploy; not given: all. */
  readonly strategies?: readonly string[];
}

const NOBODY = { cli: "admin", system: "risk", user: "viewer", setup: "viewer" } as const satisfies Record<
  Actor["kind"],
  Role
>;

/** Whoever can run commands on this machine is an administrator of it; the house itself sees all and takes risk away. */
export async function personOf(prisma: FlowDeps["prisma"], actor: Actor): Promise<Person> {
  const found = actor.userId === null ? null : await findUser(prisma, actor.userId);
  return personFrom(actor, found === null ? null : { role: found.view.role, scope: found.scope });
}

/** The same by one statement on a connection that is asked for more: for whatever answers a market. */
export async function personIn(sql: SqlPort, actor: Actor): Promise<Person> {
  return personFrom(actor, actor.userId === null ? null : await findMay(sql, actor.userId));
}

function personFrom({ kind, userId, key }: Actor, found: PersonMay | null): Person {
  if (userId === null) return { userId, role: NOBODY[kind] };
  const role = found?.role ?? "viewer";
  const only = both(found?.scope.accountIds ?? null, key?.accountIds ?? null);
  const strategies = found?.scope.strategies ?? null;
  return {
    userId,
    role: key === undefined ? role : roleWithin(role, key),
    ...(only === null ? {} : { only }),
    ...(strategies === null ? {} : { strategies }),
  };
}

/** What two lists let through; null lets everything. */
const both = (one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null =>
  one === null || other === null ? (one ?? other) : one.filter((id) => other.includes(id));

/**
 * What of a role is left under a key. Only the scope `admin` carries what risk and administrators may about other people's
 * accounts and the whole house, and only where the key is not bound to accounts.
 */
export function roleWithin(role: Role, { scope, accountIds }: Pick<KeyGrant, "scope" | "accountIds">): Role {
  if (scope === "read" || role === "viewer") return "viewer";
  return scope === "admin" && accountIds === null ? role : "trader";
}

/** Whether the account is there at all for the key that asks. */
export const isWithin = ({ only }: Person, accountId: string): boolean =>
  only === undefined || only.includes(accountId);

/** Risk and administrators see every account. */
const seesAll = ({ role }: Person): boolean => role === "risk" || role === "admin";

/** Accounts whose orders somebody may see. */
export async function sightOf({ sql, prisma }: Pick<FlowDeps, "sql" | "prisma">, actor: Actor): Promise<Sight> {
  const person = await personOf(prisma, actor);
  if (seesAll(person)) return { all: true };
  if (person.userId === null) return { all: false, accountIds: [] };
  const accounts = await makeAccountStore().listVisible(sql, person.userId);
  return { all: false, accountIds: accounts.map(({ accountId }) => accountId).filter((id) => isWithin(person, id)) };
}

/** What somebody is to an account by themselves: its owner, a member, or nobody. */
export function ownRole(
  { ownerId, members }: Pick<AccountFacts, "ownerId" | "members">,
  { userId }: Pick<Person, "userId">,
): "owner" | MemberRole | null {
  if (userId === null) return null;
  return ownerId === userId ? "owner" : (members.find((member) => member.userId === userId)?.role ?? null);
}

/** Whose browsers hear of an account: its owner's and its members'. */
export const audienceOf = ({ ownerId, members }: Pick<AccountFacts, "ownerId" | "members">): readonly UserId[] => [
  ownerId,
  ...members.map(({ userId }) => userId),
];

/** `trade`: what opens a position. `guard`: what only takes risk away: cancels, closes, halts. */
export type Purpose = "see" | "trade" | "guard";

/**
 * Why somebody may not do that with the account; null: they may. Its owner and members that trade may do everything, other members
 * see it, risk and administrators see it and take risk away, the command line of this machine may do everything; for all others it
 * is not there.
 */
export function whyNotAccount(
  account: AccountFacts | null,
  person: Person,
  { accountId, purpose }: { readonly accountId: string; readonly purpose: Purpose },
): AppError | null {
  const own = account === null ? null : ownRole(account, person);
  const isMachine = person.userId === null && person.role === "admin";
  if (account === null || !(own !== null || seesAll(person)) || !isWithin(person, accountId))
    return { kind: "trading.account_unknown", path: "accountId", facts: { accountId } };
  const { name } = account;
  if (purpose === "see") return null;
  const mayTrade = own === "owner" || own === "trader" || isMachine;
  if (person.role === "viewer" || !(mayTrade || (purpose === "guard" && seesAll(person))))
    return { kind: "trading.account_not_yours", path: "accountId", facts: { name } };
  if (account.kind !== "paper") return { kind: "trading.account_external", path: "accountId", facts: { name } };
  // What is left of an archived account may still be closed.
  if (purpose === "trade" && account.archivedAt !== null)
    return { kind: "trading.account_archived", path: "accountId", facts: { name } };
  return null;
}

/** The id where it can be one; what cannot is nobody's account. */
export const accountIdOf = (text: string): AccountId | null => (AccountId.is(text) ? text : null);
