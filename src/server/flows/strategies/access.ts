import { err, ok, type Result } from "@/modules/_kernel";
import type { StoredStrategy } from "@/modules/strategy";
import { makeOwnStrategyStore } from "@/modules/strategy/server";
import { findUser } from "../../platform/identity";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

export type AccessDeps = Pick<FlowDeps, "sql" | "prisma">;

export const strategyNotFound = (slug: string): AppError => ({
  kind: "strategy.unknown",
  path: "slug",
  facts: { slug },
});

/** Whoever can run commands on this machine is an administrator of it, until they say whom they stand for. */
export async function isAdmin({ prisma }: Pick<AccessDeps, "prisma">, { kind, userId }: Actor): Promise<boolean> {
  if (userId === null) return kind === "cli" || kind === "system";
  return (await findUser(prisma, userId))?.view.role === "admin";
}

export const mayRead = (strategy: StoredStrategy, { userId }: Actor, admin: boolean): boolean =>
  admin || strategy.shared || (userId !== null && strategy.ownerId === userId);

export const mayChange = (strategy: StoredStrategy, { userId }: Actor, admin: boolean): boolean =>
  admin || (userId !== null && strategy.ownerId === userId);

/** The strategy, where this person may read it: their own, a shared one, or any for admins. */
export async function findReadable(
  deps: AccessDeps,
  actor: Actor,
  slug: string,
): Promise<Result<StoredStrategy, AppError>> {
  const strategy = await makeOwnStrategyStore(deps.sql).find(slug);
  if (strategy === null || !mayRead(strategy, actor, await isAdmin(deps, actor))) return err(strategyNotFound(slug));
  return ok(strategy);
}

/** Says whether this person may change a strategy. One that they may not even see is not found. */
export async function changeable(
  deps: AccessDeps,
  actor: Actor,
  slug: string,
  strategy: StoredStrategy | null,
): Promise<Result<StoredStrategy, AppError>> {
  const admin = await isAdmin(deps, actor);
  if (strategy === null || !mayRead(strategy, actor, admin)) return err(strategyNotFound(slug));
  if (mayChange(strategy, actor, admin)) return ok(strategy);
  return err({ kind: "strategy.not_yours", path: "slug", facts: { slug } });
}
