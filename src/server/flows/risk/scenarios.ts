import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import { parseScenario, type StoredScenario } from "@/modules/risk";
import { makeScenarioStore, SCENARIOS_MAX } from "@/modules/risk/server";
import { appendAudit } from "../../platform/audit";
import type { PortfolioRiskFlows, ScenarioView } from "../contract/portfolio-risk";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { type LimitPeople, peopleFor } from "./limit-people";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId" | "work">;

/** Scenarios that people write: what a book would gain under shocks of their own. */
export function makeScenarioFlows(
  deps: Deps,
): Pick<PortfolioRiskFlows, "listScenarios" | "addScenario" | "removeScenario"> {
  const { sql, transactions, clock, newId, work } = deps;
  const scenarios = makeScenarioStore();
  const tell = (tx: FlowDeps["sql"]) =>
    work.publish(tx, { topic: "risk.limits", audience: null, payload: { limitId: null } });
  return {
    async listScenarios(actor) {
      const people = await peopleFor(deps, actor);
      return (await scenarios.list(sql)).map((scenario) => viewOf(people, scenario));
    },

    async addScenario(actor, terms) {
      const people = await peopleFor(deps, actor);
      if (people.person.role === "viewer") return err({ kind: "scenario.not_yours" });
      const read = parseScenario(terms);
      if (!read.ok) {
        const [first] = read.error;
        return err({
          kind: "scenario.malformed",
          ...(first === undefined ? {} : { path: first.path, facts: { expected: first.message } }),
          issues: read.error,
        });
      }
      const scenario: StoredScenario = {
        ...read.value,
        scenarioId: newId(),
        madeBy: actor.userId,
        madeAt: EpochMs.of(clock.nowMs()),
      };
      const made = await transactions.run(async (tx): Promise<Result<null, AppError>> => {
        if ((await scenarios.list(tx)).length >= SCENARIOS_MAX)
          return err({ kind: "scenario.too_many", facts: { max: SCENARIOS_MAX } });
        if ((await scenarios.insert(tx, scenario)) === "name_taken")
          return err({ kind: "scenario.name_taken", path: "name", facts: { name: scenario.name } });
        const { scenarioId, name, shocks } = scenario;
        await appendAudit(tx, {
          actor,
          action: "scenario.add",
          subjectType: "scenario",
          subjectId: scenarioId,
          details: { name, shocks },
        });
        await tell(tx);
        return ok(null);
      });
      return made.ok ? ok(viewOf(people, scenario)) : made;
    },

    async removeScenario(actor, scenarioId) {
      const people = await peopleFor(deps, actor);
      return transactions.run(async (tx): Promise<Result<null, AppError>> => {
        const found = (await scenarios.list(tx)).find((each) => each.scenarioId === scenarioId);
        if (found === undefined) return err({ kind: "scenario.not_found" });
        if (!mayRemove(people, found)) return err({ kind: "scenario.not_yours" });
        await scenarios.remove(tx, scenarioId);
        await appendAudit(tx, {
          actor,
          action: "scenario.remove",
          subjectType: "scenario",
          subjectId: scenarioId,
          details: { name: found.name, shocks: found.shocks },
        });
        await tell(tx);
        return ok(null);
      });
    },
  };
}

const mayRemove = ({ rules, person }: LimitPeople, { madeBy }: StoredScenario) =>
  rules || (person.role === "trader" && madeBy !== null && madeBy === person.userId);

function viewOf(people: LimitPeople, scenario: StoredScenario): ScenarioView {
  return { ...scenario, madeBy: people.nameOf(scenario.madeBy), mayRemove: mayRemove(people, scenario) };
}
