import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import { barColumnsOf, barCount } from "../../domain/bar-columns";
import { resolutionMinutes } from "../../domain/resolution";
import { isLimitedResolution, LIMITED_RESOLUTIONS, type LimitedResolution } from "../../domain/storage/retention";
import type { StorageStore } from "../../ports/storage";
import { lockSeries, prepareBulkChange } from "../bar-series-lock";
import { CountText, EpochMsText, InstrumentIdColumn, ResolutionColumn } from "../rows";

/** Tables that are listed: more than there are. */
const TABLES_MAX = 200;
const RESOLUTIONS_MAX = 20;
/** Bars of one piece: two weeks of a market that never closes; a piece is one week and what a holiday adds. */
const PIECE_BARS_MAX = 40_000;
/** What made bars are called as imports: they give way to every source. */
const MADE_SOURCE = "retention";
const MADE_PRECEDENCE = 50;

const TotalRows = z.array(z.object({ bytes: CountText, bar_bytes: CountText, bars: CountText })).length(1);
const TableRows = z.array(z.object({ table: z.string(), bytes: CountText }));
const ResolutionRows = z.array(
  z.object({ resolution: ResolutionColumn, bars: CountText, series: z.int(), firstMs: EpochMsText }),
);
const InstrumentRows = z.array(z.object({ symbol: z.string(), name: z.string(), bars: CountText }));
const PolicyRows = z.array(
  z.object({
    resolution: ResolutionColumn.refine(isLimitedResolution, "a resolution whose time may be limited"),
    days: z.int(),
  }),
);
const SeriesRows = z.array(
  z.object({
    id: InstrumentIdColumn,
    symbol: z.string(),
    calendar: z.string().nullable(),
    time_zone: z.string(),
    first_ms: EpochMsText,
  }),
);
const CountRows = z.array(z.object({ count: CountText })).length(1);
const DatedRows = z.array(
  z.object({
    time_ms: EpochMsText,
    open: z.number(),
    high: z.number(),
    low: z.number(),
    close: z.number(),
    volume: z.number(),
    known_ms: EpochMsText,
  }),
);
const NumberRows = z.array(z.object({ no: z.int() })).length(1);

/** What is kept, how long, and what it takes, on PostgreSQL. */
export function makeStorageStore(): StorageStore {
  return { diskUse, policy, setKeep, listExpiring, countBefore, lockBefore, keepLonger, forgetBefore };
}

/** A partition, or a chunk of TimescaleDB, counts for its table. */
const diskUse: StorageStore["diskUse"] = async (sql, instrumentsMax) => {
  const tables = TableRows.parse(
    await sql.$queryRaw`
      SELECT coalesce(p.relname, c.relname)::text AS table, sum(pg_total_relation_size(c.oid))::text AS bytes
      FROM pg_class c
      LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
      LEFT JOIN pg_class p ON p.oid = i.inhparent
      WHERE c.relkind IN ('r', 'p') AND coalesce(p.relnamespace, c.relnamespace) = 'public'::regnamespace
      GROUP BY 1 ORDER BY sum(pg_total_relation_size(c.oid)) DESC, 1 LIMIT ${TABLES_MAX}`,
  );
  const [totals] = TotalRows.parse(
    await sql.$queryRaw`
      SELECT pg_database_size(current_database())::text AS bytes,
        (SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0) FROM pg_inherits WHERE inhparent = 'bar'::regclass)::text AS bar_bytes,
        (SELECT coalesce(sum(bars), 0) FROM bar_series)::text AS bars`,
  );
  const resolutions = ResolutionRows.parse(
    await sql.$queryRaw`
      SELECT resolution, sum(bars)::text AS bars, count(*)::integer AS series,
        (extract(epoch FROM min(first_ts)) * 1000)::bigint::text AS "firstMs"
      FROM bar_series WHERE bars > 0 GROUP BY resolution ORDER BY resolution LIMIT ${RESOLUTIONS_MAX}`,
  );
  const instruments = InstrumentRows.parse(
    await sql.$queryRaw`
      SELECT i.symbol, i.name, sum(s.bars)::text AS bars FROM bar_series s JOIN instrument i ON i.id = s.instrument_id
      WHERE s.bars > 0 GROUP BY i.id ORDER BY sum(s.bars) DESC, i.symbol LIMIT ${instrumentsMax}`,
  );
  const { bytes = 0, bar_bytes = 0, bars = 0 } = totals ?? {};
  return { databaseBytes: bytes, barBytes: bar_bytes, bars, tables, resolutions, instruments };
};

