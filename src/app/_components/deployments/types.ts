import type { RouterInputs, RouterOutputs } from "@/server/api/root";

/** Shapes of the API as the pages of deployments use them. */
export type DeploymentLine = RouterOutputs["deployments"]["list"][number];
export type DeploymentDetail = RouterOutputs["deployments"]["get"];
export type Decision = RouterOutputs["deployments"]["trace"]["rows"][number];
export type Gate = Decision["gates"][number];
export type Outcome = Decision["outcome"];
export type Change = RouterOutputs["deployments"]["change"];
export type NewDeployment = RouterInputs["deployments"]["create"];
export type Params = DeploymentLine["params"];
