import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { decodeColumns, encodeColumns, type NamedColumns } from "@/modules/data";
import type { ChunkResults, Searches, TrialSubject } from "../../ports-search";
import { chunkRows, countRows, pointRows, resultRows, searchRows, seriesRows } from "./search-rows";

/** Searches on one page of a list. */
const SEARCHES_PER_PAGE_MAX = 100;
/** Columns of one search's curve, several times over. */
const SERIES_MAX = 20;
/** Chunks of one search, several times over. */
const CHUNKS_MAX = 20_000;
/** Chunks written in one statement: their points are kilobytes each. */
const CHUNKS_PER_INSERT = 200;

/** Searches on PostgreSQL: rows for people, bytea columns for machines. */
export function makeSearchStore(sql: SqlPort): Searches {
  return {
    async insert(tx, { searchId, jobId, spec, instrumentId, currency, createdBy, trials }) {
      await tx.$executeRaw`
        INSERT INTO search_run (id, job_id, strategy, instrument_id, symbol, resolution, spec, trials, created_by)
        VALUES (${searchId}, ${jobId}, ${spec.strategy}, ${instrumentId}, ${spec.symbol}, ${spec.resolution},
          ${JSON.stringify({ ...spec, currency })}::jsonb, ${trials}, ${createdBy})`;
    },

    async find(searchId) {
      const rows = await sql.$queryRaw`
        SELECT s.*, c.chunks, c.chunks_failed FROM search_run s
        CROSS JOIN LATERAL (
          SELECT count(*)::int AS chunks, (count(*) FILTER (WHERE status = 'failed'))::int AS chunks_failed
          FROM search_chunk WHERE search_id = s.id
        ) c
        WHERE s.id = ${searchId} LIMIT 1`;
      return searchRows.parse(rows)[0] ?? null;
    },

    async listOpen(limit) {
      const rows = await sql.$queryRaw`
        SELECT id FROM search_run WHERE finished_at IS NULL ORDER BY created_at LIMIT ${limit}`;
      return z
        .array(z.object({ id: z.string() }))
        .parse(rows)
        .map(({ id }) => id);
    },

    async countTrials({ strategy, instrumentId, resolution }: TrialSubject) {
      const rows = await sql.$queryRaw`
        SELECT (
          (SELECT coalesce(sum(trials_done), 0) FROM search_run
            WHERE strategy = ${strategy} AND instrument_id = ${instrumentId} AND resolution = ${resolution})
          + (SELECT count(DISTINCT result_hash) FROM backtest_run
            WHERE strategy = ${strategy} AND instrument_id = ${instrumentId} AND resolution = ${resolution})
        )::float8 AS count`;
      return countRows.parse(rows)[0]?.count ?? 0;
    },

    ...changes,
    ...makeLists(sql),
    ...makeChunkReads(sql),
  };
}

function makeLists(sql: SqlPort): Pick<Searches, "list" | "rank"> {
  return {
    async list(before, limit) {
      const at = new Date(before?.createdAtMs ?? 8.64e15);
      const rows = await sql.$queryRaw`
        SELECT s.*, c.chunks, c.chunks_failed FROM search_run s
        CROSS JOIN LATERAL (
          SELECT count(*)::int AS chunks, (count(*) FILTER (WHERE status = 'failed'))::int AS chunks_failed
          FROM search_chunk WHERE search_id = s.id
        ) c
        WHERE ${before === null} OR (s.created_at, s.id) < (${at}, ${before?.searchId ?? ""})
        ORDER BY s.created_at DESC, s.id DESC LIMIT ${Math.min(limit, SEARCHES_PER_PAGE_MAX)}`;
      return searchRows.parse(rows);
    },

    async rank(before, limit) {
      const at = new Date(before?.createdAtMs ?? 8.64e15);
      const value = before?.oosReturn ?? null;
      const isFirst = before === null;
      const rows = await sql.$queryRaw`
        SELECT s.*, c.chunks, c.chunks_failed FROM search_run s
        CROSS JOIN LATERAL (
          SELECT count(*)::int AS chunks, (count(*) FILTER (WHERE status = 'failed'))::int AS chunks_failed
          FROM search_chunk WHERE search_id = s.id
        ) c
        WHERE ${isFirst}
          OR s.oos_return < ${value}::float8
          OR (${value}::float8 IS NOT NULL AND s.oos_return IS NULL)
          OR (s.oos_return IS NOT DISTINCT FROM ${value}::float8
            AND (s.created_at, s.id) < (${at}, ${before?.searchId ?? ""}))
        ORDER BY s.oos_return DESC NULLS LAST, s.created_at DESC, s.id DESC
        LIMIT ${Math.min(limit, SEARCHES_PER_PAGE_MAX)}`;
      return searchRows.parse(rows);
    },
  };
}

