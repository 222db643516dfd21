import { AccountId } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { findUser } from "../../platform/identity";
import type { Actor, Role } from "../contract";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

/** Whose orders somebody may see: of every account, or of those that are named. */
export type Sight = { readonly all: true } | { readonly all: false; readonly accountIds: readonly string[] };

/** Who asks, with the role of this very moment. */
export interface Person {
  readonly userId: Actor["userId"];
  readonly role: Role;
}

/** Whoever can run commands on this machine is an administrator of it. */
export async function personOf(prisma: FlowDeps["prisma"], { kind, userId }: Actor): Promise<Person> {
  if (userId === null) return { userId, role: kind === "cli" ? "admin" : "viewer" };
  return { userId, role: (await findUser(prisma, userId))?.view.role ?? "viewer" };
}

/** Risk and administrators see every account. */
const seesAll = ({ role }: Person): boolean => role === "risk" || role === "admin";

/** Accounts whose orders somebody may see. */
export async function sightOf({ sql, prisma }: Pick<FlowDeps, "sql" | "prisma">, actor: Actor): Promise<Sight> {
  const person = await personOf(prisma, actor);
  if (seesAll(person)) return { all: true };
  if (person.userId === null) return { all: false, accountIds: [] };
  const accounts = await makeAccountStore().list(sql, person.userId);
  return { all: false, accountIds: accounts.map(({ accountId }) => accountId) };
}

/** `trade`: what opens a position. `guard`: what only takes risk away: cancels, closes, halts. */
export type Purpose = "see" | "trade" | "guard";

/**
 * Why somebody may not do that with the account; null: they may. Its owner may do everything, risk and administrators see it and
 * take risk away, the command line of this machine may do everything; for all others it is not there.
 */
export function whyNotAccount(
  account: AccountFacts | null,
  person: Person,
  { accountId, purpose }: { readonly accountId: string; readonly purpose: Purpose },
): AppError | null {
  const isOwner = person.userId !== null && account?.ownerId === person.userId;
  const isMachine = person.userId === null && person.role === "admin";
  if (account === null || !(isOwner || seesAll(person)))
    return { kind: "trading.account_unknown", path: "accountId", facts: { accountId } };
  const { name } = account;
  if (purpose === "see") return null;
  if (person.role === "viewer" || (purpose === "trade" && !(isOwner || isMachine)))
    return { kind: "trading.account_not_yours", path: "accountId", facts: { name } };
  if (account.kind !== "paper") return { kind: "trading.account_external", path: "accountId", facts: { name } };
  // What is left of an archived account may still be closed.
  if (purpose === "trade" && account.archivedAt !== null)
    return { kind: "trading.account_archived", path: "accountId", facts: { name } };
  return null;
}

/** The id where it can be one; what cannot is nobody's account. */
export const accountIdOf = (text: string): AccountId | null => (AccountId.is(text) ? text : null);
