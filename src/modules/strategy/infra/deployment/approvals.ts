import type { Deployments } from "../../ports-deployments";
import { approvalRows } from "./deployment-rows";

/** Who said that a deployment goes on. */
export function makeApprovals(): Pick<Deployments, "approve" | "listApprovals"> {
  return {
    async approve(tx, deploymentId, { stage, by, strategy, strategyVersion, params, approvedAtMs }) {
      await tx.$executeRaw`
        INSERT INTO deployment_approval (deployment_id, number, stage, by_user, strategy, strategy_version, params, approved_at)
        SELECT ${deploymentId}, coalesce(max(number), 0) + 1, ${stage}, ${by}, ${strategy}, ${strategyVersion},
          ${JSON.stringify(params)}::jsonb, ${new Date(approvedAtMs)}
        FROM deployment_approval WHERE deployment_id = ${deploymentId}`;
    },
    async listApprovals(sql, deploymentId, limit) {
      return approvalRows.parse(
        await sql.$queryRaw`
          SELECT stage, by_user, strategy, strategy_version, params, approved_at FROM deployment_approval
          WHERE deployment_id = ${deploymentId} ORDER BY number DESC LIMIT ${limit}`,
      );
    },
  };
}
