import { z } from "zod";
import { type EpochMs, err, ImportId, invariant, ok, type SqlPort } from "@/modules/_kernel";
import { resolutionMinutes } from "../domain/resolution";
import type { BarImport, BarIngest } from "../ports";
import { ImportRows, lockSeries, prepareBulkChange } from "./bar-series-lock";
import { EpochMsText } from "./rows";

/** Bars that one statement takes back: a second of work, inside every statement timeout. */
const BARS_PER_STEP = 100_000;

const OverlayRows = z.array(z.object({ id: z.string(), file_name: z.string(), created_ms: EpochMsText }));
const StepRows = z.array(z.object({ ts: z.string() }));

/**
 * Takes an import back. Its bars move to the revisions; what they had replaced is put back with a new `available_at`, so a
 * read as of any moment, before or after, still sees what was known then. Refuses when a later import wrote over its bars
 * or counts on them.
 */
export const undoImport: BarIngest["undo"] = async (tx, importId, undoneBy, nowMs) => {
  await prepareBulkChange(tx);
  const found = await lockImport(tx, importId);
  if (found === null) return err({ kind: "import.not_found", importId });
  if (found.undoneAtMs !== null) {
    return err({ kind: "import.undone_already", importId, undoneAtMs: found.undoneAtMs });
  }
  const { at_ms: atMs } = await lockSeries(tx, found.series, nowMs);
  const overlay = await findOverlay(tx, found);
  if (overlay !== null) {
    const { id, file_name: byFileName, created_ms: byCreatedAtMs } = overlay;
    return err({ kind: "import.overlaid", importId, byImportId: ImportId.of(id), byFileName, byCreatedAtMs });
  }
  let removed = 0;
  for (let from: string | null = "-infinity"; from !== null; ) {
    const to: string | null = await endOfStep(tx, found, from);
    removed += await takeBack(tx, found, { from, to: to ?? "infinity" }, atMs);
    from = to;
  }
  // Fewer where bars were taken away by themselves since: a minute whose trades were all canceled.
  invariant(removed <= found.inserted, `an undo removes at most what was inserted, ${found.inserted}, was ${removed}`);
  await finishUndo(tx, found, { undoneBy, removed }, atMs);
  return ok({ ...found, undoneAtMs: atMs });
};

async function lockImport(tx: SqlPort, importId: string): Promise<BarImport | null> {
  const rows = await tx.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped, kept, source,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
      (extract(epoch FROM undone_at) * 1000)::bigint::text AS undone_ms
    FROM bar_import WHERE id = ${importId} FOR UPDATE`;
  return ImportRows.parse(rows)[0] ?? null;
}

/**
 * The latest import, not undone, that wrote over a bar of this one or found one equal to its own: the first to undo.
 */
async function findOverlay(tx: SqlPort, { no, series }: BarImport) {
  const [instrumentId, resolution] = [series.instrumentId, resolutionMinutes(series.resolution)];
  const rows = await tx.$queryRaw`
    SELECT i.id, i.file_name, (extract(epoch FROM i.created_at) * 1000)::bigint::text AS created_ms
    FROM bar_import i
    WHERE i.status = 'completed' AND i.instrument_id = ${instrumentId} AND i.resolution = ${resolution} AND i.no > ${no}
      AND (${no} = ANY (i.relies_on) OR i.no = (
        SELECT max(later.replaced_by)
        FROM bar_revision mine
        JOIN bar_revision later USING (instrument_id, resolution, ts)
        JOIN bar_import l ON l.no = later.replaced_by AND l.status = 'completed'
        WHERE mine.instrument_id = ${instrumentId} AND mine.resolution = ${resolution}
          AND mine.import_no = ${no} AND later.replaced_by > ${no}))
    ORDER BY i.no DESC LIMIT 1`;
  return OverlayRows.parse(rows)[0] ?? null;
}

/** Where a step that begins at `from` ends: the time of the bar after it, as text the database wrote; null: the rest. */
async function endOfStep(tx: SqlPort, { no, series }: BarImport, from: string): Promise<string | null> {
  const rows = await tx.$queryRaw`
    SELECT ts::text FROM bar
    WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}
      AND ts >= ${from}::timestamptz AND import_no = ${no}
    ORDER BY bar.ts OFFSET ${BARS_PER_STEP} LIMIT 1`;
  return StepRows.parse(rows)[0]?.ts ?? null;
}

/** Takes back the bars of one step. Returns how many were removed rather than put back to what they were. */
async function takeBack(
  tx: SqlPort,
  { no, series, replaced }: BarImport,
  { from, to }: { readonly from: string; readonly to: string },
  atMs: EpochMs,
): Promise<number> {
  const [instrumentId, resolution] = [series.instrumentId, resolutionMinutes(series.resolution)];
  await tx.$executeRaw`
    INSERT INTO bar_revision (instrument_id, resolution, ts, open, high, low, close, volume, available_at, replaced_at, import_no, replaced_by)
    SELECT instrument_id, resolution, ts, open, high, low, close, volume, available_at,
      to_timestamp(${atMs}::double precision / 1000), import_no, NULL
    FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}
      AND ts >= ${from}::timestamptz AND ts < ${to}::timestamptz AND import_no = ${no}`;
  if (replaced > 0) {
    await tx.$executeRaw`
    UPDATE bar b SET open = r.open, high = r.high, low = r.low, close = r.close, volume = r.volume,
      available_at = to_timestamp(${atMs}::double precision / 1000), import_no = r.import_no
    FROM bar_revision r
    WHERE b.instrument_id = ${instrumentId} AND b.resolution = ${resolution}
      AND b.ts >= ${from}::timestamptz AND b.ts < ${to}::timestamptz AND b.import_no = ${no}
      AND r.instrument_id = ${instrumentId} AND r.resolution = ${resolution} AND r.ts = b.ts
      AND r.ts >= ${from}::timestamptz AND r.ts < ${to}::timestamptz AND r.replaced_by = ${no}
      -- A batch may have corrected its own bar: what lay under the batch is what comes back.
      AND r.import_no <> ${no}`;
  }
  return tx.$executeRaw`
    DELETE FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}
      AND ts >= ${from}::timestamptz AND ts < ${to}::timestamptz AND import_no = ${no}`;
}

async function finishUndo(
  tx: SqlPort,
  found: BarImport,
  { undoneBy, removed }: { readonly undoneBy: string | null; readonly removed: number },
  atMs: EpochMs,
): Promise<void> {
  const [instrumentId, resolution] = [found.series.instrumentId, resolutionMinutes(found.series.resolution)];
  await tx.$executeRaw`
    UPDATE bar_series SET bars = bars - ${removed}::bigint,
      first_ts = (SELECT min(ts) FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}),
      last_ts = (SELECT max(ts) FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}),
      dirty_from = least(dirty_from, (SELECT first_ts FROM bar_import WHERE no = ${found.no})),
      changed_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}`;
  await tx.$executeRaw`
    UPDATE bar_import SET status = 'undone', undone_by = ${undoneBy}, undone_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE no = ${found.no}`;
}
