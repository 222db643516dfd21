import type { ApprovalFlows, WaitingFlows } from "../../contract/approvals";
import type { StageFlows } from "../../contract/deployment-stages";
import type { RiskFlows } from "../../contract/risk";

type Lists = Pick<ApprovalFlows, "listApprovals"> &
  Pick<RiskFlows, "listLimitChanges"> &
  Pick<StageFlows, "listAskedChanges">;

interface Waiting {
  readonly state: string;
  readonly mayDecide: boolean;
}
const countOf = (all: readonly Waiting[]): number =>
  all.filter(({ state, mayDecide }) => state === "waiting" && mayDecide).length;

/** Everything that waits for the asking person, counted from the lists they would see. */
export function makeWaitingFlows({ listApprovals, listLimitChanges, listAskedChanges }: Lists): WaitingFlows {
  return {
    async countWaiting(actor) {
      const [{ approvals }, changes, asked] = await Promise.all([
        listApprovals(actor),
        listLimitChanges(actor, null),
        listAskedChanges(actor),
      ]);
      return { orders: countOf(approvals), limits: countOf(changes), deployments: countOf(asked) };
    },
  };
}
