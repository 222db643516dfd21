import type { SqlPort } from "@/modules/_kernel";
import {
  applyDeploymentEvent,
  type Deployment,
  type DeploymentEvent,
  type DeploymentReason,
  isOver,
} from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import type { DeskContext } from "./desk-context";

type Moved = { readonly moved: Deployment } | { readonly refused: AppError };

/** Takes a locked deployment to where an event takes it, with the news of it. What is over lets go of its instruments. */
export async function moveDeployment(
  tx: SqlPort,
  { work }: Pick<FlowDeps, "work">,
  before: Deployment,
  { event, by }: { readonly event: DeploymentEvent; readonly by: Actor["userId"] },
): Promise<Moved> {
  const applied = applyDeploymentEvent(before.standing, event);
  if (!applied.ok) {
    const { kind, from, event: of } = applied.error;
    return { refused: { kind, path: "deploymentId", facts: { name: before.name, from, event: of } } };
  }
  const store = makeDeploymentStore();
  const moved = await store.move(tx, before, { event: event.type, standing: applied.value, by });
  if (isOver(moved.standing)) await store.unclaim(tx, moved.deploymentId);
  await tellOfDeployment(tx, work, moved.deploymentId);
  return { moved };
}

/** News for everybody who is signed in: what it says of it, each reads as far as they may. */
export function tellOfDeployment(tx: SqlPort, work: FlowDeps["work"], deploymentId: string): Promise<void> {
  return work.publish(tx, { topic: "deployments.changed", audience: null, payload: { deploymentId } });
}

/** It cannot go on, and for what reason. */
export const broke = ({ clock }: DeskContext, reason: DeploymentReason): DeploymentEvent => ({
  type: "broke",
  atMs: clock.nowMs(),
  reason,
});

/** Takes it where the event takes it, unless somebody else has moved it meanwhile. */
export async function move(context: DeskContext, before: Deployment, event: DeploymentEvent): Promise<boolean> {
  const { transactions, store, log } = context;
  return transactions.run(async (tx) => {
    const locked = await store.lock(tx, before.deploymentId);
    if (locked === null || locked.transitions !== before.transitions) return false;
    const change = await moveDeployment(tx, context, locked, { event, by: null });
    if ("refused" in change) return false;
    const { deploymentId } = before;
    log.info({ deploymentId, event: event.type, status: change.moved.standing.status }, "Deployment moved");
    return true;
  });
}
