import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { ExaminationSchema } from "../domain/analysis/examination";
import type { Examinations } from "../ports";

/** Tries that are counted one by one; past it one more changes nothing any more. */
const TRIES_MAX = 1_000_000;
/** The runs, and more searches of one series than anybody makes. */
const GROUPS_MAX = 10_000;

const TriesRows = z.array(z.object({ count: z.number(), variance: z.number().nullable() }));
const ExaminationRows = z.array(
  z.object({
    report: ExaminationSchema,
    examinedAt: z.date().transform((date) => EpochMs.of(date.getTime())),
  }),
);

/** All groups of tries as one: their number, and the mean of their variances, each with the weight of its group. */
function pooledTries(groups: readonly { readonly count: number; readonly variance: number | null }[]) {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const known = groups.filter(({ variance }) => variance !== null);
  const weight = known.reduce((sum, group) => sum + group.count, 0);
  const sharpeVariance = known.reduce((sum, group) => sum + group.count * (group.variance ?? 0), 0) / weight;
  return { count: Math.max(1, count), sharpeVariance: weight > 0 ? sharpeVariance : null };
}

/** Examinations on PostgreSQL: one row a run, its trade columns beside those of the run. */
export function makeExaminationStore(sql: SqlPort): Examinations {
  return {
    async triesOf({ spec, instrumentId, card }) {
      const { firstMs = 0, lastMs = 0 } = card ?? {};
      // One result is one try, however often it was run; a window that only touches another has seen the same data. Each
      // combination of a search is one, whichever its window: too many rather than too few.
      const rows = await sql.$queryRaw`
        WITH runs AS (
          SELECT DISTINCT ON (result_hash) (stats->>'sharpe')::float8 AS sharpe
          FROM backtest_run
          WHERE strategy = ${spec.strategy} AND instrument_id = ${instrumentId} AND resolution = ${spec.resolution}
            AND coalesce(spec->'others', '[]') = ${JSON.stringify(spec.others ?? [])}::jsonb
            AND result_hash IS NOT NULL
            AND (card->>'firstMs')::float8 <= ${lastMs}::float8 AND (card->>'lastMs')::float8 >= ${firstMs}::float8
          LIMIT ${TRIES_MAX})
        SELECT count(*)::float8 AS count, var_samp(sharpe) AS variance FROM runs
        UNION ALL
        SELECT trials_done::float8, (outcome->>'sharpeVariance')::float8 FROM search_run
        WHERE strategy = ${spec.strategy} AND instrument_id = ${instrumentId} AND resolution = ${spec.resolution}
        LIMIT ${GROUPS_MAX}`;
      return pooledTries(TriesRows.parse(rows));
    },

    async write(tx, runId, { examination, series }) {
      const { verdict, honesty } = examination;
      await tx.$executeRaw`
        INSERT INTO backtest_examination (run_id, verdict, trials, report)
        VALUES (${runId}, ${verdict}, ${honesty.trials}, ${JSON.stringify(examination)}::jsonb)
        ON CONFLICT (run_id) DO UPDATE SET verdict = EXCLUDED.verdict, trials = EXCLUDED.trials,
          report = EXCLUDED.report, examined_at = now()`;
      for (const [name, column] of Object.entries(series)) {
        const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
        await tx.$executeRaw`
          INSERT INTO backtest_series (run_id, name, data) VALUES (${runId}, ${name}, ${bytes})
          ON CONFLICT (run_id, name) DO UPDATE SET data = EXCLUDED.data`;
      }
    },

    async find(runId) {
      const rows = await sql.$queryRaw`
        SELECT report, examined_at AS "examinedAt" FROM backtest_examination WHERE run_id = ${runId} LIMIT 1`;
      const row = ExaminationRows.parse(rows)[0];
      return row === undefined ? null : { examination: row.report, examinedAtMs: row.examinedAt };
    },
  };
}
