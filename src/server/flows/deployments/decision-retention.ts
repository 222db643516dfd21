import { err, ok } from "@/modules/_kernel";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { readSetting, writeSetting } from "../../platform/settings";
import type { DecisionRetentionView, RetentionFlows } from "../contract/deployment-retention";
import type { FlowDeps } from "../deps";
import { personOf } from "../trading/access";

/** Nothing is in a hurry here. */
export const LET_GO_EVERY_MS = 600_000;
/** Decisions of one transaction: a second of work. */
const AT_ONCE = 10_000;
/** The database lets nothing younger go, whatever is set. */
const DAYS_MIN = 30;
const DAYS_MAX = 36_500;

/** Until a house sets another, everything is kept. */
const FOR_EVER: DecisionRetentionView = { days: null, quietDays: null };

/** How long decisions are kept. */
export const readRetention = ({ prisma }: Pick<FlowDeps, "prisma">): Promise<DecisionRetentionView> =>
  readSetting(prisma, "decision-retention", FOR_EVER);

const isFit = (days: number | null) =>
  days === null || (Number.isInteger(days) && days >= DAYS_MIN && days <= DAYS_MAX);

/** The limits are the administrators' to set, one change a row of the audit. */
export function makeRetentionFlows(deps: Pick<FlowDeps, "prisma" | "records">): RetentionFlows {
  return {
    readDecisionRetention: () => readRetention(deps),
    async setDecisionRetention(actor, wanted) {
      const { role } = await personOf(deps.prisma, actor);
      if (role !== "admin") return err({ kind: "deployment.retention_not_yours", path: "days" });
      const wrong = (["days", "quietDays"] as const).find((name) => !isFit(wanted[name]));
      if (wrong !== undefined)
        return err({ kind: "deployment.retention_days", path: wrong, facts: { least: DAYS_MIN, most: DAYS_MAX } });
      const after = { days: wanted.days, quietDays: wanted.quietDays };
      const before = await readRetention(deps);
      await deps.records.run(async (tx) => {
        await writeSetting(tx, "decision-retention", { value: after, by: actor.userId });
        await appendAudit(tx, {
          actor,
          action: "deployment.retention",
          subjectType: "setting",
          subjectId: "decision-retention",
          details: { before, after },
        });
      });
      return ok(after);
    },
  };
}

/** Lets decisions go that are older than they are kept, with a row of the audit; answers whether more wait. */
export function makeLetDecisionsGo({ transactions, log }: Pick<FlowDeps, "transactions" | "log">) {
  const store = makeDeploymentStore();
  return async (): Promise<boolean> => {
    const gone = await transactions.run(async (tx) => {
      const count = await store.letDecisionsGo(tx, AT_ONCE);
      if (count > 0)
        await appendAudit(tx, {
          actor: { kind: "system", userId: null, requestId: "retention" },
          action: "deployment.decisions_let_go",
          subjectType: "setting",
          subjectId: "decision-retention",
          details: { count },
        });
      return count;
    });
    if (gone > 0) log.info({ gone }, "Decisions let go");
    return gone === AT_ONCE;
  };
}