const policy: StorageStore["policy"] = async (sql) => {
  const rows = await sql.$queryRaw`
    SELECT resolution, keep_days AS days FROM bar_retention ORDER BY resolution LIMIT ${LIMITED_RESOLUTIONS.length}`;
  const kept = new Map<LimitedResolution, number>();
  for (const { resolution, days } of PolicyRows.parse(rows))
    if (isLimitedResolution(resolution)) kept.set(resolution, days);
  return kept;
};

const setKeep: StorageStore["setKeep"] = async (tx, resolution, keepDays, { by, nowMs }) => {
  const code = resolutionMinutes(resolution);
  if (keepDays === null) {
    await tx.$executeRaw`DELETE FROM bar_retention WHERE resolution = ${code}`;
    return;
  }
  await tx.$executeRaw`
    INSERT INTO bar_retention (resolution, keep_days, updated_by, updated_at)
    VALUES (${code}, ${keepDays}, ${by}, to_timestamp(${nowMs}::double precision / 1000))
    ON CONFLICT (resolution) DO UPDATE SET keep_days = excluded.keep_days, updated_by = excluded.updated_by,
      updated_at = excluded.updated_at`;
};

const listExpiring: StorageStore["listExpiring"] = async (sql, resolution, beforeMs, limit) => {
  const rows = await sql.$queryRaw`
    SELECT i.id, i.symbol, i.calendar, i.time_zone, (extract(epoch FROM s.first_ts) * 1000)::bigint::text AS first_ms
    FROM bar_series s JOIN instrument i ON i.id = s.instrument_id
    WHERE s.resolution = ${resolutionMinutes(resolution)} AND s.first_ts < to_timestamp(${beforeMs}::double precision / 1000)
    ORDER BY s.first_ts, i.id LIMIT ${limit}`;
  return SeriesRows.parse(rows).map(({ id, symbol, calendar, time_zone, first_ms }) => ({
    instrument: { instrumentId: id, symbol, calendar, timeZone: time_zone },
    firstMs: first_ms,
  }));
};

const countBefore: StorageStore["countBefore"] = async (sql, resolution, beforeMs) => {
  const [row] = CountRows.parse(
    await sql.$queryRaw`
      SELECT count(*)::text AS count FROM bar
      WHERE resolution = ${resolutionMinutes(resolution)} AND ts < to_timestamp(${beforeMs}::double precision / 1000)`,
  );
  return row?.count ?? 0;
};

const lockBefore: StorageStore["lockBefore"] = async (tx, { instrumentId, resolution }, toMs, nowMs) => {
  await prepareBulkChange(tx);
  await lockSeries(tx, { instrumentId, resolution }, nowMs);
  const rows = DatedRows.parse(
    await tx.$queryRaw`
      SELECT (extract(epoch FROM ts) * 1000)::bigint::text AS time_ms, open, high, low, close, volume,
        (extract(epoch FROM available_at) * 1000)::bigint::text AS known_ms
      FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)}
        AND ts < to_timestamp(${toMs}::double precision / 1000)
      ORDER BY ts LIMIT ${PIECE_BARS_MAX + 1}`,
  );
  if (rows.length > PIECE_BARS_MAX) throw new Error(`a piece has at most ${PIECE_BARS_MAX} bars, was more`);
  return {
    bars: barColumnsOf(
      rows.map(({ time_ms: time, open, high, low, close, volume }) => ({ time, open, high, low, close, volume })),
    ),
    knownMs: Float64Array.from(rows, ({ known_ms }) => known_ms),
  };
};

