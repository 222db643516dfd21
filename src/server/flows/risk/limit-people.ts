import { AccountId, UserId } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import type { LimitScope } from "@/modules/risk";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { findUser, listUsers } from "../../platform/identity";
import type { Actor } from "../contract";
import type { LimitScopeView, LimitSubjects } from "../contract/risk";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { isWithin, type Person, personOf } from "../trading/access";

type Deps = Pick<FlowDeps, "sql" | "prisma">;

/** Who asks about limits, and who else there is. */
export interface LimitPeople {
  readonly person: Person;
  /** Risk and administrators, and the command line of this machine: they set every limit. */
  readonly rules: boolean;
  readonly ownAccounts: ReadonlySet<string>;
  readonly ownDeployments: ReadonlySet<string>;
  /** Active people and deployments that go on, that this person may bind. */
  readonly subjects: LimitSubjects;
  /** Whether there are two people who could look at a change: then a looser one needs the second. */
  readonly fourEyes: boolean;
  nameOf(userId: string | null): string;
  scopeView(scope: LimitScope): LimitScopeView;
}

export async function peopleFor({ sql, prisma }: Deps, actor: Actor): Promise<LimitPeople> {
  const [person, users, accounts, deployments] = await Promise.all([
    personOf(prisma, actor),
    listUsers(prisma),
    makeAccountStore().list(sql, null),
    makeDeploymentStore().list(sql, { accountIds: null, over: true }),
  ]);
  const names = new Map(users.map(({ userId, name, email }) => [userId as string, name === "" ? email : name]));
  const accountNames = new Map(accounts.map(({ accountId, name }) => [accountId as string, name]));
  const deploymentNames = new Map(deployments.map(({ deploymentId, name }) => [deploymentId, name]));
  const ownAccounts = new Set<string>(
    accounts
      .filter((account) => person.userId !== null && account.ownerId === person.userId)
      .filter(({ accountId }) => isWithin(person, accountId))
      .map(({ accountId }) => accountId),
  );
  const rules = person.role === "risk" || person.role === "admin";
  const namesOf = { user: names, account: accountNames, strategy: deploymentNames };
  const deciders = users.filter(({ role, disabled }) => !disabled && (role === "risk" || role === "admin"));
  return {
    person,
    rules,
    ownAccounts,
    ownDeployments: new Set(
      deployments.filter(({ accountId }) => ownAccounts.has(accountId)).map(({ deploymentId }) => deploymentId),
    ),
    subjects: {
      people: users
        .filter(({ userId, disabled }) => !disabled && (rules || userId === person.userId))
        .map(({ userId, name, email }) => ({ userId, name: name === "" ? email : name })),
      deployments: deployments
        .filter(({ accountId, standing }) => standing.status !== "stopped" && (rules || ownAccounts.has(accountId)))
        .map(({ deploymentId, name }) => ({ deploymentId, name })),
    },
    fourEyes: deciders.length > 1,
    nameOf: (userId) => (userId === null ? "command line" : (names.get(userId) ?? userId)),
    scopeView: (scope) =>
      scope.of === "all" ? scope : { ...scope, name: namesOf[scope.of].get(scope.subject) ?? scope.subject },
  };
}

/** Whether somebody may see a limit: what binds everybody is no secret, nor is what binds oneself. */
export function maySee({ rules, person, ownAccounts, ownDeployments }: LimitPeople, scope: LimitScope): boolean {
  if (rules || scope.of === "all") return true;
  if (scope.of === "user") return scope.subject === person.userId;
  return (scope.of === "account" ? ownAccounts : ownDeployments).has(scope.subject);
}

/** Why somebody may not ask for a limit with that scope; null: they may. Traders bind themselves and their accounts. */
export async function whyNotScope(
  { sql, prisma }: Deps,
  people: LimitPeople,
  scope: LimitScope,
): Promise<AppError | null> {
  if (people.person.role === "viewer") return { kind: "limit.not_yours", path: "scope" };
  if (scope.of === "all") return people.rules ? null : { kind: "limit.not_yours", path: "scope" };
  const find = {
    user: (): Promise<unknown> => findPerson(prisma, scope.subject),
    account: (): Promise<unknown> => findAccount(sql, scope.subject),
    strategy: (): Promise<unknown> => makeDeploymentStore().find(sql, scope.subject),
  };
  const there = await find[scope.of]();
  if (there === null)
    return { kind: "limit.subject_unknown", path: "scope.subject", facts: { subject: scope.subject } };
  return maySee(people, scope) ? null : { kind: "limit.not_yours", path: "scope" };
}

const findPerson = async (prisma: Deps["prisma"], id: string) => (UserId.is(id) ? findUser(prisma, id) : null);
const findAccount = async (sql: Deps["sql"], id: string): Promise<AccountFacts | null> =>
  AccountId.is(id) ? makeAccountStore().find(sql, id) : null;
