import { z } from "zod";
import { type CopyPort, EpochMs, type InstrumentId, invariant, type SqlPort } from "@/modules/_kernel";
import { type BarColumns, barsWithin, makeBarColumns } from "../domain/bar-columns";
import { isoTime } from "../domain/civil";
import { BAR_TIME_MAX_MS, BAR_TIME_MIN_MS } from "../domain/csv/bar-checker";
import { RESOLUTIONS, type Resolution, resolutionMinutes, resolutionMs } from "../domain/resolution";
import { type BarStore, type Coverage, LATEST_BARS_MAX, type SeriesKey } from "../ports";
import { BarCopyReader } from "./copy-binary";
import type { PackedBars } from "./packed-bars";
import { CountText, EpochMsText, ResolutionColumn } from "./rows";

/** Bars on one page of a chart: a screen shows hundreds, scrolling asks for thousands. */
export const BARS_PER_PAGE_MAX = 50_000;

const SeriesRows = z.array(
  z
    .object({
      resolution: ResolutionColumn,
      bars: CountText,
      first_ms: EpochMsText,
      last_ms: EpochMsText,
      changed_ms: EpochMsText,
    })
    .transform(
      ({ resolution, bars, ...row }): Coverage => ({
        resolution,
        bars,
        firstMs: row.first_ms,
        lastMs: row.last_ms,
        changedAtMs: row.changed_ms,
      }),
    ),
);

const COLUMNS = "ts, open, high, low, close, volume";

/** A moment as SQL text. A constant, not a parameter, so that the planner leaves other years' partitions out. */
function sqlTime(epochMs: number): string {
  invariant(EpochMs.is(epochMs), `a time in SQL is a whole number of milliseconds, was ${epochMs}`);
  const bounded = Math.min(Math.max(epochMs, BAR_TIME_MIN_MS), BAR_TIME_MAX_MS);
  return `TIMESTAMPTZ '${isoTime(bounded)}'`;
}

const seriesIs = ({ instrumentId, resolution }: SeriesKey) =>
  `instrument_id = ${Number(instrumentId)} AND resolution = ${resolutionMinutes(resolution)}`;

/** Bars on PostgreSQL, with TimescaleDB or without: read as binary COPY straight into typed arrays. */
export function makeBarStore(sql: SqlPort & CopyPort): BarStore {
  return barStoreOn(sql, makeCoverages(sql));
}

/** A read of bars by their time, of a series as it is now. */
export interface CurrentRead {
  readonly series: SeriesKey;
  readonly fromMs: number;
  /** That it may bring at most. */
  readonly bars: number;
}

/**
 * The same where what there is of an instrument was looked up before: every read is one statement then.
 *
 * @param early - asked before each read of a series as it is now: its bars, if they were read already. They are taken where they reach
 *   back far enough and the series has not changed since; else, or null, they are read
 */
export function makeKnownBarStore(
  sql: SqlPort & CopyPort,
  coveragesOf: BarStore["coveragesOf"],
  early: (read: CurrentRead) => Promise<PackedBars | null> | null = () => null,
): BarStore {
  const coverageOf: BarStore["coverageOf"] = async ({ instrumentId, resolution }) =>
    (await coveragesOf(instrumentId)).find((coverage) => coverage.resolution === resolution) ?? null;
  return barStoreOn(sql, { coverageOf, coveragesOf }, early);
}

type Coverages = Pick<BarStore, "coverageOf" | "coveragesOf">;

function makeCoverages(sql: SqlPort): Coverages {
  const coverageOf = async ({ instrumentId, resolution }: SeriesKey): Promise<Coverage | null> => {
    const rows = await sql.$queryRaw`
      SELECT resolution, bars::text,
        (extract(epoch FROM first_ts) * 1000)::bigint::text AS first_ms,
        (extract(epoch FROM last_ts) * 1000)::bigint::text AS last_ms,
        (extract(epoch FROM changed_at) * 1000)::bigint::text AS changed_ms
      FROM bar_series
      WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)} AND bars > 0
      LIMIT 1`;
    return SeriesRows.parse(rows)[0] ?? null;
  };

  const coveragesOf = async (instrumentId: InstrumentId): Promise<readonly Coverage[]> => {
    const rows = await sql.$queryRaw`
      SELECT resolution, bars::text,
        (extract(epoch FROM first_ts) * 1000)::bigint::text AS first_ms,
        (extract(epoch FROM last_ts) * 1000)::bigint::text AS last_ms,
        (extract(epoch FROM changed_at) * 1000)::bigint::text AS changed_ms
      FROM bar_series WHERE instrument_id = ${instrumentId} AND bars > 0
      ORDER BY bar_series.resolution LIMIT ${RESOLUTIONS.length}`;
    return SeriesRows.parse(rows);
  };
  return { coverageOf, coveragesOf };
}

