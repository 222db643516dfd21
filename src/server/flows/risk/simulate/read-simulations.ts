import { err, ok } from "@/modules/_kernel";
import type { LimitSimulation } from "@/modules/risk";
import { makeSimulationStore } from "@/modules/risk/server";
import { readJob } from "../../../platform/work";
import type { LimitReplayFlows, LimitSimulationView } from "../../contract/limit-replay";
import type { FlowDeps } from "../../deps";
import { sightOf } from "../../trading/access";
import { findSource, findSources, keyOf, nameOf, type SourceFacts } from "./read-source";

type Deps = Pick<FlowDeps, "sql" | "prisma">;

/** Simulations as people look at them: those of accounts and backtests that they may see. */
export function makeReadSimulations(deps: Deps): Pick<LimitReplayFlows, "readSimulation" | "listSimulations"> {
  const { sql } = deps;
  const simulations = makeSimulationStore();
  return {
    async readSimulation(actor, simulationId) {
      const none = err({ kind: "limit.simulation_not_found", path: "simulationId" } as const);
      const simulation = await simulations.find(sql, simulationId);
      const source = simulation === null ? null : await findSource(deps, actor, simulation.source);
      if (simulation === null || source?.ok !== true) return none;
      const view = await viewOf(deps, simulation, source.value);
      return ok({ ...view, replay: await simulations.readResult(sql, simulationId) });
    },

    async listSimulations(actor, of) {
      const sight = await sightOf(deps, actor);
      const found = await simulations.list(sql, { ...of, accountIds: sight.all ? null : sight.accountIds });
      const sources = await findSources(
        deps,
        actor,
        found.map(({ source }) => source),
      );
      const views = found.map(async (simulation) => {
        const facts = sources.get(keyOf(simulation.source));
        return facts === undefined ? [] : [await viewOf(deps, simulation, facts)];
      });
      return (await Promise.all(views)).flat();
    },
  };
}

/** Its job says how it stands until it has a result; a job that is no longer kept has failed. */
async function viewOf(
  { sql }: Deps,
  { simulationId, jobId, terms, source, askedAt, outcome }: LimitSimulation,
  facts: SourceFacts,
): Promise<LimitSimulationView> {
  const job = outcome === null ? await readJob(sql, jobId) : null;
  return {
    simulationId,
    jobId,
    terms,
    source,
    sourceName: nameOf(facts),
    askedAt,
    createdBy: job?.createdBy ?? null,
    status: outcome === null ? (job?.status ?? "failed") : "succeeded",
    progress: job?.progress ?? { done: 0, total: null, unit: "" },
    cancelRequested: job?.cancelRequested ?? false,
    error: job?.error ?? null,
    outcome,
  };
}
