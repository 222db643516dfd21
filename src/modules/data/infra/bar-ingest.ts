import { z } from "zod";
import { type EpochMs, ImportId, invariant, type SqlPort } from "@/modules/_kernel";
import { type Resolution, resolutionMinutes } from "../domain/resolution";
import type { BarIngest, BarTransaction, Disagreement, FileFacts, ImportFacts, MergeCounts, SeriesKey } from "../ports";
import { removeBars } from "./bar-removal";
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

/** Disagreements on one page. */
const DISAGREEMENTS_PER_PAGE_MAX = 5_000;
/** Imports of other sources in one series: a fetch a day for a hundred years. */
const IMPORTS_OF_SERIES_MAX = 40_000;
/** What a source of bars is called that is no feed. */
const FILE_SOURCE = "file";
/**
 * Whose bar stays where sources differ: a person's file goes before feeds, a feed's history before bars made of live ticks.
 * Of two feeds the one whose bar is there already. Bars of one source always replace each other.
 */
const PRECEDENCE = { file: 300, feed: 200, live: 100 } as const;

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
const BatchRows = z.array(
  z
    .object({ no: z.int(), id: z.string(), batch: z.string().nullable(), status: z.string(), parts: z.int() })
    .transform((row) => ({ ...row, id: ImportId.of(row.id) })),
);
const OtherRows = z.array(z.object({ no: z.int(), source: z.string(), stays: z.boolean() }));
type Other = z.output<typeof OtherRows>[number];
const DisagreementRows = z.array(
  z
    .object({
      source: z.string(),
      time_ms: EpochMsText,
      open: z.number(),
      high: z.number(),
      low: z.number(),
      close: z.number(),
      volume: z.number(),
      seen_ms: EpochMsText,
    })
    .transform(
      ({ source, time_ms, seen_ms, ...values }): Disagreement => ({
        source,
        bar: { time: time_ms, ...values },
        seenAtMs: seen_ms,
      }),
    ),
);
const BaseRows = z.array(z.object({ no: z.int() }));
const NumberRows = z.array(z.object({ no: z.int() })).length(1);

/** Writes bars on PostgreSQL, with TimescaleDB or without: COPY to a staging table, then an idempotent merge. */
export function makeBarIngest(): BarIngest {
  return {
    stage,
    findDuplicates,
    dropDuplicates,
    merge,
    findImport,
    findSameFile,
    listImports,
    listDisagreements,
    remove: removeBars,
    undo: undoImport,
  };
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
  const extent = { atMs: locked.at_ms, firstMs, lastMs };
  const rank = rankOf(facts);
  const { no, id } = await openImport(tx, series, facts, extent);
  const context = { series, no, atMs: locked.at_ms, rank, others: await otherSources(tx, series, rank) };
  let [replaced, inserted, kept] = [0, 0, 0];
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
      if (context.others.length > 0) kept += await noteDisagreements(tx, context, slice);
      const replacing = await keepReplaced(tx, context, slice);
      if (replacing > 0) await replaceBars(tx, context, slice);
      replaced += replacing;
      inserted += await insertMissing(tx, context, slice);
    } else {
      inserted += await insertAll(tx, context, pageRange);
    }
    onMerged(Math.min(staged, Math.round((staged * (page + PAGES_PER_STEP)) / pages)));
  }
  const counts = { inserted, replaced, kept, unchanged: staged - inserted - replaced - kept };
  await finishMerge(tx, context, counts, { firstMs, lastMs, reliesOn: [...reliesOn] });
  const done = await findImport(tx, id);
  invariant(done !== null, "an import is there once it was recorded");
  // Of a batch that goes on, what this merge did.
  return { ...done, ...counts };
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

interface Opened {
  readonly no: number;
  readonly id: ImportId;
}

