import type { RiskDeskFlows } from "../contract/risk";
import { makeListAskedChanges } from "../deployments/list-asked-changes";
import type { FlowDeps } from "../deps";
import { makeTeamFlows, type TeamParts } from "../team/team-flows";
import type { SubmitDeps } from "../trading/submit-order";
import { makeApprovalFlows } from "./approvals/approval-flows";
import { makeWaitingFlows } from "./approvals/count-waiting";
import type { LimitDeps } from "./change-limit";
import { makeDrillFlows } from "./drill/drill-flows";
import { makeRiskFlows } from "./limit-flows";
import { makeStopFlows } from "./stop/stop-flows";

/** Everything about risk, joined: the team is looked at and stopped through the rest of it. */
export function makeRiskDeskFlows(
  deps: LimitDeps & SubmitDeps & Pick<FlowDeps, "records">,
  parts: Omit<TeamParts, "readLimitUsage" | "listLimits" | "stop">,
): RiskDeskFlows {
  const [risk, stop, approvals] = [makeRiskFlows(deps), makeStopFlows(deps), makeApprovalFlows(deps)];
  return {
    ...risk,
    ...approvals,
    ...makeWaitingFlows({ ...risk, ...approvals, listAskedChanges: makeListAskedChanges(deps) }),
    ...stop,
    ...makeDrillFlows(deps),
    ...makeTeamFlows(deps, { ...parts, ...risk, ...stop }),
  };
}
