import { z } from "zod";
import { resolutionMinutes } from "../../domain/resolution";
import type { ReplayStore } from "../../ports/replay";
import { lockSeries, prepareBulkChange } from "../bar-series-lock";

/** Bars that one statement takes away: a second of work, inside every statement timeout. */
const BARS_PER_STEP = 100_000;

const StepRows = z.array(z.object({ ts: z.string() }));

/**
 * Empties a series of a replay, so that it can be played anew: its bars move to the revisions, as all bars do that are
 * known no longer, and the imports that brought them count as undone.
 */
export const clearReplaySeries: ReplayStore["clearSeries"] = async (tx, series, nowMs) => {
  await prepareBulkChange(tx);
  const { instrumentId } = series;
  const resolution = resolutionMinutes(series.resolution);
  const { at_ms: atMs } = await lockSeries(tx, series, nowMs);
  for (let from: string | null = "-infinity"; from !== null; ) {
    const rows: unknown = await tx.$queryRaw`
      SELECT ts::text FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}
        AND ts >= ${from}::timestamptz ORDER BY bar.ts OFFSET ${BARS_PER_STEP} LIMIT 1`;
    const to: string | null = StepRows.parse(rows)[0]?.ts ?? null;
    const end = to ?? "infinity";
    await tx.$executeRaw`
      INSERT INTO bar_revision (instrument_id, resolution, ts, open, high, low, close, volume, available_at, replaced_at, import_no, replaced_by)
      SELECT instrument_id, resolution, ts, open, high, low, close, volume, available_at,
        to_timestamp(${atMs}::double precision / 1000), import_no, NULL
      FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}
        AND ts >= ${from}::timestamptz AND ts < ${end}::timestamptz`;
    await tx.$executeRaw`
      DELETE FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}
        AND ts >= ${from}::timestamptz AND ts < ${end}::timestamptz`;
    from = to;
  }
  await tx.$executeRaw`
    UPDATE bar_series SET bars = 0, first_ts = NULL, last_ts = NULL, dirty_from = '-infinity', changed_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}`;
  await tx.$executeRaw`
    UPDATE bar_import SET status = 'undone', undone_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${instrumentId} AND resolution = ${resolution} AND status = 'completed'`;
};
