import { z } from "zod";
import { EpochMs, JobId, type SqlPort, UserId } from "@/modules/_kernel";
import type { JobView } from "../../flows/contract";
import { CODE_BY_KIND } from "../../flows/errors";
import { momentOf } from "../../infra/moment";

/** The table `job`: the truth about each piece of long work. Queues and workers come and go; these rows say what is. */

const appErrorKind = z.custom<keyof typeof CODE_BY_KIND>(
  (value) => typeof value === "string" && value in CODE_BY_KIND,
  "a known error kind",
);
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const appError = z.object({
  kind: appErrorKind,
  path: z.string().exactOptional(),
  facts: z.record(z.string(), fact).exactOptional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
});
const jobFault = z.object({
  kind: z.literal("job.fault"),
  requestId: z.string(),
  reason: z.enum(["threw", "worker_lost", "payload_malformed"]).exactOptional(),
});

const jobId = z.custom<JobId>(JobId.is, "a job id");
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const status = z.enum(["queued", "running", "succeeded", "failed", "canceled"]);

const jobViews = z.array(
  z
    .object({
      id: jobId,
      name: z.string(),
      title: z.string(),
      status,
      progress_done: z.number(),
      progress_total: z.number().nullable(),
      progress_unit: z.string(),
      result: z.record(z.string(), z.unknown()).nullable(),
      error: z.union([jobFault, appError]).nullable(),
      created_by: z.custom<UserId>(UserId.is).nullable(),
      created_at: when,
      started_at: when.nullable(),
      finished_at: when.nullable(),
      cancel_requested_at: z.date().nullable(),
    })
    .transform(
      (row): JobView => ({
        jobId: row.id,
        name: row.name,
        title: row.title,
        status: row.status,
        progress: { done: row.progress_done, total: row.progress_total, unit: row.progress_unit },
        result: row.result,
        error: row.error,
        createdBy: row.created_by,
        createdAt: row.created_at,
        startedAt: row.started_at,
        finishedAt: row.finished_at,
        cancelRequested: row.cancel_requested_at !== null,
      }),
    ),
);

export interface NewJob {
  readonly jobId: JobId;
  readonly name: string;
  readonly title: string;
  readonly payload: unknown;
  readonly createdBy: UserId | null;
  readonly requestId: string;
}

