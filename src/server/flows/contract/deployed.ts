import type { AllocationFlows } from "./deployment-allocation";
import type { ResultFlows } from "./deployment-results";
import type { RetentionFlows } from "./deployment-retention";
import type { ShadowFlows } from "./deployment-shadows";
import type { StageFlows } from "./deployment-stages";
import type { DeploymentFlows } from "./deployments";

/** Everything about strategies that run by themselves. */
export interface DeployedFlows
  extends DeploymentFlows,
    ShadowFlows,
    StageFlows,
    ResultFlows,
    AllocationFlows,
    RetentionFlows {}
