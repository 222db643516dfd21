import { AccountId, UserId } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import type { LimitScope } from "@/modules/risk";
import { findUser, listUsers } from "../../platform/identity";
import type { Actor } from "../contract";
import type { LimitScopeView } from "../contract/risk";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { type Person, personOf } from "../trading/access";

type Deps = Pick<FlowDeps, "sql" | "prisma">;

/** Who asks about limits, and who else there is. */
export interface LimitPeople {
  readonly person: Person;
  /** Risk and administrators, and the command line of this machine: they set every limit. */
  readonly rules: boolean;
  readonly ownAccounts: ReadonlySet<string>;
  /** Whether there are two people who could look at a change: then a looser one needs the second. */
  readonly fourEyes: boolean;
  nameOf(userId: string | null): string;
  scopeView(scope: LimitScope): LimitScopeView;
}

export async function peopleFor({ sql, prisma }: Deps, actor: Actor): Promise<LimitPeople> {
  const [person, users, accounts] = await Promise.all([
    personOf(prisma, actor),
    listUsers(prisma),
    makeAccountStore().list(sql, null),
  ]);
  const names = new Map(users.map(({ userId, name, email }) => [userId as string, name === "" ? email : name]));
  const accountNames = new Map(accounts.map(({ accountId, name }) => [accountId as string, name]));
  const deciders = users.filter(({ role, disabled }) => !disabled && (role === "risk" || role === "admin"));
  return {
    person,
    rules: person.role === "risk" || person.role === "admin",
    ownAccounts: new Set(
      accounts
        .filter(({ ownerId }) => person.userId !== null && ownerId === person.userId)
        .map(({ accountId }) => accountId),
    ),
    fourEyes: deciders.length > 1,
    nameOf: (userId) => (userId === null ? "command line" : (names.get(userId) ?? userId)),
    scopeView: (scope) =>
      scope.of === "all" || scope.of === "strategy"
        ? { of: "all" }
        : {
            ...scope,
            of: scope.of,
            name: (scope.of === "user" ? names : accountNames).get(scope.subject) ?? scope.subject,
          },
  };
}

/** Whether somebody may see a limit: what binds everybody is no secret, nor is what binds oneself. */
export function maySee({ rules, person, ownAccounts }: LimitPeople, scope: LimitScope): boolean {
  if (rules || scope.of === "all") return true;
  return scope.of === "user" ? scope.subject === person.userId : ownAccounts.has(scope.subject);
}

/** Why somebody may not ask for a limit with that scope; null: they may. Traders bind themselves and their accounts. */
export async function whyNotScope(
  { sql, prisma }: Deps,
  people: LimitPeople,
  scope: LimitScope,
): Promise<AppError | null> {
  if (people.person.role === "viewer") return { kind: "limit.not_yours", path: "scope" };
  if (scope.of === "all") return people.rules ? null : { kind: "limit.not_yours", path: "scope" };
  const there: unknown =
    scope.of === "user" ? await findPerson(prisma, scope.subject) : await findAccount(sql, scope.subject);
  if (there === null)
    return { kind: "limit.subject_unknown", path: "scope.subject", facts: { subject: scope.subject } };
  return maySee(people, scope) ? null : { kind: "limit.not_yours", path: "scope" };
}

const findPerson = async (prisma: Deps["prisma"], id: string) => (UserId.is(id) ? findUser(prisma, id) : null);
const findAccount = async (sql: Deps["sql"], id: string): Promise<AccountFacts | null> =>
  AccountId.is(id) ? makeAccountStore().find(sql, id) : null;
