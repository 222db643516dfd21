import { err, ok, type Result } from "@/modules/_kernel";
import {
  approvalOf,
  type ChangeApproval,
  coveringOf,
  type Deployment,
  type FoundStrategy,
  parseReference,
  type StrategyParams,
  type StrategyPublication,
} from "@/modules/strategy";
import { makeOwnStrategyStore, makePublicationStore } from "@/modules/strategy/server";
import { otherDeciders } from "../../platform/identity";
import type { DeploymentChangeView } from "../contract/deployments";
import type { Actor } from "../contract/shared";
import type { AppError } from "../errors";
import { makeFindRunnable, makeFindStrategy } from "../strategies/find-strategy";
import { bindingOf } from "../strategies/publications/binding";
import { nameOf } from "../strategies/publications/publication-views";
import type { AccessDeps } from "./deployment-access";
import { isSame } from "./promotion-facts";

/** The version that a change leads to. What runs already may run on, whatever has become of the leave to begin it. */
export async function changedStrategy(
  deps: AccessDeps,
  actor: Actor,
  { deployment, asked }: { readonly deployment: Deployment; readonly asked: string },
): Promise<Result<FoundStrategy, AppError>> {
  if (asked !== deployment.strategy) {
    const runnable = await makeFindRunnable(deps)(actor, asked, "deploy");
    return runnable.ok ? ok(runnable.value.found) : runnable;
  }
  const found = await makeFindStrategy(deps)(asked);
  if (found.ok) return found;
  const { kind, name, known } = found.error;
  return err({ kind, path: "strategy", facts: { name, known: known.join(", ") } });
}

export interface Changed {
  readonly found: FoundStrategy;
  readonly params: StrategyParams;
  readonly instruments: readonly string[];
  /** Decimal text. */
  readonly capital: string;
}

/** What a change needs, and the publication that it is let in by then; null: by none. */
export interface Reach {
  readonly approval: ChangeApproval;
  readonly publicationId: string | null;
}

/** How far a change of a deployment reaches. */
export async function reachOf(
  deps: AccessDeps,
  actor: Actor,
  deployment: Deployment,
  changed: Changed,
): Promise<Reach> {
  const { found, params, instruments, capital } = changed;
  const name = found.definition.name;
  const { published, publicationId } = await publishedState(deps, actor, deployment, changed);
  const approval = approvalOf({
    mode: deployment.mode,
    isOtherVersion: name !== deployment.strategy,
    isOtherValues: !isSame(params, deployment.params),
    instruments: { before: deployment.instruments, after: instruments },
    capital: { before: deployment.capital, after: capital },
    published,
  });
  return { approval, publicationId };
}

type PublishedState = Parameters<typeof approvalOf>[0]["published"];

async function publishedState(
  deps: AccessDeps,
  actor: Actor,
  { publicationId }: Deployment,
  { found: { definition }, params }: Changed,
): Promise<{ readonly published: PublishedState; readonly publicationId: string | null }> {
  const { name, fields, own } = definition;
  const slug = own === null ? name : (parseReference(name)?.slug ?? name);
  const strategy = own === null ? null : await makeOwnStrategyStore(deps.sql).find(slug);
  const [binding, letInBy] = await Promise.all([
    bindingOf(deps, actor, { name: slug, strategy, purpose: "deploy" }),
    publicationId === null ? null : makePublicationStore(deps.sql).find(publicationId),
  ]);
  const open = binding.ok ? (binding.value ?? []) : [];
  const isBound = !binding.ok || binding.value !== null || letInBy !== null;
  if (!isBound) return { published: "unbound", publicationId: null };
  const [first, ...others] = [letInBy, ...open].filter(
    (each): each is StrategyPublication => each !== null && each.withdrawnAtMs === null && nameOf(each) === name,
  );
  if (first !== undefined) {
    const covering = coveringOf([first, ...others], fields, params);
    return covering.ok
      ? { published: "inside", publicationId: covering.value.publicationId }
      : { published: "outside", publicationId };
  }
  const isWithdrawn = letInBy !== null && letInBy.withdrawnAtMs !== null && nameOf(letInBy) === name;
  return { published: isWithdrawn ? "withdrawn" : "outside", publicationId };
}

/** Whether there is somebody besides the asking person who could let it in. */
export async function needFor(
  { sql }: Pick<AccessDeps, "sql">,
  actor: Pick<Actor, "userId">,
  { need, because }: ChangeApproval,
): Promise<DeploymentChangeView["approval"]> {
  if (need === "none") return { need, because };
  const deciders = await otherDeciders(sql, actor.userId);
  // The command line is nobody's in particular: alone here, its administrator would look at what they asked for themselves.
  const isOn = deciders.length > (actor.userId === null ? 1 : 0);
  return { need: isOn ? "second" : "off", because };
}
