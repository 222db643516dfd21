import { z } from "zod";
import { type EpochMs, invariant, type SqlPort } from "@/modules/_kernel";
import { type Resolution, resolutionMinutes } from "../domain/resolution";
import type { BarIngest, BarTransaction, ImportFacts, MergeCounts, SeriesKey } from "../ports";
import { findImport, ImportRows, lockSeries, prepareBulkChange } from "./bar-series-lock";
import { undoImport } from "./bar-undo";
import { encodeStaged } from "./copy-binary";
import { CountText, EpochMsText } from "./rows";

/** Imports on one page of the list. */
const IMPORTS_PER_PAGE_MAX = 200;
/**
 * Pages of the staging table that one statement merges: about 180 000 bars, a second of work. Between statements progress
 * is told and a cancel is heard.
 */
const PAGES_PER_STEP = 2048;

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
const BaseRows = z.array(z.object({ no: z.int() }));
const NumberRows = z.array(z.object({ no: z.int() })).length(1);

/** Writes bars on PostgreSQL, with TimescaleDB or without: COPY to a staging table, then an idempotent merge. */
export function makeBarIngest(): BarIngest {
  return { stage, findDuplicates, dropDuplicates, merge, findImport, findSameFile, listImports, undo: undoImport };
}

/**
 * Staging is a temporary table: no write-ahead log, gone with its transaction, nobody else's rows in it, nothing to delete
 * afterwards and nothing left after a crash.
 */
