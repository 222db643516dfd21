import { z } from "zod";
import { invariant, type SqlPort } from "@/modules/_kernel";
import { type Resolution, resolutionMinutes } from "../domain/resolution";
import type { BarIngest } from "../ports";
import { encodeStaged } from "./copy-binary";
import { CountText, EpochMsText } from "./rows";

const DuplicateRows = z.array(z.object({ line: z.int(), time_ms: EpochMsText, total: CountText }));
const StagedRows = z
  .array(
    z.object({
      pages: z.int(),
      staged: CountText,
      first_ms: EpochMsText.nullable(),
      last_ms: EpochMsText.nullable(),
    }),
  )
  .length(1);
const SpanRows = z.array(z.object({ first: z.string(), last: z.string() })).length(1);

/**
 * Staging is a temporary table: no write-ahead log, gone with its transaction, nobody else's rows in it, nothing to delete
 * afterwards and nothing left after a crash.
 */
export const stage: BarIngest["stage"] = async (tx, batches) => {
  await tx.$executeRaw`
    CREATE TEMP TABLE bar_staging (
      line integer NOT NULL, ts timestamptz NOT NULL, open double precision NOT NULL, high double precision NOT NULL,
      low double precision NOT NULL, close double precision NOT NULL, volume double precision NOT NULL
    ) ON COMMIT DROP`;
  // One statement as long as the file: its pace is the reader's, who hears cancels; a minute's limit is not for it.
  await tx.$executeRaw`SET LOCAL statement_timeout = '1h'`;
  const staged = await tx.copyIn(
    "COPY bar_staging (line, ts, open, high, low, close, volume) FROM STDIN (FORMAT binary)",
    encodeStaged(batches),
  );
  await tx.$executeRaw`SET LOCAL statement_timeout TO DEFAULT`;
  // From here on another import of the series may have to end first: that is a queue, not a fault.
  await tx.$executeRaw`SET LOCAL lock_timeout = '10min'`;
  return staged;
};

/** What makes two bars of a file the same: their time; their week or month where there is one bar a week or month. */
const periodCode = (resolution: Resolution) => resolutionMinutes(resolution);

export const findDuplicates: BarIngest["findDuplicates"] = async (tx, resolution, limit) => {
  const rows = await tx.$queryRaw`
    SELECT line, (extract(epoch FROM ts) * 1000)::bigint::text AS time_ms, (count(*) OVER ())::text AS total
    FROM (
      SELECT line, ts, min(line) OVER (PARTITION BY CASE ${periodCode(resolution)}::integer
        WHEN 10080 THEN date_trunc('week', ts, 'UTC') WHEN 43200 THEN date_trunc('month', ts, 'UTC') ELSE ts END) AS first
      FROM bar_staging
    ) numbered
    WHERE line <> first ORDER BY line LIMIT ${limit}`;
  const found = DuplicateRows.parse(rows);
  return { count: found[0]?.total ?? 0, first: found.map(({ line, time_ms }) => ({ line, timeMs: time_ms })) };
};

export const dropDuplicates: BarIngest["dropDuplicates"] = async (tx, resolution) => {
  await tx.$executeRaw`
    DELETE FROM bar_staging s USING (
      SELECT line AS dropped, min(line) OVER (PARTITION BY CASE ${periodCode(resolution)}::integer
        WHEN 10080 THEN date_trunc('week', ts, 'UTC') WHEN 43200 THEN date_trunc('month', ts, 'UTC') ELSE ts END) AS first
      FROM bar_staging
    ) numbered
    WHERE s.line = numbered.dropped AND numbered.dropped <> numbered.first`;
};

export async function stagedExtent(tx: SqlPort) {
  // The planner knows nothing of a table that was just filled; a glance tells it how to join.
  await tx.$executeRaw`ANALYZE bar_staging`;
  const rows = await tx.$queryRaw`
    SELECT (pg_relation_size('pg_temp.bar_staging') / current_setting('block_size')::integer)::integer AS pages, count(*)::text AS staged,
      (extract(epoch FROM min(ts)) * 1000)::bigint::text AS first_ms,
      (extract(epoch FROM max(ts)) * 1000)::bigint::text AS last_ms
    FROM bar_staging`;
  const [row] = StagedRows.parse(rows);
  invariant(row !== undefined, "an aggregate gives one row");
  return row;
}

/** Pages of the staging table, as tuple ids: `from` inside, `to` not. */
export interface PageRange {
  readonly from: string;
  readonly to: string;
}

/** Pages and the times that their bars span, as text the database wrote: only that much of the series is looked at. */
export interface Slice extends PageRange {
  readonly first: string;
  readonly last: string;
}

export async function spanOf(tx: SqlPort, { from, to }: PageRange): Promise<{ first: string; last: string }> {
  const rows = await tx.$queryRaw`
    SELECT coalesce(min(ts), 'infinity')::text AS first, coalesce(max(ts), '-infinity')::text AS last
    FROM bar_staging WHERE ctid >= ${from}::tid AND ctid < ${to}::tid`;
  const [span] = SpanRows.parse(rows);
  invariant(span !== undefined, "an aggregate gives one row");
  return span;
}
