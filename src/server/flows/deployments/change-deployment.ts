import { EpochMs, err, ok } from "@/modules/_kernel";
import { isSessionResolution, resolutionMs } from "@/modules/data";
import { type Deployment, decides, type PendingChange, type StrategyParams } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { StageFlows } from "../contract/deployment-stages";
import type { DeploymentChangeView } from "../contract/deployments";
import type { Answer } from "../contract/shared";
import type { FlowDeps } from "../deps";
import { checkStrategy, claimedStrategy } from "./create-deployment";
import { noDeployment, runnableDeployment } from "./deployment-access";
import { tellOfDeployment } from "./move-deployment";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "signals">;

/** A change may wait this long: whoever asked for it is still here to see it. */
const WAIT_MAX_MS = 30 * 86_400_000;

/** Says what other parameters or another version change, and with `commit` lets them take effect at the next bar or a stated one. */
export function makeChangeDeployment(deps: Deps): StageFlows["changeDeployment"] {
  const { transactions, clock, work, signals } = deps;
  return async (actor, { deploymentId, params, strategy, from, commit }) => {
    const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
    if (!seen.ok) return seen;
    const { deployment } = seen.value;
    const asked = strategy ?? deployment.strategy;
    if (claimedStrategy(asked) !== claimedStrategy(deployment.strategy))
      return err({ kind: "deployment.other_strategy", path: "strategy", facts: { name: deployment.name } });
    const nowMs = clock.nowMs();
    if (from !== null && (from < nowMs || from > nowMs + WAIT_MAX_MS))
      return err({ kind: "deployment.from", path: "from", facts: { days: WAIT_MAX_MS / 86_400_000 } });
    const checked = await checkStrategy(deps, actor, {
      ...deployment,
      strategy: asked,
      params: { ...deployment.params, ...params },
    });
    if (!checked.ok) return checked;
    const change: PendingChange = {
      params: checked.value.params,
      strategy: checked.value.strategy === deployment.strategy ? null : checked.value.strategy,
      atMs: nowMs,
      fromMs: from,
    };
    if (!commit) return ok(changeView(deployment, change));
    const done = await transactions.run(async (tx): Answer<DeploymentChangeView> => {
      const store = makeDeploymentStore();
      const locked = await store.lock(tx, deploymentId);
      if (locked === null) return err(noDeployment(deploymentId));
      if (locked.standing.status === "stopped")
        return err({
          kind: "deployment.not_now",
          path: "deploymentId",
          facts: { name: locked.name, from: locked.standing.status, event: "change" },
        });
      const view = changeView(locked, change);
      await store.setPending(tx, deploymentId, view.differences.length === 0 ? null : change);
      await appendAudit(tx, {
        actor,
        action: "deployment.change",
        subjectType: "deployment",
        subjectId: deploymentId,
        details: { name: locked.name, differences: view.differences, from },
      });
      await tellOfDeployment(tx, work, deploymentId);
      return ok(view);
    });
    if (done.ok) signals.send("deployments", deploymentId);
    return done;
  };
}

interface Setting {
  readonly strategy: string;
  readonly params: StrategyParams;
}

/** What differs between two settings: the version first, then parameters by name. */
export function differencesOf(before: Setting, after: Setting): DeploymentChangeView["differences"] {
  const names = [...new Set([...Object.keys(before.params), ...Object.keys(after.params)])].toSorted();
  const text = (value: StrategyParams[string] | undefined) => (value === undefined ? null : String(value));
  return [
    ...(before.strategy === after.strategy
      ? []
      : [{ name: "strategy", before: before.strategy, after: after.strategy }]),
    ...names
      .filter((name) => before.params[name] !== after.params[name])
      .map((name) => ({ name, before: text(before.params[name]), after: text(after.params[name]) })),
  ];
}

/** A change of a deployment against what holds. */
export function changeView(deployment: Deployment, change: PendingChange): DeploymentChangeView {
  const { decidedToMs, resolution, standing } = deployment;
  const isRegular = decides(standing) && decidedToMs !== null && !isSessionResolution(resolution);
  const strategy = change.strategy ?? deployment.strategy;
  return {
    strategy,
    params: change.params,
    differences: differencesOf(deployment, { strategy, params: change.params }),
    askedAt: change.atMs,
    // Bars of a session follow its calendar: when the next begins is known when it comes.
    takesEffectAt: change.fromMs ?? (isRegular ? EpochMs.of(decidedToMs + resolutionMs(resolution)) : null),
  };
}
