import { z } from "zod";
import { type EpochMs, ImportId, invariant, type SqlPort } from "@/modules/_kernel";
import { resolutionMinutes } from "../domain/resolution";
import type { BarImport, BarIngest, SeriesKey } from "../ports";
import { EpochMsText, InstrumentIdColumn, ResolutionColumn } from "./rows";

export const ImportRows = z.array(
  z
    .object({
      id: z.string(),
      no: z.int(),
      instrument_id: InstrumentIdColumn,
      resolution: ResolutionColumn,
      file_name: z.string(),
      symbol: z.string(),
      inserted: z.int(),
      replaced: z.int(),
      unchanged: z.int(),
      skipped: z.int(),
      kept: z.int(),
      source: z.string(),
      created_ms: EpochMsText,
      undone_ms: EpochMsText.nullable(),
    })
    .transform(
      (row): BarImport => ({
        importId: ImportId.of(row.id),
        no: row.no,
        fileName: row.file_name,
        symbol: row.symbol,
        series: { instrumentId: row.instrument_id, resolution: row.resolution },
        inserted: row.inserted,
        replaced: row.replaced,
        unchanged: row.unchanged,
        skipped: row.skipped,
        kept: row.kept,
        source: row.source,
        createdAtMs: row.created_ms,
        undoneAtMs: row.undone_ms,
      }),
    ),
);
const LockedRows = z
  .array(
    z.object({
      at_ms: EpochMsText,
      first_ms: EpochMsText.nullable(),
      last_ms: EpochMsText.nullable(),
    }),
  )
  .length(1);
/**
 * Locks the series until the transaction ends and gives the change its moment: now, but later than every change before, so
 * that "as of" tells all states apart even when a clock was set back.
 */
export async function lockSeries(tx: SqlPort, { instrumentId, resolution }: SeriesKey, nowMs: EpochMs) {
  const code = resolutionMinutes(resolution);
  const made = tx.$executeRaw`
    INSERT INTO bar_series (instrument_id, resolution, changed_at) VALUES (${instrumentId}, ${code}, '-infinity')
    ON CONFLICT DO NOTHING`;
  const locked = tx.$queryRaw`
    SELECT (extract(epoch FROM greatest(to_timestamp(${nowMs}::double precision / 1000)::timestamptz(3),
        changed_at + interval '1 millisecond')) * 1000)::bigint::text AS at_ms,
      (extract(epoch FROM first_ts) * 1000)::bigint::text AS first_ms,
      (extract(epoch FROM last_ts) * 1000)::bigint::text AS last_ms
    FROM bar_series WHERE instrument_id = ${instrumentId} AND resolution = ${code} FOR UPDATE`;
  const [, rows] = await Promise.all([made, locked]);
  const [row] = LockedRows.parse(rows);
  invariant(row !== undefined, "a series is there once it was locked");
  return row;
}

/**
 * Settings of one transaction that changes many bars.
 *
 * The planner knows nothing of bars that were just written (the app may not ANALYZE) and takes a million for one; a nested
 * loop over them would take hours where a hash join takes a second, so it may not choose one. On TimescaleDB a repair may
 * reach compressed chunks: its cap on rows unpacked by one statement is lifted; elsewhere that setting means nothing.
 */
export async function prepareBulkChange(tx: SqlPort): Promise<void> {
  await tx.$executeRaw`SET LOCAL enable_nestloop = off`;
  await tx.$executeRaw`SET LOCAL work_mem = '64MB'`;
  await tx.$executeRaw`SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0`;
}

/** The import of that id, undone or not. */
export const findImport: BarIngest["findImport"] = async (sql, importId) => {
  const rows = await sql.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped, kept, source,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
      (extract(epoch FROM undone_at) * 1000)::bigint::text AS undone_ms
    FROM bar_import WHERE id = ${importId} LIMIT 1`;
  return ImportRows.parse(rows)[0] ?? null;
};