function barStoreOn(
  sql: CopyPort,
  { coverageOf, coveragesOf }: Coverages,
  early: (read: CurrentRead) => Promise<PackedBars | null> | null = () => null,
): BarStore {
  const copyBars = async (query: string, expected: number): Promise<BarColumns> => {
    const reader = new BarCopyReader(expected);
    await sql.copyOut(`COPY (${query}) TO STDOUT (FORMAT binary)`, (chunk) => reader.push(chunk));
    return reader.finish();
  };

  return {
    coverageOf,
    coveragesOf,

    async readBars(series, { fromMs, toMs }, asOfMs) {
      if (fromMs >= toMs) return makeBarColumns(0);
      const coverage = await coverageOf(series);
      const inRange = (from: number, to: number) => `ts >= ${sqlTime(from)} AND ts < ${sqlTime(to)}`;
      if (coverage !== null && coverage.changedAtMs <= asOfMs) {
        const [from, to] = [Math.max(fromMs, coverage.firstMs), Math.min(toMs, coverage.lastMs + 1)];
        if (from >= to) return makeBarColumns(0);
        const most = estimate(series.resolution, from, to);
        const before = await early({ series, fromMs: from, bars: Math.min(most, coverage.bars) });
        if (before?.changedAtMs === coverage.changedAtMs && before.fromMs <= from)
          return barsWithin(before.bars, from, to);
        const query = `SELECT ${COLUMNS} FROM bar WHERE ${seriesIs(series)} AND ${inRange(from, to)}`;
        const whole = from === coverage.firstMs && to > coverage.lastMs;
        const bars = await copyBars(`${query} ORDER BY ts`, whole ? coverage.bars : most);
        // Asked again: had it changed while we read, the rows would be of two states, and the slow way tells them apart.
        const after = await coverageOf(series);
        if (after !== null && after.changedAtMs === coverage.changedAtMs) return bars;
      }
      return copyBars(asOfQuery(series, inRange(fromMs, toMs), asOfMs), 0);
    },

    async readLatest(series, toMs, limit) {
      invariant(limit >= 1 && limit <= LATEST_BARS_MAX, `a read has 1 to ${LATEST_BARS_MAX} bars, was ${limit}`);
      const coverage = await coverageOf(series);
      if (coverage === null) return makeBarColumns(0);
      return copyBars(latestQuery(series, coverage, toMs, limit), Math.min(limit, coverage.bars));
    },
  };
}

/** Rows as they were known at a moment: those that still are, and those that were replaced later. */
function asOfQuery(series: SeriesKey, inRange: string, asOfMs: number): string {
  const [key, asOf] = [seriesIs(series), sqlTime(asOfMs)];
  return `SELECT ${COLUMNS} FROM (
      SELECT ${COLUMNS} FROM bar WHERE ${key} AND ${inRange} AND available_at <= ${asOf}
      UNION ALL
      SELECT ${COLUMNS} FROM bar_revision WHERE ${key} AND ${inRange} AND available_at <= ${asOf} AND replaced_at > ${asOf}
    ) known ORDER BY ts`;
}

function latestQuery(series: SeriesKey, coverage: Coverage, toMs: number | null, limit: number): string {
  const to = Math.min(toMs ?? Number.POSITIVE_INFINITY, coverage.lastMs + 1);
  return `SELECT ${COLUMNS} FROM (
      SELECT ${COLUMNS} FROM bar
      WHERE ${seriesIs(series)} AND ts >= ${sqlTime(coverage.firstMs)} AND ts < ${sqlTime(to)}
      ORDER BY ts DESC LIMIT ${Math.trunc(limit)}
    ) newest ORDER BY ts`;
}

/** How many bars a range may have at most, for sizing; wrong guesses only cost a copy. */
function estimate(resolution: Resolution, fromMs: number, toMs: number): number {
  return Math.min(Math.ceil((toMs - fromMs) / resolutionMs(resolution)), 1_000_000);
}
