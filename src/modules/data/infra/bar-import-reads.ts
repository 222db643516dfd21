import { z } from "zod";
import { resolutionMinutes } from "../domain/resolution";
import type { BarIngest, Disagreement } from "../ports";
import { PRECEDENCE } from "./bar-import-record";
import { ImportRows } from "./bar-series-lock";
import { EpochMsText } from "./rows";

/** Imports on one page of the list. */
const IMPORTS_PER_PAGE_MAX = 200;
/** Disagreements on one page. */
const DISAGREEMENTS_PER_PAGE_MAX = 5_000;

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

export const listDisagreements: BarIngest["listDisagreements"] = async (
  sql,
  { instrumentId, resolution },
  fromMs,
  limit,
) => {
  const rows = await sql.$queryRaw`
    SELECT source, (extract(epoch FROM ts) * 1000)::bigint::text AS time_ms, open, high, low, close, volume,
      (extract(epoch FROM seen_at) * 1000)::bigint::text AS seen_ms
    FROM bar_disagreement
    WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)}
      AND ts >= to_timestamp(${fromMs}::double precision / 1000)
    ORDER BY bar_disagreement.ts, source LIMIT ${Math.min(limit, DISAGREEMENTS_PER_PAGE_MAX)}`;
  return DisagreementRows.parse(rows);
};

export const listImports: BarIngest["listImports"] = async (sql, beforeNo, limit) => {
  const rows = await sql.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped, kept, source,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
      (extract(epoch FROM undone_at) * 1000)::bigint::text AS undone_ms
    FROM bar_import WHERE no < coalesce(${beforeNo}::integer, 2147483647) AND precedence > ${PRECEDENCE.live}::smallint
      AND (precedence >= ${PRECEDENCE.file}::smallint OR inserted + replaced > 0)
    ORDER BY no DESC LIMIT ${Math.min(limit, IMPORTS_PER_PAGE_MAX)}`;
  return ImportRows.parse(rows);
};

export const findSameFile: BarIngest["findSameFile"] = async (sql, { symbol, resolution }, sha256) => {
  const rows = await sql.$queryRaw`
    SELECT id, no, instrument_id, resolution, file_name, symbol, inserted, replaced, unchanged, skipped, kept, source,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms, NULL AS undone_ms
    FROM bar_import
    WHERE symbol = ${symbol} AND resolution = ${resolutionMinutes(resolution)} AND sha256 = ${sha256} AND status = 'completed'
    ORDER BY bar_import.no DESC LIMIT 1`;
  return ImportRows.parse(rows)[0] ?? null;
};