export async function insertJob(tx: SqlPort, job: NewJob): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO job (id, name, title, payload, created_by, request_id)
    VALUES (${job.jobId}, ${job.name}, ${job.title}, ${JSON.stringify(job.payload)}::jsonb, ${job.createdBy}, ${job.requestId})`;
}

export async function readJob(sql: SqlPort, id: JobId): Promise<JobView | null> {
  const rows = await sql.$queryRaw`SELECT * FROM job WHERE id = ${id} LIMIT 1`;
  return jobViews.parse(rows)[0] ?? null;
}

/** Newest first. */
export async function listJobs(sql: SqlPort, limit: number): Promise<readonly JobView[]> {
  return jobViews.parse(await sql.$queryRaw`SELECT * FROM job ORDER BY created_at DESC, id DESC LIMIT ${limit}`);
}

// ---- one attempt ---------------------------------------------------------------------------------------------------

const claims = z.array(
  z.object({
    attempt: z.number().int(),
    name: z.string(),
    payload: z.unknown(),
    title: z.string(),
    createdBy: z.custom<UserId>(UserId.is).nullable(),
    requestId: z.string(),
  }),
);

export type Claim = z.infer<typeof claims>[number];

/**
 * Takes a job up. Null: it is finished, somebody works on it, or its cancellation was asked for. The attempt's number is
 * the fence: every later write of this attempt names it, so a worker that was declared dead changes nothing any more.
 */
export async function claimJob(tx: SqlPort, id: JobId, staleMs: number): Promise<Claim | null> {
  const rows = await tx.$queryRaw`
    UPDATE job SET status = 'running', attempts = attempts + 1, heartbeat_at = now(),
                   started_at = coalesce(started_at, now())
    WHERE id = ${id} AND cancel_requested_at IS NULL
      AND (status = 'queued' OR (status = 'running' AND heartbeat_at < now() - make_interval(secs => ${staleMs / 1000})))
    RETURNING attempts AS attempt, name, payload, title, created_by AS "createdBy", request_id AS "requestId"`;
  return claims.parse(rows)[0] ?? null;
}

export interface Attempt {
  readonly jobId: JobId;
  readonly attempt: number;
}

/** Says that the attempt lives. `lost`: it is not ours any more; `cancel`: a person asked to stop it. */
export async function beat(sql: SqlPort, { jobId: id, attempt }: Attempt): Promise<"ours" | "cancel" | "lost"> {
  const [row] = z.array(z.object({ cancel: z.boolean() })).parse(
    await sql.$queryRaw`
      UPDATE job SET heartbeat_at = now() WHERE id = ${id} AND attempts = ${attempt} AND status = 'running'
      RETURNING cancel_requested_at IS NOT NULL AS cancel`,
  );
  if (row === undefined) return "lost";
  return row.cancel ? "cancel" : "ours";
}

export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
}

export async function writeProgress(
  tx: SqlPort,
  { jobId: id, attempt }: Attempt,
  progress: Progress,
): Promise<JobView | null> {
  const rows = await tx.$queryRaw`
    UPDATE job SET progress_done = ${progress.done}, progress_total = ${progress.total}, progress_unit = ${progress.unit},
                   heartbeat_at = now()
    WHERE id = ${id} AND attempts = ${attempt} AND status = 'running'
    RETURNING *`;
  return jobViews.parse(rows)[0] ?? null;
}

export type JobEnd =
  | { readonly status: "succeeded"; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: "failed"; readonly error: NonNullable<JobView["error"]> }
  | { readonly status: "canceled" };

/** Ends an attempt's job. Null: the attempt is not the one that counts any more. */
export async function endJob(tx: SqlPort, { jobId: id, attempt }: Attempt, end: JobEnd): Promise<JobView | null> {
  const result = end.status === "succeeded" ? JSON.stringify(end.result) : null;
  const error = end.status === "failed" ? JSON.stringify(end.error) : null;
  const rows = await tx.$queryRaw`
    UPDATE job SET status = ${end.status}, result = ${result}::jsonb, error = ${error}::jsonb, finished_at = now(),
                   heartbeat_at = NULL
    WHERE id = ${id} AND attempts = ${attempt} AND status = 'running'
    RETURNING *`;
  return jobViews.parse(rows)[0] ?? null;
}

/**
 * Puts an attempt's job back into the queue. `forgive` when the attempt is not the job's fault (the process shuts down):
 * it does not count.
 */
export async function requeueJob(
  tx: SqlPort,
  { jobId: id, attempt }: Attempt,
  { forgive }: { readonly forgive: boolean },
): Promise<JobView | null> {
  const rows = await tx.$queryRaw`
    UPDATE job SET status = 'queued', attempts = attempts - ${forgive ? 1 : 0}, heartbeat_at = NULL,
                   progress_done = 0, progress_total = NULL
    WHERE id = ${id} AND attempts = ${attempt} AND status = 'running'
    RETURNING *`;
  return jobViews.parse(rows)[0] ?? null;
}

// ---- cancel --------------------------------------------------------------------------------------------------------

/**
 * Asks for the end of a job. One that nobody has begun ends at once; a running one is asked through its signal. Null:
 * there is no such job, or it has finished.
 */
export async function requestCancel(tx: SqlPort, id: JobId): Promise<JobView | null> {
  const rows = await tx.$queryRaw`
    UPDATE job SET cancel_requested_at = coalesce(cancel_requested_at, now()),
                   status = CASE WHEN status = 'queued' THEN 'canceled' ELSE status END,
                   finished_at = CASE WHEN status = 'queued' THEN now() END
    WHERE id = ${id} AND status IN ('queued', 'running')
    RETURNING *`;
  return jobViews.parse(rows)[0] ?? null;
}

// ---- sweep ---------------------------------------------------------------------------------------------------------

const queuedRows = z.array(z.object({ jobId, name: z.string(), attempts: z.number().int() }));

/** Jobs that have waited longer than `ageMs`, oldest first: the carrier may have lost them. */
export async function listWaiting(sql: SqlPort, ageMs: number, limit: number): Promise<z.infer<typeof queuedRows>> {
  return queuedRows.parse(
    await sql.$queryRaw`
      SELECT id AS "jobId", name, attempts FROM job
      WHERE status = 'queued' AND created_at < now() - make_interval(secs => ${ageMs / 1000})
      ORDER BY created_at LIMIT ${limit}`,
  );
}

const staleRows = z.array(
  z.object({
    jobId,
    name: z.string(),
    attempt: z.number().int(),
    cancel: z.boolean(),
    requestId: z.string(),
    createdBy: z.custom<UserId>(UserId.is).nullable(),
  }),
);
export type StaleJob = z.infer<typeof staleRows>[number];

/** Jobs whose worker has been silent longer than `staleMs`; locked, so that two sweepers never take the same one. */
export async function lockStale(tx: SqlPort, staleMs: number, limit: number): Promise<readonly StaleJob[]> {
  return staleRows.parse(
    await tx.$queryRaw`
      SELECT id AS "jobId", name, attempts AS attempt, cancel_requested_at IS NOT NULL AS cancel,
             request_id AS "requestId", created_by AS "createdBy"
      FROM job
      WHERE status = 'running' AND heartbeat_at < now() - make_interval(secs => ${staleMs / 1000})
      ORDER BY heartbeat_at LIMIT ${limit}
      FOR UPDATE SKIP LOCKED`,
  );
}

/** Removes jobs that finished longer ago than `ageMs`. Returns how many. */
export function pruneJobs(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM job WHERE id IN (
      SELECT id FROM job
      WHERE status IN ('succeeded', 'failed', 'canceled') AND finished_at < now() - make_interval(secs => ${ageMs / 1000})
      ORDER BY created_at LIMIT ${limit}
    )`;
}

