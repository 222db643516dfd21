import { z } from "zod";
import { EpochMs, JobId, RunId, type SqlPort } from "@/modules/_kernel";
import { type NamedColumns, RESOLUTIONS } from "@/modules/data";
import type { BacktestRun, BacktestRuns, NewRun } from "../ports";

/** Runs on one page of a list: more than a person looks at. */
const RUNS_PER_PAGE_MAX = 100;
/** Trades on one page: the table is virtual, so a page is what it fetches ahead. */
const TRADES_PER_PAGE_MAX = 5_000;
/** More trades than a column of PostgreSQL's largest value holds: an offset past it is past the end. */
const TRADES_MAX = 134_217_727;
/** Columns of one run, several times over. */
const SERIES_MAX = 100;

const VALUE_BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Columns of trades as they are kept; all of one length. */
const TRADE_SERIES = [
  "tradeSide",
  "tradeQuantity",
  "tradeEntryBar",
  "tradeExitBar",
  "tradeEntryPrice",
  "tradeExitPrice",
  "tradePnl",
  "tradeCommission",
  "tradeEntryTime",
  "tradeExitTime",
];

const epochMs = z.custom<EpochMs>(EpochMs.is, "whole milliseconds");
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const runId = z.custom<RunId>(RunId.is, "a run id");
const jobId = z.custom<JobId>(JobId.is, "a job id");
const ratio = z.number().nullable();
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const specColumn = z.object({
  strategy: z.string(),
  params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  symbol: z.string(),
  resolution: z.enum(RESOLUTIONS),
  from: z.string().nullable(),
  to: z.string().nullable(),
  cash: z.number(),
  commissionPercent: z.number(),
  slippageBps: z.number(),
});

const cardColumn = z.object({
  code: z.string(),
  engineVersion: z.string(),
  strategyVersion: z.string(),
  dataHash: z.string(),
  bars: z.number(),
  firstMs: epochMs,
  lastMs: epochMs,
  asOfMs: epochMs,
  seed: z.number(),
  tookMs: z.number(),
});

const statsColumn = z.object({
  finalEquity: z.number(),
  totalReturn: ratio,
  cagr: ratio,
  volatility: ratio,
  sharpe: ratio,
  sortino: ratio,
  calmar: ratio,
  maxDrawdown: ratio,
  maxDrawdownDuration: ratio,
  var95: ratio,
  cvar95: ratio,
  trades: z.number(),
  winRate: ratio,
  profitFactor: ratio,
  averageTrade: ratio,
  averageBarsHeld: ratio,
  exposure: ratio,
  orders: z.number(),
  filled: z.number(),
  refused: z.number(),
  fees: z.number(),
  benchmarkReturn: ratio,
  benchmarkCagr: ratio,
  benchmarkMaxDrawdown: ratio,
  beta: ratio,
  alpha: ratio,
  monthly: z.array(z.object({ year: z.number(), month: z.number(), return: z.number() })),
});

const errorColumn = z.object({
  kind: z.string(),
  path: z.string().exactOptional(),
  facts: z.record(z.string(), fact).exactOptional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
});

const RunRows = z.array(
  z
    .object({
      id: runId,
      job_id: jobId,
      status: z.enum(["queued", "running", "succeeded", "failed", "canceled"]),
      instrument_id: z.number(),
      spec: specColumn.extend({ currency: z.string() }),
      card: cardColumn.nullable(),
      stats: statsColumn.nullable(),
      result_hash: z.string().nullable(),
      hash_repeated: z.string().nullable(),
      rerun_of: runId.nullable(),
      error: errorColumn.nullable(),
      created_by: z.string().nullable(),
      created_at: when,
      finished_at: when.nullable(),
    })
    .transform(
      ({ spec: { currency, ...spec }, ...row }): BacktestRun => ({
        runId: row.id,
        jobId: row.job_id,
        status: row.status,
        instrumentId: row.instrument_id,
        spec,
        currency,
        card: row.card,
        stats: row.stats,
        resultHash: row.result_hash,
        resultHashRepeated: row.hash_repeated,
        rerunOf: row.rerun_of,
        error: row.error,
        createdBy: row.created_by,
        createdAtMs: row.created_at,
        finishedAtMs: row.finished_at,
      }),
    ),
);

const SeriesRows = z.array(z.object({ name: z.string(), data: z.instanceof(Uint8Array) }));
const TradeRows = z.array(z.object({ name: z.string(), count: z.number(), data: z.instanceof(Uint8Array) }));