/** The import that these bars belong to: a new one, or the one that the batch has open. */
async function openImport(tx: SqlPort, series: SeriesKey, facts: ImportFacts, extent: Extent): Promise<Opened> {
  if (!("batch" in facts)) return recordImport(tx, series, facts, extent);
  const [newest] = BatchRows.parse(
    await tx.$queryRaw`
      SELECT no, id, batch, status, (SELECT count(*)::integer FROM bar_import WHERE batch = ${facts.batch}) AS parts
      FROM bar_import
      WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}
      ORDER BY bar_import.no DESC LIMIT 1`,
  );
  if (newest?.batch === facts.batch && newest.status === "completed") return newest;
  // The first part has the batch's own name: who knows the batch finds its import.
  const part = newest === undefined ? 0 : newest.parts;
  const file = { fileName: facts.title, fileBytes: 0, sha256: null, mapping: { origin: facts.origin }, skipped: 0 };
  const importId = ImportId.of(part === 0 ? facts.batch : `${facts.batch}.${part + 1}`);
  return recordImport(tx, series, { ...facts, ...file, importId }, extent);
}

type Recorded = Omit<FileFacts, "sha256"> & {
  readonly sha256: string | null;
  readonly batch?: string;
  readonly source?: string;
};

async function recordImport(tx: SqlPort, series: SeriesKey, facts: Recorded, extent: Extent): Promise<Opened> {
  const rank = rankOf(facts);
  const rows = await tx.$queryRaw`
    INSERT INTO bar_import (id, instrument_id, symbol, resolution, file_name, file_bytes, sha256, mapping, inserted, replaced,
      unchanged, skipped, first_ts, last_ts, created_by, created_at, source, precedence, batch)
    VALUES (${facts.importId}, ${series.instrumentId}, ${facts.symbol}, ${resolutionMinutes(series.resolution)},
      ${facts.fileName}, ${facts.fileBytes}, ${facts.sha256}, ${JSON.stringify(facts.mapping)}::jsonb, 0, 0, 0,
      ${facts.skipped}, to_timestamp(${extent.firstMs}::double precision / 1000),
      to_timestamp(${extent.lastMs}::double precision / 1000), ${facts.createdBy},
      to_timestamp(${extent.atMs}::double precision / 1000), ${rank.source}, ${rank.precedence}::smallint,
      ${facts.batch ?? null})
    RETURNING no`;
  const [row] = NumberRows.parse(rows);
  invariant(row !== undefined, "an insert returns its row");
  return { no: row.no, id: facts.importId };
}

/** Who says what is merged, and before whom that goes. */
interface Rank {
  readonly source: string;
  readonly precedence: number;
}

function rankOf(facts: ImportFacts | Recorded): Rank {
  if (!("source" in facts) || facts.source === undefined) return { source: FILE_SOURCE, precedence: PRECEDENCE.file };
  const origin = "origin" in facts ? facts.origin : "feed";
  return { source: facts.source, precedence: PRECEDENCE[origin] };
}

/** Imports of other sources in this series. `stays`: their bars are not replaced by this one. */
async function otherSources(tx: SqlPort, series: SeriesKey, { source, precedence }: Rank): Promise<readonly Other[]> {
  return OtherRows.parse(
    await tx.$queryRaw`
      SELECT no, source, precedence >= ${precedence}::integer AS stays FROM bar_import
      WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}
        AND source <> ${source} AND status = 'completed'
      ORDER BY bar_import.no LIMIT ${IMPORTS_OF_SERIES_MAX}`,
  );
}

interface MergeContext {
  readonly series: SeriesKey;
  readonly no: number;
  readonly atMs: EpochMs;
  readonly rank: Rank;
  readonly others: readonly Other[];
}

/** Imports whose bars this merge leaves as they are. */
const staying = ({ others }: MergeContext) => others.filter(({ stays }) => stays).map(({ no }) => no);

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

/**
 * Writes down where this source and another differ: what this one says where the other's bar stays, what the other said where
 * this one's is about to take its place; forgets what this source said before about the same bars. Returns how many stay.
 */