/**
 * How many jobs of the names that begin with `prefix` wait longer than the oldest of these jobs. Null when one of them runs,
 * or none is open: then nothing is ahead of it.
 */
export async function countAhead(sql: SqlPort, jobs: readonly JobId[], prefix: string): Promise<number | null> {
  const rows = await sql.$queryRaw`
    WITH own AS (
      SELECT min(created_at) AS since, bool_or(status = 'running') AS runs
      FROM job WHERE id = ANY(${jobs}) AND status IN ('queued', 'running')
    )
    SELECT CASE WHEN own.runs THEN NULL ELSE (
      SELECT count(*)::int FROM (
        SELECT 1 FROM job WHERE status IN ('queued', 'running') AND starts_with(name, ${prefix})
          AND created_at < own.since AND id <> ALL(${jobs}) LIMIT 10000
      ) AS before
    ) END AS ahead
    FROM own WHERE own.since IS NOT NULL LIMIT 1`;
  return z.array(z.object({ ahead: z.number().nullable() })).parse(rows)[0]?.ahead ?? null;
}

/** How many jobs wait and run, and how long the oldest has waited. */
export async function readQueueLag(
  sql: SqlPort,
): Promise<{ readonly waiting: number; readonly running: number; readonly oldestMs: number }> {
  const [row] = z.array(z.object({ waiting: z.number(), running: z.number(), oldestMs: z.number() })).parse(
    await sql.$queryRaw`
      SELECT (count(*) FILTER (WHERE status = 'queued'))::int AS waiting,
             (count(*) FILTER (WHERE status = 'running'))::int AS running,
             coalesce(extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE status = 'queued')) * 1000, 0)::float8
               AS "oldestMs"
      FROM (SELECT status, created_at FROM job WHERE status IN ('queued', 'running') LIMIT 10000) AS open_jobs`,
  );
  return row ?? { waiting: 0, running: 0, oldestMs: 0 };
}

/** When a job of that name last succeeded; null: never, as far back as jobs are kept. */
export async function lastSuccessOf(sql: SqlPort, name: string): Promise<number | null> {
  const rows = z
    .array(z.object({ at: z.date().nullable() }))
    .parse(
      await sql.$queryRaw`SELECT max(finished_at) AS at FROM job WHERE name = ${name} AND status = 'succeeded' LIMIT 1`,
    );
  return rows[0]?.at?.getTime() ?? null;
}

/** When there first was a job that ended that is still kept; null: there is none. */
export function oldestJob(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(
    sql.$queryRaw`SELECT min(finished_at) AS at FROM job WHERE status IN ('succeeded', 'failed', 'canceled') LIMIT 1`,
  );
}