/** Runs on PostgreSQL: rows for people, bytea columns for machines. */
export function makeRunStore(sql: SqlPort): BacktestRuns {
  return {
    insert: insertRun,

    async find(id) {
      const rows = await sql.$queryRaw`
        SELECT run.id, run.job_id, run.status, run.instrument_id, run.spec, run.card, run.stats, run.result_hash,
          repeated.result_hash AS hash_repeated, run.rerun_of, run.error, run.created_by, run.created_at, run.finished_at
        FROM backtest_run run LEFT JOIN backtest_run repeated ON repeated.id = run.rerun_of
        WHERE run.id = ${id} LIMIT 1`;
      return RunRows.parse(rows)[0] ?? null;
    },

    async list(before, limit) {
      const [beforeMs, beforeId] = [before?.createdAtMs ?? null, before?.runId ?? null];
      const rows = await sql.$queryRaw`
        SELECT run.id, run.job_id, run.status, run.instrument_id, run.spec, run.card, run.stats, run.result_hash,
          repeated.result_hash AS hash_repeated, run.rerun_of, run.error, run.created_by, run.created_at, run.finished_at
        FROM backtest_run run LEFT JOIN backtest_run repeated ON repeated.id = run.rerun_of
        WHERE ${beforeMs}::float8 IS NULL
          OR (run.created_at, run.id) < (to_timestamp(${beforeMs}::float8 / 1000)::timestamptz(3), ${beforeId}::text)
        ORDER BY run.created_at DESC, run.id DESC
        LIMIT ${Math.min(limit, RUNS_PER_PAGE_MAX)}`;
      return RunRows.parse(rows);
    },

    async markRunning(id) {
      await sql.$executeRaw`UPDATE backtest_run SET status = 'running' WHERE id = ${id} AND finished_at IS NULL`;
    },

    async complete(tx, id, { card, stats, resultHash, series }) {
      await tx.$executeRaw`
        UPDATE backtest_run SET status = 'succeeded', card = ${JSON.stringify(card)}::jsonb,
          stats = ${JSON.stringify(stats)}::jsonb, result_hash = ${resultHash}, error = NULL, finished_at = now()
        WHERE id = ${id}`;
      await tx.$executeRaw`DELETE FROM backtest_series WHERE run_id = ${id}`;
      for (const [name, column] of Object.entries(series)) {
        const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
        await tx.$executeRaw`INSERT INTO backtest_series (run_id, name, data) VALUES (${id}, ${name}, ${bytes})`;
      }
    },

    async refuse(tx, id, error) {
      await tx.$executeRaw`
        UPDATE backtest_run SET status = 'failed', error = ${JSON.stringify(error)}::jsonb, finished_at = now()
        WHERE id = ${id} AND finished_at IS NULL`;
    },

    async cancel(tx, id) {
      await tx.$executeRaw`
        UPDATE backtest_run SET status = 'canceled', finished_at = now() WHERE id = ${id} AND finished_at IS NULL`;
    },

    async readSeries(id, names) {
      const rows = await sql.$queryRaw`
        SELECT name, data FROM backtest_series WHERE run_id = ${id} AND name = ANY(${names}) LIMIT ${SERIES_MAX}`;
      return toColumns(SeriesRows.parse(rows));
    },

    async readTrades(id, offset, limit) {
      const bytes = Math.min(limit, TRADES_PER_PAGE_MAX) * VALUE_BYTES;
      const first = Math.min(offset, TRADES_MAX) * VALUE_BYTES + 1;
      const rows = await sql.$queryRaw`
        SELECT name, octet_length(data) / ${VALUE_BYTES}::int AS count,
          substring(data FROM ${first}::int FOR ${bytes}::int) AS data
        FROM backtest_series WHERE run_id = ${id} AND name = ANY(${TRADE_SERIES}) LIMIT ${SERIES_MAX}`;
      const parsed = TradeRows.parse(rows);
      return { total: parsed[0]?.count ?? 0, columns: toColumns(parsed) };
    },
  };
}

async function insertRun(tx: SqlPort, run: NewRun): Promise<void> {
  const { spec, currency } = run;
  await tx.$executeRaw`
    INSERT INTO backtest_run (id, job_id, strategy, params, instrument_id, symbol, resolution, spec, rerun_of, created_by)
    VALUES (${run.runId}, ${run.jobId}, ${spec.strategy}, ${JSON.stringify(spec.params)}::jsonb, ${run.instrumentId},
      ${spec.symbol}, ${spec.resolution}, ${JSON.stringify({ ...spec, currency })}::jsonb, ${run.rerunOf}, ${run.createdBy})`;
}

/** Bytes as numbers. Copied, because a driver's buffer begins where it likes and typed arrays want a multiple of 8. */
function toColumns(rows: readonly { readonly name: string; readonly data: Uint8Array }[]): NamedColumns {
  return Object.fromEntries(rows.map(({ name, data }) => [name, new Float64Array(Uint8Array.from(data).buffer)]));
}
