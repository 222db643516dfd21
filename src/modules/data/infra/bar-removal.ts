import { invariant } from "@/modules/_kernel";
import { resolutionMinutes } from "../domain/resolution";
import type { BarIngest } from "../ports";
import { lockSeries } from "./bar-series-lock";

/** Times of one call: it is for single bars that never were, not for spans. */
const TIMES_MAX = 1_000;

/**
 * Takes single bars away that turned out never to have been. They move to the revisions, with nothing in their place, and the
 * series' moment rises: a read as of before still sees them.
 */
export const removeBars: BarIngest["remove"] = async (tx, series, { source, times }, nowMs) => {
  invariant(times.length <= TIMES_MAX, `at most ${TIMES_MAX} bars are taken away at once, was ${times.length}`);
  if (times.length === 0) return 0;
  const [instrumentId, resolution] = [series.instrumentId, resolutionMinutes(series.resolution)];
  const moments = times.map((time) => new Date(time).toISOString());
  const there = await tx.$queryRaw<readonly unknown[]>`
    SELECT b.ts FROM bar b JOIN bar_import i ON i.no = b.import_no AND i.source = ${source}
    WHERE b.instrument_id = ${instrumentId} AND b.resolution = ${resolution} AND b.ts = ANY (${moments}::timestamptz[]) LIMIT 1`;
  // A change without a difference would make everything that read the series look stale.
  if (there.length === 0) return 0;
  const { at_ms: atMs } = await lockSeries(tx, series, nowMs);
  const removed = await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM bar b USING bar_import i
      WHERE i.no = b.import_no AND i.source = ${source}
        AND b.instrument_id = ${instrumentId} AND b.resolution = ${resolution} AND b.ts = ANY (${moments}::timestamptz[])
      RETURNING b.*
    )
    INSERT INTO bar_revision (instrument_id, resolution, ts, open, high, low, close, volume, available_at, replaced_at, import_no, replaced_by)
    SELECT instrument_id, resolution, ts, open, high, low, close, volume, available_at,
      to_timestamp(${atMs}::double precision / 1000), import_no, NULL FROM gone`;
  await tx.$executeRaw`
    UPDATE bar_series SET bars = bars - ${removed}::bigint,
      first_ts = (SELECT min(ts) FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}),
      last_ts = (SELECT max(ts) FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}),
      dirty_from = least(dirty_from, to_timestamp(${Math.min(...times)}::double precision / 1000)),
      changed_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${instrumentId} AND resolution = ${resolution}`;
  return removed;
};