/** Changes of a search, each in the caller's transaction. */
const changes: Pick<
  Searches,
  | "lock"
  | "setStatus"
  | "setPlan"
  | "addChunks"
  | "listChunks"
  | "countChunks"
  | "markSent"
  | "complete"
  | "endChunk"
  | "reopenChunks"
  | "cancelChunks"
  | "end"
> = {
  async lock(tx, searchId) {
    const rows = await tx.$queryRaw`SELECT status FROM search_run WHERE id = ${searchId} FOR UPDATE`;
    return (
      z.array(z.object({ status: z.enum(["queued", "running", "succeeded", "failed", "canceled"]) })).parse(rows)[0]
        ?.status ?? null
    );
  },

  async setStatus(tx, searchId, status, jobId) {
    await tx.$executeRaw`
      UPDATE search_run SET status = ${status}, job_id = coalesce(${jobId}, job_id), finished_at = NULL, error = NULL
      WHERE id = ${searchId}`;
  },

  async setPlan(tx, searchId, plan, trials) {
    await tx.$executeRaw`
      UPDATE search_run SET plan = ${JSON.stringify(plan)}::jsonb, trials = ${trials} WHERE id = ${searchId}`;
  },

  async addChunks(tx, searchId, chunks) {
    const rows = await tx.$queryRaw`
      SELECT coalesce(max(chunk) + 1, 0)::float8 AS count FROM search_chunk WHERE search_id = ${searchId}`;
    const first = countRows.parse(rows)[0]?.count ?? 0;
    for (let from = 0; from < chunks.length; from += CHUNKS_PER_INSERT) {
      const part = chunks.slice(from, from + CHUNKS_PER_INSERT);
      const numbers = part.map((_, index) => first + from + index);
      const counts = part.map((points) => points.length);
      const texts = part.map((points) => bytesOf(Float64Array.from(points)).toString("hex"));
      await tx.$executeRaw`
        INSERT INTO search_chunk (search_id, chunk, trials, points)
        SELECT ${searchId}, part.chunk, part.trials, decode(part.points, 'hex')
        FROM unnest(${numbers}::int[], ${counts}::int[], ${texts}::text[]) AS part (chunk, trials, points)`;
    }
  },

  async listChunks(tx, searchId, statuses, limit) {
    const rows = await tx.$queryRaw`
      SELECT chunk, status, job_id, trials, error FROM search_chunk
      WHERE search_id = ${searchId} AND status = ANY(${statuses}) ORDER BY chunk LIMIT ${limit}`;
    return chunkRows.parse(rows);
  },

  async countChunks(tx, searchId) {
    const rows = await tx.$queryRaw`
      SELECT status, count(*)::int AS count FROM search_chunk WHERE search_id = ${searchId} GROUP BY status LIMIT 10`;
    const counts = { waiting: 0, sent: 0, done: 0, failed: 0, canceled: 0 };
    const status = z.enum(["waiting", "sent", "done", "failed", "canceled"]);
    for (const row of z.array(z.object({ status, count: z.number() })).parse(rows)) counts[row.status] = row.count;
    return counts;
  },

  async markSent(tx, searchId, chunk, jobId) {
    await tx.$executeRaw`
      UPDATE search_chunk SET status = 'sent', job_id = ${jobId}, error = NULL
      WHERE search_id = ${searchId} AND chunk = ${chunk} AND status <> 'done'`;
  },

  async complete(tx, searchId, chunk, { columns, returns, faults }, points) {
    const results = Buffer.from(encodeColumns({ point: points, ...columns }));
    const changed = await tx.$executeRaw`
      UPDATE search_chunk SET status = 'done', results = ${results}, returns = ${bytesOf(returns)}, error = NULL,
        faults = ${faults.length === 0 ? null : JSON.stringify(faults.slice(0, FAULTS_KEPT_MAX))}::jsonb,
        done_order = (SELECT chunks_done + 1 FROM search_run WHERE id = ${searchId})
      WHERE search_id = ${searchId} AND chunk = ${chunk} AND status <> 'done'`;
    if (changed === 0) return false;
    await tx.$executeRaw`
      UPDATE search_run SET chunks_done = chunks_done + 1, trials_done = trials_done + ${points.length},
        faults = faults + ${faults.length}
      WHERE id = ${searchId}`;
    return true;
  },

  async endChunk(tx, searchId, chunk, end) {
    const error = end.status === "failed" ? JSON.stringify(end.error) : null;
    await tx.$executeRaw`
      UPDATE search_chunk SET status = ${end.status}, error = ${error}::jsonb
      WHERE search_id = ${searchId} AND chunk = ${chunk} AND status <> 'done'`;
  },

  reopenChunks: (tx, searchId) => tx.$executeRaw`
    UPDATE search_chunk SET status = 'waiting', job_id = NULL, error = NULL
    WHERE search_id = ${searchId} AND status IN ('failed', 'canceled')`,

  async cancelChunks(tx, searchId) {
    await tx.$executeRaw`
      UPDATE search_chunk SET status = 'canceled' WHERE search_id = ${searchId} AND status IN ('waiting', 'sent')`;
  },

  async end(tx, searchId, end) {
    const outcome = end.status === "succeeded" ? JSON.stringify(end.outcome) : null;
    const error = end.status === "failed" ? JSON.stringify(end.error) : null;
    await tx.$executeRaw`
      UPDATE search_run SET status = ${end.status}, outcome = coalesce(${outcome}::jsonb, outcome), error = ${error}::jsonb,
        finished_at = now()
      WHERE id = ${searchId}`;
    if (end.status !== "succeeded") return;
    await tx.$executeRaw`DELETE FROM search_series WHERE search_id = ${searchId}`;
    for (const [name, column] of Object.entries(end.series)) {
      await tx.$executeRaw`
        INSERT INTO search_series (search_id, name, data) VALUES (${searchId}, ${name}, ${bytesOf(column)})`;
    }
  },
};

