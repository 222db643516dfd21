import { z } from "zod";
import { EpochMs, UserId } from "@/modules/_kernel";
import { scenarioTerms } from "../domain/portfolio/scenario-terms";
import type { ScenarioStore } from "../ports/scenarios";

/** More than anybody reads. */
export const SCENARIOS_MAX = 50;

const rows = z.array(
  z
    .object({
      scenario_id: z.string(),
      name: z.string(),
      shocks: scenarioTerms.shape.shocks,
      made_by: z.string().nullable(),
      made_at: z.date(),
    })
    .transform(({ scenario_id, made_by, made_at, ...terms }) => ({
      ...terms,
      scenarioId: scenario_id,
      madeBy: made_by === null ? null : UserId.of(made_by),
      madeAt: EpochMs.of(made_at.getTime()),
    })),
);

/** Scenarios on PostgreSQL. */
export function makeScenarioStore(): ScenarioStore {
  return {
    async list(sql) {
      return rows.parse(
        await sql.$queryRaw`
          SELECT scenario_id, name, shocks, made_by, made_at FROM risk_scenario ORDER BY name LIMIT ${SCENARIOS_MAX}`,
      );
    },
    async insert(tx, { scenarioId, name, shocks, madeBy, madeAt }) {
      const made = await tx.$executeRaw`
        INSERT INTO risk_scenario (scenario_id, name, shocks, made_by, made_at)
        VALUES (${scenarioId}, ${name}, ${JSON.stringify(shocks)}::jsonb, ${madeBy}, ${new Date(madeAt)})
        ON CONFLICT (name) DO NOTHING`;
      return made === 0 ? "name_taken" : "created";
    },
    async remove(tx, scenarioId) {
      await tx.$executeRaw`DELETE FROM risk_scenario WHERE scenario_id = ${scenarioId}`;
    },
  };
}
