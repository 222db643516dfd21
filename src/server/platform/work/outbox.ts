import { z } from "zod";
import type { EpochMs, JobId, SqlPort, Transactions, UserId } from "@/modules/_kernel";
import { momentOf } from "../../infra/moment";

/**
 * The outbox: whatever must leave a transaction is written here, committed with it. The relay gives each committed row
 * the next `seq`. Only one relay numbers at a time, and it commits before the next begins: who has read `seq` n will
 * never meet a smaller one, so a cursor passes no open transaction.
 */

/** Any number that nobody else locks. */
const RELAY_LOCK = 72_707_380;
/** Rows numbered in one transaction. Small enough to commit in milliseconds, large enough for a burst. */
const RELAY_BATCH_MAX = 500;

export interface NewsRow {
  readonly seq: bigint;
  readonly topic: string;
  readonly audience: string | null;
  readonly payload: unknown;
}

export interface EventToPublish {
  readonly topic: string;
  /** Whose browsers hear it, one person's or several's; null: everybody who is signed in. */
  readonly audience: UserId | readonly UserId[] | null;
  readonly payload: unknown;
}

export async function addEvent(tx: SqlPort, { topic, audience, payload }: EventToPublish): Promise<void> {
  const people = audience === null || typeof audience === "string" ? [audience] : audience;
  for (const each of people)
    await tx.$executeRaw`
      INSERT INTO outbox (kind, topic, audience, payload)
      VALUES ('event', ${topic}, ${each}, ${JSON.stringify(payload)}::jsonb)`;
}

export async function addJobToSend(tx: SqlPort, jobId: JobId, name: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO outbox (kind, topic, payload) VALUES ('job', ${name}, ${JSON.stringify({ jobId })}::jsonb)`;
}

const publishedRows = z.array(
  z.object({
    kind: z.enum(["event", "job"]),
    topic: z.string(),
    payload: z.looseObject({ jobId: z.string().optional() }),
    symbol: z.string().nullable(),
  }),
);

export interface Published {
  readonly events: number;
  /** Jobs to hand to the queue now. */
  readonly jobs: readonly { readonly jobId: string; readonly name: string }[];
  /** Symbols of which bars are other than before, each once; an empty text stands for any. */
  readonly barsOf: readonly string[];
  /** More rows are waiting than one batch takes. */
  readonly more: boolean;
}

/** Numbers what is committed and not numbered yet. Null: another relay is at it. */
export function publishPending(transactions: Transactions): Promise<Published | null> {
  return transactions.run(async (tx) => {
    const [lock] = z
      .array(z.object({ mine: z.boolean() }))
      .parse(await tx.$queryRaw`SELECT pg_try_advisory_xact_lock(${RELAY_LOCK}::bigint) AS mine`);
    if (lock?.mine !== true) return null;
    const rows = publishedRows.parse(
      await tx.$queryRaw`
        UPDATE outbox SET seq = numbered.seq
        FROM (
          SELECT id, nextval('outbox_seq') AS seq
          FROM (SELECT id FROM outbox WHERE seq IS NULL ORDER BY id LIMIT ${RELAY_BATCH_MAX}) AS waiting
        ) AS numbered
        WHERE outbox.id = numbered.id
        RETURNING kind, topic, CASE WHEN kind = 'job' THEN payload ELSE '{}' END AS payload,
          CASE WHEN kind = 'event' AND topic LIKE 'bars.%' THEN coalesce(payload ->> 'symbol', '') END AS symbol`,
    );
    const jobs = rows.flatMap((row) =>
      row.kind === "job" && row.payload.jobId !== undefined ? [{ jobId: row.payload.jobId, name: row.topic }] : [],
    );
    const barsOf = [...new Set(rows.flatMap(({ symbol }) => (symbol === null ? [] : [symbol])))];
    return { events: rows.length - jobs.length, jobs, barsOf, more: rows.length === RELAY_BATCH_MAX };
  });
}

const newsRows = z.array(
  z.object({
    seq: z.string().transform(BigInt),
    topic: z.string(),
    audience: z.string().nullable(),
    payload: z.unknown(),
  }),
);

/** Events after `cursor`, in order, at most `limit`. */
export async function readNews(sql: SqlPort, cursor: bigint, limit: number): Promise<readonly NewsRow[]> {
  return newsRows.parse(
    await sql.$queryRaw`
      SELECT seq::text, topic, audience, payload FROM outbox
      WHERE seq > ${String(cursor)}::bigint AND kind = 'event'
      ORDER BY outbox.seq LIMIT ${limit}`,
  );
}

/**
 * Where news begins and ends now. `floor`: a cursor below it may have lost something to retention. `head`: the newest
 * row that is committed; not the sequence's own value, which runs ahead of a relay that has not committed yet.
 */
export async function readNewsBounds(sql: SqlPort): Promise<{ readonly floor: bigint; readonly head: bigint }> {
  const bound = z.string().transform(BigInt);
  const [row] = z.array(z.object({ floor: bound, head: bound })).parse(
    await sql.$queryRaw`
      SELECT coalesce((SELECT min(seq) - 1 FROM outbox), CASE WHEN s.is_called THEN s.last_value ELSE 0 END)::text AS floor,
             coalesce((SELECT max(seq) FROM outbox), 0)::text AS head
      FROM outbox_seq AS s`,
  );
  return row ?? { floor: 0n, head: 0n };
}

/** Rows that wait for the relay, and how long the oldest has waited. */
export async function readOutboxLag(sql: SqlPort): Promise<{ readonly waiting: number; readonly oldestMs: number }> {
  const [row] = z.array(z.object({ waiting: z.number(), oldestMs: z.number() })).parse(
    await sql.$queryRaw`
      SELECT count(*)::int AS waiting,
             coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8 AS "oldestMs"
      FROM (SELECT created_at FROM outbox WHERE seq IS NULL ORDER BY id LIMIT 10000) AS pending`,
  );
  return row ?? { waiting: 0, oldestMs: 0 };
}

/** Removes published rows older than `ageMs`, oldest first so that the rest has no holes. Returns how many. */
export function pruneOutbox(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM outbox WHERE id IN (
      SELECT id FROM outbox
      WHERE seq IS NOT NULL AND created_at < now() - make_interval(secs => ${ageMs / 1000})
      ORDER BY seq LIMIT ${limit}
    )`;
}

/** When there first was news that was published that is still kept; null: there is none. */
export function oldestNews(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(sql.$queryRaw`SELECT min(created_at) AS at FROM outbox WHERE seq IS NOT NULL LIMIT 1`);
}
