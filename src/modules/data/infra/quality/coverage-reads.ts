import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { resolutionMinutes } from "../../domain/resolution";
import type { CoveredSeries, MapRow, QualityStore } from "../../ports/quality";
import { CountText, EpochMsText, InstrumentIdColumn, ResolutionColumn } from "../rows";
import { FindingRows } from "./finding-rows";

/** Series on the coverage page: every resolution of a thousand instruments, with room. */
export const COVERED_MAX = 10_000;
/** Findings on one page of the list. */
export const FINDINGS_PER_PAGE_MAX = 500;
/** Ids of findings fit a bigint. */
const ID_PATTERN = /^\d{1,18}$/;
const LAST_ID = "9223372036854775807";

const CoveredRows = z.array(
  z
    .object({
      instrument_id: InstrumentIdColumn,
      resolution: ResolutionColumn,
      symbol: z.string(),
      name: z.string(),
      instrument_calendar: z.string().nullable(),
      bars: CountText,
      first_ms: EpochMsText,
      last_ms: EpochMsText,
      changed_ms: EpochMsText,
      score: z.int().nullable(),
      calendar: z.string().nullable(),
      checked_ms: EpochMsText.nullable(),
      judged_ms: EpochMsText.nullable(),
      error: CountText,
      warning: CountText,
      info: CountText,
    })
    .transform(
      (row): CoveredSeries => ({
        instrumentId: row.instrument_id,
        symbol: row.symbol,
        name: row.name,
        calendar: row.instrument_calendar,
        coverage: {
          resolution: row.resolution,
          bars: row.bars,
          firstMs: row.first_ms,
          lastMs: row.last_ms,
          changedAtMs: row.changed_ms,
        },
        quality:
          row.checked_ms === null || row.judged_ms === null
            ? null
            : {
                score: row.score,
                checkedAtMs: row.checked_ms,
                dataChangedAtMs: row.judged_ms,
                calendar: row.calendar,
              },
        open: { error: row.error, warning: row.warning, info: row.info },
      }),
    ),
);

const ByteRows = z.array(z.object({ bytes: CountText })).length(1);
const CellRows = z.array(
  z.object({
    instrument_id: InstrumentIdColumn,
    resolution: ResolutionColumn,
    at: z.int(),
    bars: CountText,
    missing: CountText,
  }),
);

/** What the coverage page shows. */
export function makeCoverageReads(
  sql: SqlPort,
): Pick<QualityStore, "diskBytes" | "listCovered" | "readMap" | "listFindings" | "findFinding"> {
  return {
    async listCovered(limit) {
      const rows = await sql.$queryRaw`
        SELECT s.instrument_id, s.resolution, i.symbol, i.name, i.calendar AS instrument_calendar, s.bars::text,
          (extract(epoch FROM s.first_ts) * 1000)::bigint::text AS first_ms,
          (extract(epoch FROM s.last_ts) * 1000)::bigint::text AS last_ms,
          (extract(epoch FROM s.changed_at) * 1000)::bigint::text AS changed_ms,
          q.score, q.calendar, (extract(epoch FROM q.checked_at) * 1000)::bigint::text AS checked_ms,
          (extract(epoch FROM q.data_changed_at) * 1000)::bigint::text AS judged_ms,
          coalesce(f.error, 0)::text AS error, coalesce(f.warning, 0)::text AS warning, coalesce(f.info, 0)::text AS info
        FROM bar_series s
        JOIN instrument i ON i.id = s.instrument_id
        LEFT JOIN series_quality q ON q.instrument_id = s.instrument_id AND q.resolution = s.resolution
        LEFT JOIN (
          SELECT instrument_id, resolution, count(*) FILTER (WHERE severity = 'error') AS error,
            count(*) FILTER (WHERE severity = 'warning') AS warning, count(*) FILTER (WHERE severity = 'info') AS info
          FROM data_finding WHERE explanation IS NULL GROUP BY instrument_id, resolution
        ) f ON f.instrument_id = s.instrument_id AND f.resolution = s.resolution
        WHERE s.bars > 0 ORDER BY i.symbol, s.resolution LIMIT ${Math.min(limit, COVERED_MAX)}`;
      return CoveredRows.parse(rows);
    },

    async diskBytes() {
      const rows = await sql.$queryRaw`
        SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::text AS bytes FROM pg_inherits
        WHERE inhparent = 'bar'::regclass`;
      return ByteRows.parse(rows)[0]?.bytes ?? 0;
    },

    async readMap(zoom, limit) {
      const rows = await cellsOf(sql, zoom, limit);
      const found = new Map<string, { row: MapRow; cells: MapRow["cells"][number][] }>();
      for (const { instrument_id, resolution, ...cell } of CellRows.parse(rows)) {
        const key = `${instrument_id} ${resolution}`;
        const known = found.get(key);
        if (known !== undefined) {
          known.cells.push(cell);
          continue;
        }
        const cells = [cell];
        found.set(key, { row: { instrumentId: instrument_id, resolution, cells }, cells });
      }
      return [...found.values()].map(({ row }) => row);
    },

    ...findingReads(sql),
  };
}