const stage: BarIngest["stage"] = async (tx, batches) => {
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

const findDuplicates: BarIngest["findDuplicates"] = async (tx, resolution, limit) => {
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

const dropDuplicates: BarIngest["dropDuplicates"] = async (tx, resolution) => {
  await tx.$executeRaw`
    DELETE FROM bar_staging s USING (
      SELECT line AS dropped, min(line) OVER (PARTITION BY CASE ${periodCode(resolution)}::integer
        WHEN 10080 THEN date_trunc('week', ts, 'UTC') WHEN 43200 THEN date_trunc('month', ts, 'UTC') ELSE ts END) AS first
      FROM bar_staging
    ) numbered
    WHERE s.line = numbered.dropped AND numbered.dropped <> numbered.first`;
};

const merge: BarIngest["merge"] = async (tx, series, facts, nowMs, onMerged) => {
  await prepareBulkChange(tx);
  const { pages, staged, first_ms: firstMs, last_ms: lastMs } = await stagedExtent(tx);
  const locked = await lockSeries(tx, series, nowMs);
  const no = await recordImport(tx, series, facts, { atMs: locked.at_ms, firstMs, lastMs });
  const context = { series, no, atMs: locked.at_ms };
  let [replaced, inserted] = [0, 0];
  const reliesOn = new Set<number>();
  // Nothing can be there already where nothing is: the first import of a span skips looking.
  const overlaps =
    locked.first_ms !== null &&
    locked.last_ms !== null &&
    firstMs !== null &&
    lastMs !== null &&
    locked.first_ms <= lastMs &&
    locked.last_ms >= firstMs;
  for (let page = 0; page < pages; page += PAGES_PER_STEP) {
    const pageRange = { from: `(${page},0)`, to: `(${page + PAGES_PER_STEP},0)` };
    if (overlaps) {
      const slice = { ...pageRange, ...(await spanOf(tx, pageRange)) };
      for (const base of await importsReliedOn(tx, context, slice)) reliesOn.add(base);
      const kept = await keepReplaced(tx, context, slice);
      if (kept > 0) await replaceBars(tx, context, slice);
      replaced += kept;
      inserted += await insertMissing(tx, context, slice);
    } else {
      inserted += await insertAll(tx, context, pageRange);
    }
    onMerged(Math.min(staged, Math.round((staged * (page + PAGES_PER_STEP)) / pages)));
  }
  const counts = { inserted, replaced, unchanged: staged - inserted - replaced };
  await finishMerge(tx, context, counts, { firstMs, lastMs, reliesOn: [...reliesOn] });
  const done = await findImport(tx, facts.importId);
  invariant(done !== null, "an import is there once it was recorded");
  return done;
};

async function stagedExtent(tx: SqlPort) {
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

interface Extent {
  readonly atMs: EpochMs;
  readonly firstMs: EpochMs | null;
  readonly lastMs: EpochMs | null;
}

async function recordImport(tx: SqlPort, series: SeriesKey, facts: ImportFacts, extent: Extent): Promise<number> {
  const rows = await tx.$queryRaw`
    INSERT INTO bar_import (id, instrument_id, symbol, resolution, file_name, file_bytes, sha256, mapping, inserted, replaced,
      unchanged, skipped, first_ts, last_ts, created_by, created_at)
    VALUES (${facts.importId}, ${series.instrumentId}, ${facts.symbol}, ${resolutionMinutes(series.resolution)},
      ${facts.fileName}, ${facts.fileBytes}, ${facts.sha256}, ${JSON.stringify(facts.mapping)}::jsonb, 0, 0, 0,
      ${facts.skipped}, to_timestamp(${extent.firstMs}::double precision / 1000),
      to_timestamp(${extent.lastMs}::double precision / 1000), ${facts.createdBy},
      to_timestamp(${extent.atMs}::double precision / 1000))
    RETURNING no`;
  const [row] = NumberRows.parse(rows);
  invariant(row !== undefined, "an insert returns its row");
  return row.no;
}

interface MergeContext {
  readonly series: SeriesKey;
  readonly no: number;
  readonly atMs: EpochMs;
}

/** Pages of the staging table, as tuple ids: `from` inside, `to` not. */
interface PageRange {
  readonly from: string;
  readonly to: string;
}

/** Pages and the times that their bars span, as text the database wrote: only that much of the series is looked at. */
interface Slice extends PageRange {
  readonly first: string;
  readonly last: string;
}

async function spanOf(tx: SqlPort, { from, to }: PageRange): Promise<{ first: string; last: string }> {
  const rows = await tx.$queryRaw`
    SELECT coalesce(min(ts), 'infinity')::text AS first, coalesce(max(ts), '-infinity')::text AS last
    FROM bar_staging WHERE ctid >= ${from}::tid AND ctid < ${to}::tid`;
  const [span] = SpanRows.parse(rows);
  invariant(span !== undefined, "an aggregate gives one row");
  return span;
}

// The three statements of the merge. Together they are an upsert that leaves equal rows alone: they may be run again with
// the same bars and change nothing. `INSERT ... ON CONFLICT` would do it in one, but it locks and rewrites the head of every
// row it leaves alone and costs twice as much for new ones; nobody else writes this series while its row is locked, so the
// conflicts that it guards against cannot come.

/** The imports that wrote the bars which are there already with the same values. Asked before anything is replaced. */
async function importsReliedOn(tx: SqlPort, { series }: MergeContext, { from, to, first, last }: Slice) {
  const rows = await tx.$queryRaw`
    SELECT DISTINCT b.import_no AS no
    FROM bar_staging s JOIN bar b ON b.ts = s.ts
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid
      AND b.instrument_id = ${series.instrumentId} AND b.resolution = ${resolutionMinutes(series.resolution)}
      AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
      AND (b.open, b.high, b.low, b.close, b.volume) IS NOT DISTINCT FROM (s.open, s.high, s.low, s.close, s.volume)`;
  return BaseRows.parse(rows).map(({ no }) => no);
}

/** Writes down what is about to be replaced. Returns how many. */
function keepReplaced(
  tx: SqlPort,
  { series, no, atMs }: MergeContext,
  { from, to, first, last }: Slice,
): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO bar_revision (instrument_id, resolution, ts, open, high, low, close, volume, available_at, replaced_at, import_no, replaced_by)
    SELECT b.instrument_id, b.resolution, b.ts, b.open, b.high, b.low, b.close, b.volume, b.available_at,
      to_timestamp(${atMs}::double precision / 1000), b.import_no, ${no}::integer
    FROM bar_staging s JOIN bar b ON b.ts = s.ts
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid
      AND b.instrument_id = ${series.instrumentId} AND b.resolution = ${resolutionMinutes(series.resolution)}
      AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
      AND (b.open, b.high, b.low, b.close, b.volume) IS DISTINCT FROM (s.open, s.high, s.low, s.close, s.volume)`;
}

function replaceBars(
  tx: SqlPort,
  { series, no, atMs }: MergeContext,
  { from, to, first, last }: Slice,
): Promise<number> {
  return tx.$executeRaw`
    UPDATE bar b SET open = s.open, high = s.high, low = s.low, close = s.close, volume = s.volume,
      available_at = to_timestamp(${atMs}::double precision / 1000), import_no = ${no}::integer
    FROM bar_staging s
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid AND b.ts = s.ts
      AND b.instrument_id = ${series.instrumentId} AND b.resolution = ${resolutionMinutes(series.resolution)}
      AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
      AND (b.open, b.high, b.low, b.close, b.volume) IS DISTINCT FROM (s.open, s.high, s.low, s.close, s.volume)`;
}

function insertMissing(
  tx: SqlPort,
  { series, no, atMs }: MergeContext,
  { from, to, first, last }: Slice,
): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO bar (instrument_id, resolution, ts, open, high, low, close, volume, available_at, import_no)
    SELECT ${series.instrumentId}::integer, ${resolutionMinutes(series.resolution)}::integer, s.ts, s.open, s.high, s.low, s.close,
      s.volume, to_timestamp(${atMs}::double precision / 1000), ${no}::integer
    FROM bar_staging s
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid AND NOT EXISTS (
      SELECT FROM bar b WHERE b.ts = s.ts
        AND b.instrument_id = ${series.instrumentId} AND b.resolution = ${resolutionMinutes(series.resolution)}
        AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz)`;
}

function insertAll(tx: SqlPort, { series, no, atMs }: MergeContext, { from, to }: PageRange): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO bar (instrument_id, resolution, ts, open, high, low, close, volume, available_at, import_no)
    SELECT ${series.instrumentId}::integer, ${resolutionMinutes(series.resolution)}::integer, ts, open, high, low, close, volume,
      to_timestamp(${atMs}::double precision / 1000), ${no}::integer
    FROM bar_staging WHERE ctid >= ${from}::tid AND ctid < ${to}::tid`;
}

async function finishMerge(
  tx: BarTransaction,
  { series, no, atMs }: MergeContext,
  { inserted, replaced, unchanged }: MergeCounts,
  { firstMs, lastMs, reliesOn }: Omit<Extent, "atMs"> & { readonly reliesOn: readonly number[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE bar_import SET inserted = ${inserted}, replaced = ${replaced}, unchanged = ${unchanged},
      relies_on = ${reliesOn}::integer[] WHERE no = ${no}`;
  await tx.$executeRaw`
    UPDATE bar_series SET bars = bars + ${inserted}::bigint,
      first_ts = least(first_ts, to_timestamp(${firstMs}::double precision / 1000)),
      last_ts = greatest(last_ts, to_timestamp(${lastMs}::double precision / 1000)),
      changed_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}`;
}

const listImports: BarIngest["listImports"] = async (sql, beforeNo, limit) => {
  const rows = await sql.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
      (extract(epoch FROM undone_at) * 1000)::bigint::text AS undone_ms
    FROM bar_import WHERE no < coalesce(${beforeNo}::integer, 2147483647)
    ORDER BY no DESC LIMIT ${Math.min(limit, IMPORTS_PER_PAGE_MAX)}`;
  return ImportRows.parse(rows);
};

const findSameFile: BarIngest["findSameFile"] = async (sql, { symbol, resolution }, sha256) => {
  const rows = await sql.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms, NULL AS undone_ms
    FROM bar_import
    WHERE symbol = ${symbol} AND resolution = ${resolutionMinutes(resolution)} AND sha256 = ${sha256} AND status = 'completed'
    ORDER BY bar_import.no DESC LIMIT 1`;
  return ImportRows.parse(rows)[0] ?? null;
};
