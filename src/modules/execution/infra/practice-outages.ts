import { z } from "zod";
import { type AccountId, EpochMs, type SqlPort } from "@/modules/_kernel";
import type { PracticeOutage } from "../domain/venue/practice-outage";

export interface StoredOutage extends PracticeOutage {
  readonly startedBy: string | null;
}

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const rows = z.array(
  z.object({ seed: z.number(), started_at: when, ends_at: when, started_by: z.string().nullable() }).transform(
    (row): StoredOutage => ({
      seed: row.seed,
      startedAt: row.started_at,
      endsAt: row.ends_at,
      startedBy: row.started_by,
    }),
  ),
);

/** The practice outage of an account at a moment; null: its venue is as it is. */
export async function readOutage(sql: SqlPort, accountId: AccountId, nowMs: EpochMs): Promise<StoredOutage | null> {
  const found = await sql.$queryRaw`
    SELECT seed, started_at, ends_at, started_by FROM practice_outage
    WHERE account_id = ${accountId} AND stopped_at IS NULL AND ends_at > ${new Date(nowMs)} LIMIT 1`;
  return rows.parse(found)[0] ?? null;
}

/** Begins an outage; one that is over is forgotten. Whether there was none under way. */
export async function startOutage(
  tx: SqlPort,
  accountId: AccountId,
  { seed, startedAt, endsAt, startedBy }: StoredOutage,
): Promise<boolean> {
  const started = await tx.$executeRaw`
    INSERT INTO practice_outage AS o (account_id, seed, started_at, ends_at, started_by, stopped_at)
    VALUES (${accountId}, ${seed}, ${new Date(startedAt)}, ${new Date(endsAt)}, ${startedBy}, NULL)
    ON CONFLICT (account_id) DO UPDATE SET seed = excluded.seed, started_at = excluded.started_at, ends_at = excluded.ends_at,
      started_by = excluded.started_by, stopped_at = NULL
    WHERE o.stopped_at IS NOT NULL OR o.ends_at <= excluded.started_at`;
  return started === 1;
}

/** Ends an outage that is under way; whether there was one. */
export async function stopOutage(tx: SqlPort, accountId: AccountId, at: EpochMs): Promise<boolean> {
  const stopped = await tx.$executeRaw`
    UPDATE practice_outage SET stopped_at = ${new Date(at)}
    WHERE account_id = ${accountId} AND stopped_at IS NULL AND ends_at > ${new Date(at)}`;
  return stopped === 1;
}
