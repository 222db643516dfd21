import { ok } from "@/modules/_kernel";
import type { DeployedFlows } from "../contract/deployed";
import type { Actor } from "../contract/shared";
import type { FlowDeps } from "../deps";
import type { SubmitDeps } from "../trading/submit-order";
import { makeAllocationFlows } from "./allocation-flows";
import { makeChangeDeployment } from "./change-deployment";
import { makeParityFlows } from "./compare-parity";
import { makeCreateDeployment } from "./create-deployment";
import { makeDecideChange } from "./decide-change";
import { makeRetentionFlows } from "./decision-retention";
import { makeVersionFlows } from "./deployment-versions";
import { makeFlatten } from "./flatten-deployment";
import { makeListAskedChanges } from "./list-asked-changes";
import { makePromotionFlows } from "./promote-deployment";
import { makeTermsFlows } from "./promotion-terms";
import { makeReadDeployments } from "./read-deployments";
import { makeResultFlows } from "./read-results";
import { makeShadowFlows } from "./shadow-deployment";
import { makeSteer } from "./steer-deployment";

/** Joins the flows about deployments. */
export function makeDeploymentFlows(deps: SubmitDeps & Pick<FlowDeps, "records" | "log">): DeployedFlows {
  const reads = makeReadDeployments(deps);
  const create = makeCreateDeployment(deps);
  const steer = makeSteer(deps);
  const flatten = makeFlatten(deps);
  const changeDeployment = makeChangeDeployment(deps);
  const steering = (verb: "start" | "pause" | "stop") => async (actor: Actor, deploymentId: string) => {
    const done = await steer(actor, deploymentId, verb);
    return done.ok ? reads.readDeployment(actor, deploymentId) : done;
  };
  return {
    ...reads,
    ...makePromotionFlows(deps),
    ...makeParityFlows(deps),
    ...makeShadowFlows(deps, reads.readDeployment),
    ...makeTermsFlows(deps),
    ...makeRetentionFlows(deps),
    ...makeResultFlows(deps),
    ...makeAllocationFlows(deps),
    ...makeVersionFlows(deps, changeDeployment),
    changeDeployment,
    decideDeploymentChange: makeDecideChange(deps),
    listAskedChanges: makeListAskedChanges(deps),
    startDeployment: steering("start"),
    pauseDeployment: steering("pause"),
    stopDeployment: steering("stop"),
    async createDeployment(actor, input) {
      const created = await create(actor, input);
      return created.ok ? reads.readDeployment(actor, created.value) : created;
    },
    async flattenDeployment(actor, input) {
      const done = await flatten(actor, input);
      if (!done.ok) return done;
      const deployment = await reads.readDeployment(actor, input.deploymentId);
      return deployment.ok ? ok({ deployment: deployment.value, ...done.value }) : deployment;
    },
  };
}
