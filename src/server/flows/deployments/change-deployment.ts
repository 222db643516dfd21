import { EpochMs, err, ok } from "@/modules/_kernel";
import { isSessionResolution, resolutionMs } from "@/modules/data";
import { type Deployment, decides, type StrategyParams } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { DeploymentChangeView, DeploymentFlows } from "../contract/deployments";
import type { Answer } from "../contract/shared";
import type { FlowDeps } from "../deps";
import { checkStrategy } from "./create-deployment";
import { noDeployment, runnableDeployment } from "./deployment-access";
import { tellOfDeployment } from "./move-deployment";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "signals">;

/** Says what other parameters change, and with `commit` lets them take effect at the next bar. */
export function makeChangeDeployment(deps: Deps): DeploymentFlows["changeDeployment"] {
  const { transactions, clock, work, signals } = deps;
  return async (actor, { deploymentId, params, commit }) => {
    const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
    if (!seen.ok) return seen;
    const { deployment } = seen.value;
    const checked = await checkStrategy(deps, actor, { ...deployment, params: { ...deployment.params, ...params } });
    if (!checked.ok) return checked;
    const change = { params: checked.value.params, askedAt: clock.nowMs() };
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
      const pending = view.differences.length === 0 ? null : { params: change.params, atMs: change.askedAt };
      await store.setPending(tx, deploymentId, pending);
      await appendAudit(tx, {
        actor,
        action: "deployment.change",
        subjectType: "deployment",
        subjectId: deploymentId,
        details: { name: locked.name, differences: view.differences },
      });
      await tellOfDeployment(tx, work, deploymentId);
      return ok(view);
    });
    if (done.ok) signals.send("deployments", deploymentId);
    return done;
  };
}

/** A change of parameters against those that hold, by name. */
export function changeView(
  { params: before, decidedToMs, resolution, standing }: Deployment,
  { params, askedAt }: Pick<DeploymentChangeView, "params" | "askedAt">,
): DeploymentChangeView {
  const names = [...new Set([...Object.keys(before), ...Object.keys(params)])].toSorted();
  const text = (value: StrategyParams[string] | undefined) => (value === undefined ? null : String(value));
  const isRegular = decides(standing) && decidedToMs !== null && !isSessionResolution(resolution);
  return {
    params,
    differences: names
      .filter((name) => before[name] !== params[name])
      .map((name) => ({ name, before: text(before[name]), after: text(params[name]) })),
    askedAt,
    // Bars of a session follow its calendar: when the next begins is known when it comes.
    takesEffectAt: isRegular ? EpochMs.of(decidedToMs + resolutionMs(resolution)) : null,
  };
}