const keepLonger: StorageStore["keepLonger"] = async (
  tx,
  { instrumentId, symbol },
  { resolution, bars, knownMs },
  nowMs,
) => {
  const code = resolutionMinutes(resolution);
  const { at_ms: atMs } = await lockSeries(tx, { instrumentId, resolution }, nowMs);
  const [first, last] = [bars.time[0] ?? 0, bars.time.at(-1) ?? 0];
  const [row] = NumberRows.parse(
    await tx.$queryRaw`
      INSERT INTO bar_import (id, instrument_id, symbol, resolution, file_name, file_bytes, sha256, mapping, inserted, replaced,
        unchanged, skipped, first_ts, last_ts, created_by, created_at, source, precedence, batch)
      VALUES (${`retention.${instrumentId}.${code}.${atMs}`}, ${instrumentId}, ${symbol}, ${code}, 'Made before finer bars went', 0,
        NULL, '{}'::jsonb, 0, 0, 0, 0, to_timestamp(${first}::double precision / 1000),
        to_timestamp(${last}::double precision / 1000), NULL, to_timestamp(${atMs}::double precision / 1000), ${MADE_SOURCE},
        ${MADE_PRECEDENCE}::smallint, NULL)
      RETURNING no`,
  );
  const inserted = await tx.$executeRaw`
    INSERT INTO bar (instrument_id, resolution, ts, open, high, low, close, volume, available_at, import_no)
    SELECT ${instrumentId}::integer, ${code}::integer, to_timestamp(m.time / 1000), m.open, m.high, m.low, m.close, m.volume,
      to_timestamp(m.known / 1000), ${row?.no ?? 0}::integer
    FROM unnest(${[...bars.time]}::double precision[], ${[...bars.open]}::double precision[],
      ${[...bars.high]}::double precision[], ${[...bars.low]}::double precision[], ${[...bars.close]}::double precision[],
      ${[...bars.volume]}::double precision[], ${[...knownMs]}::double precision[])
      AS m(time, open, high, low, close, volume, known)
    WHERE NOT EXISTS (
      SELECT FROM bar b WHERE b.instrument_id = ${instrumentId} AND b.resolution = ${code}
        AND b.ts = to_timestamp(m.time / 1000))`;
  await tx.$executeRaw`
    UPDATE bar_import SET inserted = ${inserted}::integer, unchanged = ${barCount(bars) - inserted}::integer WHERE no = ${row?.no ?? 0}`;
  if (inserted === 0) return 0;
  await tx.$executeRaw`
    UPDATE bar_series SET bars = bars + ${inserted}::bigint,
      first_ts = least(first_ts, to_timestamp(${first}::double precision / 1000)),
      last_ts = greatest(last_ts, to_timestamp(${last}::double precision / 1000)), dirty_from = '-infinity',
      changed_at = to_timestamp(${atMs}::double precision / 1000)
    WHERE instrument_id = ${instrumentId} AND resolution = ${code}`;
  return inserted;
};

const forgetBefore: StorageStore["forgetBefore"] = async (tx, { instrumentId, resolution }, toMs, nowMs) => {
  const code = resolutionMinutes(resolution);
  const { at_ms: atMs } = await lockSeries(tx, { instrumentId, resolution }, nowMs);
  const gone = await tx.$executeRaw`
    DELETE FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${code}
      AND ts < to_timestamp(${toMs}::double precision / 1000)`;
  await tx.$executeRaw`
    DELETE FROM bar_disagreement WHERE instrument_id = ${instrumentId} AND resolution = ${code}
      AND ts < to_timestamp(${toMs}::double precision / 1000)`;
  await tx.$executeRaw`
    UPDATE bar_series SET bars = bars - ${gone}::bigint,
      first_ts = (SELECT min(ts) FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${code}),
      last_ts = (SELECT max(ts) FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${code}),
      dirty_from = '-infinity', changed_at = to_timestamp(${EpochMs.of(atMs)}::double precision / 1000)
    WHERE instrument_id = ${instrumentId} AND resolution = ${code}`;
  return gone;
};