async function noteDisagreements(tx: SqlPort, context: MergeContext, slice: Slice): Promise<number> {
  const { series, atMs, rank, others } = context;
  const { from, to, first, last } = slice;
  const [instrumentId, resolution] = [series.instrumentId, resolutionMinutes(series.resolution)];
  await tx.$executeRaw`
    DELETE FROM bar_disagreement d USING bar_staging s
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid AND d.ts = s.ts AND d.source = ${rank.source}
      AND d.instrument_id = ${instrumentId} AND d.resolution = ${resolution}
      AND d.ts >= ${first}::timestamptz AND d.ts <= ${last}::timestamptz`;
  const replaced = others.filter(({ stays }) => !stays);
  if (replaced.length > 0) {
    await tx.$executeRaw`
      INSERT INTO bar_disagreement (instrument_id, resolution, ts, source, open, high, low, close, volume, seen_at)
      SELECT b.instrument_id, b.resolution, b.ts, o.source, b.open, b.high, b.low, b.close, b.volume,
        to_timestamp(${atMs}::double precision / 1000)
      FROM bar_staging s JOIN bar b ON b.ts = s.ts
        JOIN unnest(${replaced.map(({ no }) => no)}::integer[], ${replaced.map(({ source }) => source)}::text[]) AS o (no, source)
          ON o.no = b.import_no
      WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid
        AND b.instrument_id = ${instrumentId} AND b.resolution = ${resolution}
        AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
        AND (b.open, b.high, b.low, b.close, b.volume) IS DISTINCT FROM (s.open, s.high, s.low, s.close, s.volume)
      ON CONFLICT (instrument_id, resolution, ts, source) DO UPDATE SET open = excluded.open, high = excluded.high,
        low = excluded.low, close = excluded.close, volume = excluded.volume, seen_at = excluded.seen_at`;
  }
  const stays = staying(context);
  if (stays.length === 0) return 0;
  return tx.$executeRaw`
    INSERT INTO bar_disagreement (instrument_id, resolution, ts, source, open, high, low, close, volume, seen_at)
    SELECT b.instrument_id, b.resolution, b.ts, ${rank.source}, s.open, s.high, s.low, s.close, s.volume,
      to_timestamp(${atMs}::double precision / 1000)
    FROM bar_staging s JOIN bar b ON b.ts = s.ts
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid
      AND b.instrument_id = ${instrumentId} AND b.resolution = ${resolution}
      AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
      AND b.import_no = ANY (${stays}::integer[])
      AND (b.open, b.high, b.low, b.close, b.volume) IS DISTINCT FROM (s.open, s.high, s.low, s.close, s.volume)`;
}

/** The imports that wrote the bars which are there already with the same values. Asked before anything is replaced. */
async function importsReliedOn(tx: SqlPort, { series, no }: MergeContext, { from, to, first, last }: Slice) {
  const rows = await tx.$queryRaw`
    SELECT DISTINCT b.import_no AS no
    FROM bar_staging s JOIN bar b ON b.ts = s.ts
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid
      AND b.instrument_id = ${series.instrumentId} AND b.resolution = ${resolutionMinutes(series.resolution)}
      AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
      AND (b.open, b.high, b.low, b.close, b.volume) IS NOT DISTINCT FROM (s.open, s.high, s.low, s.close, s.volume)
      AND b.import_no <> ${no}`;
  return BaseRows.parse(rows).map((base) => base.no);
}

/** Writes down what is about to be replaced. Returns how many. */
function keepReplaced(tx: SqlPort, context: MergeContext, { from, to, first, last }: Slice): Promise<number> {
  const { series, no, atMs } = context;
  return tx.$executeRaw`
    INSERT INTO bar_revision (instrument_id, resolution, ts, open, high, low, close, volume, available_at, replaced_at, import_no, replaced_by)
    SELECT b.instrument_id, b.resolution, b.ts, b.open, b.high, b.low, b.close, b.volume, b.available_at,
      to_timestamp(${atMs}::double precision / 1000), b.import_no, ${no}::integer
    FROM bar_staging s JOIN bar b ON b.ts = s.ts
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid
      AND b.instrument_id = ${series.instrumentId} AND b.resolution = ${resolutionMinutes(series.resolution)}
      AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
      AND b.import_no <> ALL (${staying(context)}::integer[])
      AND (b.open, b.high, b.low, b.close, b.volume) IS DISTINCT FROM (s.open, s.high, s.low, s.close, s.volume)`;
}