/** What checks found, newest first. */
function findingReads(sql: SqlPort): Pick<QualityStore, "listFindings" | "findFinding"> {
  return {
    async listFindings({ symbol, resolution, kind, state, beforeId, limit }) {
      const before = beforeId !== null && ID_PATTERN.test(beforeId) ? beforeId : LAST_ID;
      const rows = await sql.$queryRaw`
        SELECT f.id::text, i.symbol, f.resolution, f.kind, f.severity,
          (extract(epoch FROM f.from_ts) * 1000)::bigint::text AS from_ms,
          (extract(epoch FROM f.to_ts) * 1000)::bigint::text AS to_ms, f.bars::text, f.facts,
          (extract(epoch FROM f.found_at) * 1000)::bigint::text AS found_ms, f.explanation, f.reason, f.explained_by, f.repair_job
        FROM data_finding f JOIN instrument i ON i.id = f.instrument_id
        WHERE f.id < ${before}::bigint
          AND (${symbol}::text IS NULL OR i.symbol = ${symbol})
          AND (${resolution === null ? null : resolutionMinutes(resolution)}::integer IS NULL
            OR f.resolution = ${resolution === null ? null : resolutionMinutes(resolution)}::integer)
          AND (${kind}::text IS NULL OR f.kind = ${kind})
          AND (${state}::text = 'all' OR (f.explanation IS NULL) = (${state}::text = 'open'))
        ORDER BY f.id DESC LIMIT ${Math.min(limit, FINDINGS_PER_PAGE_MAX + 1)}`;
      return FindingRows.parse(rows);
    },

    async findFinding(findingId) {
      if (!ID_PATTERN.test(findingId)) return null;
      const rows = await sql.$queryRaw`
        SELECT f.id::text, i.symbol, f.resolution, f.kind, f.severity,
          (extract(epoch FROM f.from_ts) * 1000)::bigint::text AS from_ms,
          (extract(epoch FROM f.to_ts) * 1000)::bigint::text AS to_ms, f.bars::text, f.facts,
          (extract(epoch FROM f.found_at) * 1000)::bigint::text AS found_ms, f.explanation, f.reason, f.explained_by, f.repair_job
        FROM data_finding f JOIN instrument i ON i.id = f.instrument_id
        WHERE f.id = ${findingId}::bigint LIMIT 1`;
      return FindingRows.parse(rows)[0] ?? null;
    },
  };
}

/** A cell with bars or missing ones; the others are left out. */
function cellsOf(sql: SqlPort, zoom: Parameters<QualityStore["readMap"]>[0], limit: number): Promise<unknown> {
  if (zoom.by === "year") {
    return sql.$queryRaw`
      SELECT instrument_id, resolution, extract(year FROM month)::integer AS at, sum(bars)::text AS bars,
        sum(missing)::text AS missing
      FROM series_month GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT ${limit}`;
  }
  if (zoom.by === "month") {
    return sql.$queryRaw`
      SELECT instrument_id, resolution, extract(month FROM month)::integer AS at, bars::text, missing::text
      FROM series_month
      WHERE month >= make_date(${zoom.year}::integer, 1, 1) AND month < make_date(${zoom.year + 1}::integer, 1, 1)
      ORDER BY 1, 2, 3 LIMIT ${limit}`;
  }
  return sql.$queryRaw`
    SELECT instrument_id, resolution, d.at::integer AS at, d.bars::text, d.missing::text
    FROM series_month, unnest(day_bars, day_missing) WITH ORDINALITY AS d(bars, missing, at)
    WHERE month = make_date(${zoom.year}::integer, ${zoom.month}::integer, 1) AND (d.bars > 0 OR d.missing > 0)
    ORDER BY 1, 2, 3 LIMIT ${limit}`;
}
