import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import type { HealthReason } from "../../flows/contract/health";
import { momentOf } from "../../infra/moment";

/** What health said, kept for a week. */

/** A part that was bad for less is seen by alerts, not here. */
export const SAMPLE_EVERY_MS = 5 * 60_000;
export const HEALTH_KEPT_MS = 8 * 86_400_000;
/** Parts times buckets of one read: eight parts, an hour each of a week. */
const BUCKETS_MAX = 20_000;

const LEVELS = ["ok", "warn", "bad"] as const;
type Sample = Pick<HealthReason, "part" | "level">;

/** One look, on the beat: two workers that look at one moment leave one row, and the first of them is right. */
export async function insertHealth(sql: SqlPort, samples: readonly Sample[], nowMs: EpochMs): Promise<void> {
  const at = new Date(Math.floor(nowMs / SAMPLE_EVERY_MS) * SAMPLE_EVERY_MS);
  const [parts, levels] = [samples.map(({ part }) => part), samples.map(({ level }) => level)];
  await sql.$executeRaw`
    INSERT INTO health_sample (part, at, level)
    SELECT part, ${at}, level FROM unnest(${parts}::text[], ${levels}::text[]) AS look (part, level)
    ON CONFLICT DO NOTHING`;
}

export interface HealthBucket {
  readonly part: string;
  readonly beginMs: EpochMs;
  /** The worst of its looks. */
  readonly level: Sample["level"];
  readonly looks: number;
  readonly okLooks: number;
}

const Rows = z.array(
  z.object({ part: z.string(), begin_ms: z.number(), worst: z.int(), looks: z.int(), ok_looks: z.int() }),
);

/** Looks since a moment, by part and bucket, oldest first. */
export async function readHealth(
  sql: SqlPort,
  { sinceMs, bucketMs }: { readonly sinceMs: EpochMs; readonly bucketMs: number },
): Promise<readonly HealthBucket[]> {
  const rows = Rows.parse(
    await sql.$queryRaw`
      SELECT part, (floor(extract(epoch FROM at) * 1000 / ${bucketMs}::float8) * ${bucketMs}::float8)::float8 AS begin_ms,
             max(CASE level WHEN 'bad' THEN 2 WHEN 'warn' THEN 1 ELSE 0 END)::int AS worst,
             count(*)::int AS looks, (count(*) FILTER (WHERE level = 'ok'))::int AS ok_looks
      FROM health_sample WHERE at >= ${new Date(sinceMs)}
      GROUP BY part, begin_ms ORDER BY part, begin_ms LIMIT ${BUCKETS_MAX}`,
  );
  return rows.map(({ part, begin_ms, worst, looks, ok_looks }) => ({
    part,
    beginMs: EpochMs.of(begin_ms),
    level: LEVELS[worst] ?? "bad",
    looks,
    okLooks: ok_looks,
  }));
}

/** Removes looks that are older. Returns how many. */
export function pruneHealth(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM health_sample WHERE (part, at) IN (
      SELECT part, at FROM health_sample WHERE at < now() - make_interval(secs => ${ageMs / 1000}) LIMIT ${limit}
    )`;
}

/** When there first was a look at the parts that is still kept; null: there is none. */
export function oldestHealth(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(sql.$queryRaw`SELECT min(at) AS at FROM health_sample LIMIT 1`);
}
