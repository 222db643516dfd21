import { err, ok, type Result, type UserId } from "@/modules/_kernel";
import type { StoredStrategy, StrategyPublication } from "@/modules/strategy";
import { makePublicationStore } from "@/modules/strategy/server";
import { readSetting } from "../../../platform/settings";
import type { Actor } from "../../contract";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { personOf } from "../../trading/access";
import { type AccessDeps, isAdmin, mayRead, strategyNotFound } from "../access";

/** `test`: on stored bars, with nobody's money. `deploy`: on an account. */
export type RunPurpose = "test" | "deploy";

/** Publications that somebody has to keep within: there is one at least. */
export type Bound = readonly [StrategyPublication, ...StrategyPublication[]];

export const readPublicationTerms = ({ prisma }: Pick<FlowDeps, "prisma">) =>
  readSetting(prisma, "publication-terms", { isRequired: false });

/** What is published to somebody of one strategy, or (null) of all, newest first; nothing that their scope does not name. */
export async function publishedTo(
  deps: AccessDeps,
  actor: Actor,
  strategy: string | null,
): Promise<readonly StrategyPublication[]> {
  if (actor.userId === null) return [];
  const { role, strategies } = await personOf(deps.prisma, actor);
  if (role === "viewer") return [];
  const all = await makePublicationStore(deps.sql).listFor(actor.userId, strategy);
  return strategies === undefined ? all : all.filter((each) => strategies.includes(each.strategy));
}

/**
 * What binds somebody who wants to run a strategy: null is nothing, for its author, for administrators, and for what everybody may run.
 * What they may not even see is not found.
 */
export async function bindingOf(
  deps: AccessDeps,
  actor: Actor,
  {
    name,
    strategy,
    purpose,
  }: { readonly name: string; readonly strategy: StoredStrategy | null; readonly purpose: RunPurpose },
): Promise<Result<Bound | null, AppError>> {
  if (isOwn(strategy, actor.userId) || (await isAdmin(deps, actor))) return ok(null);
  const isOpen = strategy === null || mayRead(strategy, actor, false);
  if (isOpen && (purpose === "test" || !(await readPublicationTerms(deps)).isRequired)) return ok(null);
  const [first, ...others] = await publishedTo(deps, actor, name);
  if (first !== undefined) return ok([first, ...others]);
  return err(
    isOpen ? { kind: "publication.required", path: "strategy", facts: { strategy: name } } : strategyNotFound(name),
  );
}

const isOwn = (strategy: StoredStrategy | null, userId: UserId | null): boolean =>
  strategy !== null && userId !== null && strategy.ownerId === userId;