/** Faults of one chunk that are kept in words; all of them are counted. */
const FAULTS_KEPT_MAX = 20;

function makeChunkReads(sql: SqlPort): Pick<Searches, "readPoints" | "readResults" | "readReturns" | "readSeries"> {
  return {
    async readPoints(searchId, chunk) {
      const rows = await sql.$queryRaw`
        SELECT status, points FROM search_chunk WHERE search_id = ${searchId} AND chunk = ${chunk} LIMIT 1`;
      const row = pointRows.parse(rows)[0];
      return row === undefined ? null : { status: row.status, points: doublesOf(row.points) };
    },

    async readResults(searchId, after, limit) {
      const rows = await sql.$queryRaw`
        SELECT done_order, results FROM search_chunk WHERE search_id = ${searchId} AND done_order > ${after}
        ORDER BY done_order LIMIT ${Math.min(limit, CHUNKS_MAX)}`;
      return joined(resultRows.parse(rows), after);
    },

    async readReturns(searchId) {
      const rows = z.array(z.object({ trials: z.number(), returns: z.instanceof(Uint8Array) })).parse(
        await sql.$queryRaw`
          SELECT trials, returns FROM search_chunk WHERE search_id = ${searchId} AND done_order IS NOT NULL
          ORDER BY done_order LIMIT ${CHUNKS_MAX}`,
      );
      const parts = rows.map(({ returns }) => new Float32Array(Uint8Array.from(returns).buffer));
      const trials = rows.reduce((sum, row) => sum + row.trials, 0);
      const returns = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of parts) {
        returns.set(part, at);
        at += part.length;
      }
      return { trials, periods: trials === 0 ? 0 : returns.length / trials, returns };
    },

    async readSeries(searchId) {
      const rows = await sql.$queryRaw`
        SELECT name, data FROM search_series WHERE search_id = ${searchId} LIMIT ${SERIES_MAX}`;
      return Object.fromEntries(seriesRows.parse(rows).map(({ name, data }) => [name, doublesOf(data)]));
    },
  };
}

/** Results of several chunks as one set of columns. */
function joined(
  rows: readonly { readonly done_order: number; readonly results: Uint8Array }[],
  after: number,
): ChunkResults {
  const parts = rows.map(({ results }) => {
    const decoded = decodeColumns(results);
    if (!decoded.ok) throw new Error(`results of a search cannot be read: ${decoded.error.kind}`);
    return decoded.value;
  });
  const names = Object.keys(parts[0] ?? {});
  const columns: NamedColumns = Object.fromEntries(
    names.map((name) => {
      const own = parts.map((part) => part[name] ?? new Float64Array(0));
      const column = new Float64Array(own.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of own) {
        column.set(part, at);
        at += part.length;
      }
      return [name, column];
    }),
  );
  return { order: rows.at(-1)?.done_order ?? after, columns };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Copied, because a driver's buffer begins where it likes and typed arrays want a multiple of 8. */
function doublesOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(Uint8Array.from(bytes).buffer);
}
