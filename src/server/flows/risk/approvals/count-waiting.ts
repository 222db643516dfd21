import type { ApprovalFlows, WaitingFlows } from "../../contract/approvals";
import type { StageFlows } from "../../contract/deployment-stages";
import type { ProtectionFlows } from "../../contract/protection";
import type { RiskFlows } from "../../contract/risk";

type Lists = Pick<ApprovalFlows, "listApprovals"> &
  Pick<RiskFlows, "listLimitChanges"> &
  Pick<ProtectionFlows, "listWaitingProtection"> &
  Pick<StageFlows, "listAskedChanges">;

interface Waiting {
  readonly state: string;
  readonly mayDecide: boolean;
}
const countOf = (all: readonly Waiting[]): number =>
  all.filter(({ state, mayDecide }) => state === "waiting" && mayDecide).length;

/** Everything that waits for the asking person, counted from the lists they would see. */
export function makeWaitingFlows({
  listApprovals,
  listLimitChanges,
  listWaitingProtection,
  listAskedChanges,
}: Lists): WaitingFlows {
  return {
    async countWaiting(actor) {
      const [{ approvals }, changes, protection, asked] = await Promise.all([
        listApprovals(actor),
        listLimitChanges(actor, null),
        listWaitingProtection(actor),
        listAskedChanges(actor),
      ]);
      return {
        orders: countOf(approvals),
        limits: countOf(changes),
        protection: countOf(protection),
        deployments: countOf(asked),
      };
    },
  };
}
