import { err, ok, type Result } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { type Deployment, parseReference } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { accountIdOf, type Person, personOf, sightOf, whyNotAccount } from "../trading/access";

export type AccessDeps = Pick<FlowDeps, "sql" | "prisma">;

export const noDeployment = (deploymentId: string): AppError => ({
  kind: "deployment.not_found",
  path: "deploymentId",
  facts: { deploymentId: deploymentId.slice(0, 64) },
});

export interface Seen {
  readonly person: Person;
  readonly deployment: Deployment;
  readonly account: AccountFacts;
}

/** A deployment, for whoever may see its account: to all others it is not there. */
export async function seenDeployment(
  deps: AccessDeps,
  actor: Actor,
  deploymentId: string,
): Promise<Result<Seen, AppError>> {
  const [person, deployment] = await Promise.all([
    personOf(deps.prisma, actor),
    makeDeploymentStore().find(deps.sql, deploymentId),
  ]);
  const id = deployment === null ? null : accountIdOf(deployment.accountId);
  const account = id === null ? null : await makeAccountStore().find(deps.sql, id);
  if (deployment === null || account === null) return err(noDeployment(deploymentId));
  const hidden = whyNotAccount(account, person, { accountId: account.accountId, purpose: "see" });
  return hidden === null ? ok({ person, deployment, account }) : err(noDeployment(deploymentId));
}

/** Its owner and administrators run it; risk takes risk away (`guard`), and this machine's command line does everything. */
export function whyNotRun({ person, deployment }: Seen, purpose: "run" | "guard"): AppError | null {
  const { userId, role } = person;
  const isOwner = userId !== null && userId === deployment.ownerId;
  const may = role === "admin" || (isOwner && role !== "viewer") || (purpose === "guard" && role === "risk");
  return may ? null : { kind: "deployment.not_yours", path: "deploymentId", facts: { name: deployment.name } };
}

/** The same for somebody who wants to change it. */
export async function runnableDeployment(
  deps: AccessDeps,
  actor: Actor,
  { deploymentId, purpose }: { readonly deploymentId: string; readonly purpose: "run" | "guard" },
): Promise<Result<Seen, AppError>> {
  const seen = await seenDeployment(deps, actor, deploymentId);
  if (!seen.ok) return seen;
  const why = whyNotRun(seen.value, purpose);
  return why === null ? seen : err(why);
}

/** Why a strategy is not for somebody whose scope names others; null: it is. */
export function whyNotStrategy({ strategies }: Person, strategy: string): AppError | null {
  const name = parseReference(strategy)?.slug ?? strategy;
  return strategies === undefined || strategies.includes(name)
    ? null
    : { kind: "deployment.strategy_not_yours", path: "strategy", facts: { strategy: name.slice(0, 64) } };
}

/** Accounts whose deployments somebody may see; null: all. */
export async function visibleAccounts(
  deps: AccessDeps,
  actor: Actor,
  accountId: string | null,
): Promise<readonly string[] | null> {
  const sight = await sightOf(deps, actor);
  if (sight.all) return accountId === null ? null : [accountId];
  return accountId === null ? sight.accountIds : sight.accountIds.filter((id) => id === accountId);
}
