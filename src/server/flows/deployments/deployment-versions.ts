import { EpochMs, err, ok } from "@/modules/_kernel";
import type { Deployment, DeploymentEpoch } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { DeploymentVersionView, StageFlows } from "../contract/deployment-stages";
import type { FlowDeps } from "../deps";
import { differencesOf } from "./change-views";
import { runnableDeployment, seenDeployment } from "./deployment-access";
import { isSame } from "./promotion-facts";

/** Times a strategy was begun anew that are looked at: newest first. */
const EPOCHS_MAX = 500;

/** What a deployment ran as, and the way back to it. */
export function makeVersionFlows(
  deps: Pick<FlowDeps, "sql" | "prisma">,
  change: StageFlows["changeDeployment"],
): Pick<StageFlows, "listDeploymentVersions" | "rollbackDeployment"> {
  return {
    async listDeploymentVersions(actor, deploymentId) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      return seen.ok ? ok(await readVersions(deps, seen.value.deployment)) : seen;
    },
    async rollbackDeployment(actor, { deploymentId, commit }) {
      const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
      if (!seen.ok) return seen;
      const { deployment } = seen.value;
      const [, before] = await readVersions(deps, deployment);
      if (before === undefined)
        return err({ kind: "deployment.no_version", path: "deploymentId", facts: { name: deployment.name } });
      const { strategy, params, instruments } = before;
      const as = { strategy, params, instruments, capital: null, from: null };
      return change(actor, { deploymentId, ...as, windDown: false, commit });
    },
  };
}

/** Versions, instruments and parameters that it ran as, newest first: what was begun anew as it was is one. */
async function readVersions(
  { sql }: Pick<FlowDeps, "sql">,
  deployment: Deployment,
): Promise<readonly DeploymentVersionView[]> {
  const epochs = await makeDeploymentStore().listEpochs(sql, deployment.deploymentId, EPOCHS_MAX);
  const versions: DeploymentVersionView[] = [];
  let before: DeploymentEpoch | null = null;
  for (const epoch of epochs.toReversed()) {
    const strategy = epoch.strategy ?? deployment.strategy;
    const was = before === null ? null : { ...before, strategy: before.strategy ?? deployment.strategy };
    const now = { strategy, params: epoch.params, instruments: epoch.instruments };
    const isSameMarket = was?.instruments.join() === now.instruments.join();
    if (was !== null && isSameMarket && was.strategy === strategy && isSame(was.params, epoch.params)) continue;
    versions.push({
      epoch: epoch.epoch,
      strategy,
      strategyVersion: epoch.strategyVersion,
      params: epoch.params,
      instruments: epoch.instruments,
      from: EpochMs.of(epoch.begunAtMs),
      current: false,
      differences: was === null ? [] : differencesOf(settingAt(was), now),
    });
    before = epoch;
  }
  return versions.toReversed().map((version, index) => ({ ...version, current: index === 0 }));
}

const settingAt = ({
  strategy,
  params,
  instruments,
}: Pick<DeploymentVersionView, "strategy" | "params" | "instruments">) => ({
  strategy,
  params,
  instruments,
});
