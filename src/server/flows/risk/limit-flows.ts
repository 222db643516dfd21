import { makeLimitStore } from "@/modules/risk/server";
import type { RiskFlows } from "../contract/risk";
import { type LimitDeps, makeChangeLimitFlows } from "./change-limit";
import { maySee, peopleFor } from "./limit-people";
import { changeView } from "./limit-views";
import { makeListRiskEvents } from "./list-risk-events";
import { makeProtectionFlows } from "./protection/policy-flows";
import { makeReadLimitUsage } from "./read-limit-usage";
import { makeReadPortfolioRisk } from "./read-portfolio-risk";
import { makeScenarioFlows } from "./scenarios";
import { makeReadSimulations } from "./simulate/read-simulations";
import { makeSimulateLimit } from "./simulate/simulate-limit";

/** Limits of the house and the risk of accounts: who asks for them, who lets them in, and how accounts stand. */
export function makeRiskFlows(deps: LimitDeps): RiskFlows {
  const { sql, clock } = deps;
  const limits = makeLimitStore();
  return {
    ...makeChangeLimitFlows(deps),
    ...makeScenarioFlows(deps),
    ...makeReadLimitUsage(deps),
    ...makeReadSimulations(deps),
    ...makeProtectionFlows(deps),
    listRiskEvents: makeListRiskEvents(deps),
    readPortfolioRisk: makeReadPortfolioRisk(deps),
    simulateLimit: makeSimulateLimit(deps),

    async listLimits(actor) {
      const people = await peopleFor(deps, actor);
      const [standing, waiting] = await Promise.all([
        limits.list(sql),
        limits.changes(sql, { waitingAt: clock.nowMs() }),
      ]);
      return {
        fourEyes: people.fourEyes,
        limits: standing
          .filter(({ scope }) => maySee(people, scope))
          .map((limit) => ({
            ...limit,
            scope: people.scopeView(limit.scope),
            waiting: waiting.find((change) => change.limitId === limit.limitId)?.changeId ?? null,
          })),
      };
    },

    listLimitSubjects: async (actor) => (await peopleFor(deps, actor)).subjects,

    async listLimitChanges(actor, limitId) {
      const people = await peopleFor(deps, actor);
      const nowMs = clock.nowMs();
      const found = await limits.changes(sql, limitId === null ? "all" : { limitId });
      const views = found
        .filter(({ scope }) => maySee(people, scope))
        .map((change) => changeView(people, change, nowMs));
      return [...views.filter(({ state }) => state === "waiting"), ...views.filter(({ state }) => state !== "waiting")];
    },
  };
}
