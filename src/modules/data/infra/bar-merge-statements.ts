import { z } from "zod";
import type { EpochMs, SqlPort } from "@/modules/_kernel";
import { resolutionMinutes } from "../domain/resolution";
import type { BarTransaction, MergeCounts, SeriesKey } from "../ports";
import type { Extent, Other, Rank } from "./bar-import-record";
import type { PageRange, Slice } from "./bar-staging";

const BaseRows = z.array(z.object({ no: z.int() }));

/** Where bars go: the series, and the import and moment that they come with. */
export interface MergePlace {
  readonly series: SeriesKey;
  readonly no: number;
  readonly atMs: EpochMs;
}

export interface MergeContext extends MergePlace {
  readonly rank: Rank;
  readonly others: readonly Other[];
}

/** Imports whose bars this merge leaves as they are. */
const staying = ({ others }: MergeContext) => others.filter(({ stays }) => stays).map(({ no }) => no);

// The three statements of the merge. Together they are an upsert that leaves equal rows alone: they may be run again with
// the same bars and change nothing. `INSERT ... ON CONFLICT` would do it in one, but it locks and rewrites the head of every
// row it leaves alone and costs twice as much for new ones; nobody else writes this series while its row is locked, so the
// conflicts that it guards against cannot come.

/**
 * Writes down where this source and another differ: what this one says where the other's bar stays, what the other said where
 * this one's is about to take its place; forgets what this source said before about the same bars. Returns how many stay.
 */
export async function noteDisagreements(tx: SqlPort, context: MergeContext, slice: Slice): Promise<number> {
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
export async function importsReliedOn(tx: SqlPort, { series, no }: MergeContext, { from, to, first, last }: Slice) {
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
export function keepReplaced(tx: SqlPort, context: MergeContext, { from, to, first, last }: Slice): Promise<number> {
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

export function replaceBars(tx: SqlPort, context: MergeContext, { from, to, first, last }: Slice): Promise<number> {
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

export function insertMissing(
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

export function insertAll(tx: SqlPort, { series, no, atMs }: MergeContext, { from, to }: PageRange): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO bar (instrument_id, resolution, ts, open, high, low, close, volume, available_at, import_no)
    SELECT ${series.instrumentId}::integer, ${resolutionMinutes(series.resolution)}::integer, ts, open, high, low, close, volume,
      to_timestamp(${atMs}::double precision / 1000), ${no}::integer
    FROM bar_staging WHERE ctid >= ${from}::tid AND ctid < ${to}::tid`;
}

export async function finishMerge(
  tx: BarTransaction,
  { series, no, atMs }: MergePlace,
  { inserted, replaced, unchanged, kept }: MergeCounts,
  { firstMs, lastMs, reliesOn }: Omit<Extent, "atMs"> & { readonly reliesOn: readonly number[] },
): Promise<void> {
  const recorded = tx.$executeRaw`
    UPDATE bar_import SET inserted = inserted + ${inserted}::integer, replaced = replaced + ${replaced}::integer,
      unchanged = unchanged + ${unchanged}::integer, kept = kept + ${kept}::integer,
      first_ts = least(first_ts, to_timestamp(${firstMs}::double precision / 1000)),
      last_ts = greatest(last_ts, to_timestamp(${lastMs}::double precision / 1000)),
      relies_on = ARRAY(SELECT DISTINCT base FROM unnest(relies_on || ${reliesOn}::integer[]) AS base ORDER BY base)
    WHERE no = ${no}`;
  const noted = tx.$executeRaw`
    UPDATE bar_series SET bars = bars + ${inserted}::bigint,
      first_ts = least(first_ts, to_timestamp(${firstMs}::double precision / 1000)),
      last_ts = greatest(last_ts, to_timestamp(${lastMs}::double precision / 1000)),
      dirty_from = least(dirty_from, to_timestamp(${firstMs}::double precision / 1000)),
      appended_from = CASE WHEN last_ts < to_timestamp(${firstMs}::double precision / 1000)
        THEN CASE WHEN appended_to = changed_at THEN appended_from ELSE changed_at END END,
      appended_to = CASE WHEN last_ts < to_timestamp(${firstMs}::double precision / 1000)
        THEN to_timestamp(${atMs}::double precision / 1000) END,
      changed_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}`;
  await Promise.all([recorded, noted]);
}
