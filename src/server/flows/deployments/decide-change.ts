import { err, ok, type Result } from "@/modules/_kernel";
import type { AskedChange, PendingChange } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { findUser } from "../../platform/identity";
import type { StageFlows } from "../contract/deployment-stages";
import type { DeploymentChangeView } from "../contract/deployments";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { tellPerson } from "../notifications/tell-person";
import type { Person } from "../trading/access";
import type { ChangeDeps } from "./change-deployment";
import { leavingOf, reclaim } from "./change-instruments";
import { changeView, isAsItWas } from "./change-views";
import { noDeployment, type Seen, seenDeployment, whyNotRun } from "./deployment-access";
import { tellOfDeployment } from "./move-deployment";

const OUTCOMES = { approve: "approved", reject: "rejected", withdraw: "withdrawn" } as const;
type Decision = keyof typeof OUTCOMES;

/** Lets a change in that waits for a second person, refuses it, or takes it back. */
export function makeDecideChange(deps: ChangeDeps): StageFlows["decideDeploymentChange"] {
  const { sql, transactions, clock, work, signals } = deps;
  const store = makeDeploymentStore();
  return async (actor, { changeId, decision }) => {
    const change = await store.findChange(sql, changeId);
    const seen = change === null ? null : await seenDeployment(deps, actor, change.deploymentId);
    if (change === null || seen?.ok !== true) return err(noChange(changeId));
    const why = whyNotDecide(seen.value, change, decision);
    if (why !== null) return err(why);
    const { deploymentId } = change;
    const outcome = OUTCOMES[decision];
    const done = await transactions.run(async (tx): Promise<Result<null, AppError>> => {
      const locked = await store.lock(tx, deploymentId);
      if (locked === null) return err(noDeployment(deploymentId));
      const nowMs = clock.nowMs();
      const waiting = await store.waitingChange(tx, deploymentId, nowMs);
      if (waiting?.changeId !== changeId)
        return err({ kind: "deployment.change_over", path: "changeId", facts: { name: locked.name } });
      if (decision === "approve") {
        if (!isAsItWas(locked, change))
          return err({ kind: "deployment.change_stale", path: "changeId", facts: { name: locked.name } });
        const pending = pendingOf(change, nowMs);
        const taken = await reclaim(tx, locked, pending.instruments);
        if (taken !== null) return err(taken);
        await store.setPending(tx, deploymentId, pending);
      }
      await store.decideChange(tx, changeId, { outcome, by: actor.userId, atMs: nowMs });
      await appendAudit(tx, {
        actor,
        action: `deployment.change_${outcome}`,
        subjectType: "deployment",
        subjectId: deploymentId,
        details: { name: locked.name, changeId, after: change.after, because: change.because },
      });
      if (change.askedBy !== null && change.askedBy !== actor.userId)
        await tellPerson(deps, tx, {
          userId: change.askedBy,
          severity: "info",
          messageKey: "deployment.change_decided",
          facts: { name: locked.name, outcome },
          href: `/strategies/deployments/${deploymentId}`,
        });
      await work.publish(tx, { topic: "deployments.approvals", audience: null, payload: { changeId } });
      await tellOfDeployment(tx, work, deploymentId);
      return ok(null);
    });
    if (!done.ok) return done;
    signals.send("deployments", deploymentId);
    return ok({ deploymentId, outcome });
  };
}

const noChange = (changeId: string): AppError => ({
  kind: "deployment.change_not_found",
  path: "changeId",
  facts: { changeId: changeId.slice(0, 64) },
});

const decides = ({ role }: Person): boolean => role === "admin" || role === "risk";

/** Whoever asked may take it back, and so may who runs it; risk and administrators decide on what others asked for. */
export function whyNotDecide(seen: Seen, change: AskedChange, decision: Decision): AppError | null {
  const { person, deployment } = seen;
  const isAsker = change.askedBy === person.userId;
  if (decision === "withdraw") return isAsker ? null : whyNotRun(seen, "run");
  if (isAsker) return { kind: "deployment.change_own", path: "changeId", facts: { name: deployment.name } };
  const { status } = deployment.standing;
  if (decision === "approve" && status === "stopped")
    return {
      kind: "deployment.not_now",
      path: "changeId",
      facts: { name: deployment.name, from: status, event: "change" },
    };
  return decides(person)
    ? null
    : { kind: "deployment.not_approver", path: "changeId", facts: { name: deployment.name } };
}

function pendingOf(change: AskedChange, nowMs: PendingChange["atMs"]): PendingChange {
  const { before, after, fromMs } = change;
  return {
    params: after.params,
    instruments: after.instruments?.join() === before.instruments?.join() ? null : after.instruments,
    strategy: after.strategy === before.strategy ? null : after.strategy,
    capital: after.capital === before.capital ? null : after.capital,
    atMs: nowMs,
    // A moment that passed meanwhile is the next bar.
    fromMs: fromMs !== null && fromMs > nowMs ? fromMs : null,
  };
}

/** The change of a deployment that waits for a second person, as somebody sees it; null: none, or the deployment runs as something else by now. */
export async function waitingView(
  { sql, prisma, clock }: Pick<FlowDeps, "sql" | "prisma" | "clock">,
  seen: Seen,
): Promise<DeploymentChangeView | null> {
  const { deployment, person } = seen;
  const change = await makeDeploymentStore().waitingChange(sql, deployment.deploymentId, clock.nowMs());
  if (change === null || !isAsItWas(deployment, change)) return null;
  const pending = pendingOf(change, change.askedAtMs);
  const asker = change.askedBy === null ? null : await findUser(prisma, change.askedBy);
  const { changeId, askedAtMs, expiresAtMs, because } = change;
  return changeView(deployment, pending, {
    leaving: await leavingOf(sql, deployment, pending),
    approval: { need: "second", because },
    waits: {
      changeId,
      askedBy: asker?.view.name || asker?.view.email || null,
      askedAt: askedAtMs,
      expiresAt: expiresAtMs,
      mayDecide: whyNotDecide(seen, change, "approve") === null && mayAct(person),
      mayWithdraw: whyNotDecide(seen, change, "withdraw") === null && mayAct(person),
    },
  });
}

export const mayAct = ({ role }: Pick<Person, "role">): boolean => role !== "viewer";