function replaceBars(tx: SqlPort, context: MergeContext, { from, to, first, last }: Slice): Promise<number> {
  const { series, no, atMs } = context;
  return tx.$executeRaw`
    UPDATE bar b SET open = s.open, high = s.high, low = s.low, close = s.close, volume = s.volume,
      available_at = to_timestamp(${atMs}::double precision / 1000), import_no = ${no}::integer
    FROM bar_staging s
    WHERE s.ctid >= ${from}::tid AND s.ctid < ${to}::tid AND b.ts = s.ts
      AND b.instrument_id = ${series.instrumentId} AND b.resolution = ${resolutionMinutes(series.resolution)}
      AND b.ts >= ${first}::timestamptz AND b.ts <= ${last}::timestamptz
      AND b.import_no <> ALL (${staying(context)}::integer[])
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
  { inserted, replaced, unchanged, kept }: MergeCounts,
  { firstMs, lastMs, reliesOn }: Omit<Extent, "atMs"> & { readonly reliesOn: readonly number[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE bar_import SET inserted = inserted + ${inserted}::integer, replaced = replaced + ${replaced}::integer,
      unchanged = unchanged + ${unchanged}::integer, kept = kept + ${kept}::integer,
      first_ts = least(first_ts, to_timestamp(${firstMs}::double precision / 1000)),
      last_ts = greatest(last_ts, to_timestamp(${lastMs}::double precision / 1000)),
      relies_on = ARRAY(SELECT DISTINCT base FROM unnest(relies_on || ${reliesOn}::integer[]) AS base ORDER BY base)
    WHERE no = ${no}`;
  await tx.$executeRaw`
    UPDATE bar_series SET bars = bars + ${inserted}::bigint,
      first_ts = least(first_ts, to_timestamp(${firstMs}::double precision / 1000)),
      last_ts = greatest(last_ts, to_timestamp(${lastMs}::double precision / 1000)),
      dirty_from = least(dirty_from, to_timestamp(${firstMs}::double precision / 1000)),
      changed_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}`;
}

const listDisagreements: BarIngest["listDisagreements"] = async (sql, { instrumentId, resolution }, fromMs, limit) => {
  const rows = await sql.$queryRaw`
    SELECT source, (extract(epoch FROM ts) * 1000)::bigint::text AS time_ms, open, high, low, close, volume,
      (extract(epoch FROM seen_at) * 1000)::bigint::text AS seen_ms
    FROM bar_disagreement
    WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)}
      AND ts >= to_timestamp(${fromMs}::double precision / 1000)
    ORDER BY bar_disagreement.ts, source LIMIT ${Math.min(limit, DISAGREEMENTS_PER_PAGE_MAX)}`;
  return DisagreementRows.parse(rows);
};

const listImports: BarIngest["listImports"] = async (sql, beforeNo, limit) => {
  const rows = await sql.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped, kept, source,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
      (extract(epoch FROM undone_at) * 1000)::bigint::text AS undone_ms
    FROM bar_import WHERE no < coalesce(${beforeNo}::integer, 2147483647) AND precedence > ${PRECEDENCE.live}::smallint
      AND (precedence >= ${PRECEDENCE.file}::smallint OR inserted + replaced > 0)
    ORDER BY no DESC LIMIT ${Math.min(limit, IMPORTS_PER_PAGE_MAX)}`;
  return ImportRows.parse(rows);
};

const findSameFile: BarIngest["findSameFile"] = async (sql, { symbol, resolution }, sha256) => {
  const rows = await sql.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped, kept, source,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms, NULL AS undone_ms
    FROM bar_import
    WHERE symbol = ${symbol} AND resolution = ${resolutionMinutes(resolution)} AND sha256 = ${sha256} AND status = 'completed'
    ORDER BY bar_import.no DESC LIMIT 1`;
  return ImportRows.parse(rows)[0] ?? null;
};
