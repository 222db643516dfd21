import { z } from "zod";
import { EpochMs, JobId, type SqlPort, UserId } from "@/modules/_kernel";
import { limitTerms } from "../domain/limits/limit-terms";
import { replaySummary } from "../domain/simulate/replay-summary";
import type { LimitSimulation, PastSource, SimulationStore } from "../ports/simulations";

/** Beside a form: more than anybody compares. */
const LISTED_MAX = 12;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const rows = z.array(
  z
    .object({
      simulation_id: z.string(),
      job_id: z.custom<JobId>(JobId.is, "a job id"),
      limit_id: z.string().nullable(),
      terms: limitTerms,
      account_id: z.string().nullable(),
      run_id: z.string().nullable(),
      asked_by: z.custom<UserId>(UserId.is, "a user id").nullable(),
      asked_at: when,
      ended_at: when.nullable(),
      outcome: replaySummary
        .pick({ currency: true, days: true, firedDays: true, orders: true, refusedOrders: true, gained: true })
        .nullable(),
    })
    .transform(
      (row): LimitSimulation => ({
        simulationId: row.simulation_id,
        jobId: row.job_id,
        limitId: row.limit_id,
        terms: row.terms,
        source:
          row.run_id === null ? { of: "account", accountId: row.account_id ?? "" } : { of: "run", runId: row.run_id },
        askedBy: row.asked_by,
        askedAt: row.asked_at,
        endedAt: row.ended_at,
        outcome: row.outcome,
      }),
    ),
);
const results = z.array(z.object({ result: replaySummary.nullable() }));

const keysOf = (source: PastSource | null) => ({
  accountId: source?.of === "account" ? source.accountId : null,
  runId: source?.of === "run" ? source.runId : null,
});

/** Simulations of limits on PostgreSQL. */
export function makeSimulationStore(): SimulationStore {
  return {
    async holdOpen(tx, { limitId, terms, source, askedBy }) {
      const { accountId, runId } = keysOf(source);
      const text = JSON.stringify(terms);
      const question = JSON.stringify(["simulation", askedBy, limitId, accountId, runId, terms]);
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${question}, 0))`;
      const found = await tx.$queryRaw`
        SELECT simulation_id, job_id, limit_id, terms, account_id, run_id, asked_by, asked_at, ended_at, NULL AS outcome
        FROM risk_simulation
        WHERE ended_at IS NULL AND terms = ${text}::jsonb AND limit_id IS NOT DISTINCT FROM ${limitId}::text
          AND account_id IS NOT DISTINCT FROM ${accountId}::text AND run_id IS NOT DISTINCT FROM ${runId}::text
          AND asked_by IS NOT DISTINCT FROM ${askedBy}::text
        ORDER BY asked_at DESC LIMIT 1`;
      return rows.parse(found)[0] ?? null;
    },
    async insert(tx, { simulationId, jobId, limitId, terms, source, askedBy, askedAt }) {
      const { accountId, runId } = keysOf(source);
      await tx.$executeRaw`
        INSERT INTO risk_simulation (simulation_id, job_id, limit_id, terms, account_id, run_id, asked_by, asked_at)
        VALUES (${simulationId}, ${jobId}, ${limitId}, ${JSON.stringify(terms)}::jsonb, ${accountId}, ${runId}, ${askedBy},
          ${new Date(askedAt)})`;
    },
    async end(tx, simulationId, { at, result }) {
      await tx.$executeRaw`
        UPDATE risk_simulation
        SET ended_at = ${new Date(at)}, result = ${result === null ? null : JSON.stringify(result)}::jsonb
        WHERE simulation_id = ${simulationId} AND ended_at IS NULL`;
    },
    async find(sql, simulationId) {
      const found = await sql.$queryRaw`
        SELECT simulation_id, job_id, limit_id, terms, account_id, run_id, asked_by, asked_at, ended_at,
          result - '{fired,refused,curve}'::text[] AS outcome
        FROM risk_simulation WHERE simulation_id = ${simulationId} LIMIT 1`;
      return rows.parse(found)[0] ?? null;
    },
    async readResult(sql, simulationId) {
      const found = await sql.$queryRaw`
        SELECT result FROM risk_simulation WHERE simulation_id = ${simulationId} LIMIT 1`;
      return results.parse(found)[0]?.result ?? null;
    },
    async list(sql, { limitId, source, accountIds }) {
      const { accountId, runId } = keysOf(source);
      return rows.parse(
        await sql.$queryRaw`
          SELECT simulation_id, job_id, limit_id, terms, account_id, run_id, asked_by, asked_at, ended_at,
            result - '{fired,refused,curve}'::text[] AS outcome
          FROM risk_simulation
          WHERE (limit_id = ${limitId}::text OR account_id = ${accountId}::text OR run_id = ${runId}::text)
            AND (account_id IS NULL OR ${accountIds}::text[] IS NULL OR account_id = ANY (${accountIds}::text[]))
          ORDER BY asked_at DESC, simulation_id DESC LIMIT ${LISTED_MAX}`,
      );
    },
    prune: (sql, ageMs, limit) =>
      sql.$executeRaw`
        DELETE FROM risk_simulation WHERE simulation_id IN (
          SELECT simulation_id FROM risk_simulation WHERE asked_at < now() - make_interval(secs => ${ageMs / 1000})
          ORDER BY asked_at LIMIT ${limit})`,
  };
}

/** When the first simulation that is kept was asked for; null: none is. */
export async function oldestSimulation(sql: SqlPort): Promise<EpochMs | null> {
  const found = z
    .array(z.object({ at: when.nullable() }))
    .parse(await sql.$queryRaw`SELECT min(asked_at) AS at FROM risk_simulation LIMIT 1`);
  return found[0]?.at ?? null;
}
