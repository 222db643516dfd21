import type { PrismaClient, BacktestRun as Row } from "@/generated/prisma/client";
import type { RunId, SqlPort } from "@/modules/_kernel";
import type { NamedColumns } from "@/modules/data";
import type { BacktestOutcome, BacktestRun, BacktestRuns, NewRun, RunCursor, RunFilter, RunRemarks } from "../ports";
import { NoteRows, Run, SeriesRows, TagRows, TradeRows } from "./run-rows";

/** Runs on one page of a list: more than a person looks at. */
const RUNS_PER_PAGE_MAX = 100;
/** Trades on one page: the table is virtual, so a page is what it fetches ahead. */
const TRADES_PER_PAGE_MAX = 5_000;
/** More trades than a column of PostgreSQL's largest value holds: an offset past it is past the end. */
const TRADES_MAX = 134_217_727;
/** Columns of one run: some of its own, and two for each of a hundred instruments. */
const SERIES_MAX = 300;
/** More tags than a person keeps apart. */
const TAGS_MAX = 200;

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
  // Of runs on several instruments.
  "tradeInstrument",
  // Once the run was examined.
  "tradeAdverse",
  "tradeFavourable",
];

/** A run is read with the word that its examination ended with. */
const WITH_VERDICT = { examination: { select: { verdict: true } } } as const;
type StoredRun = Row & { readonly examination: { readonly verdict: string } | null };

/** The part of Prisma's client that reads runs. */
type RunRows = Pick<PrismaClient, "backtestRun">;

/** Runs on PostgreSQL: rows for people, bytea columns for machines. */
export function makeRunStore(sql: SqlPort, { backtestRun }: RunRows): BacktestRuns {
  return {
    insert: insertRun,

    async find(id) {
      const row = await backtestRun.findUnique({ where: { id }, include: WITH_VERDICT });
      return row === null ? null : ((await withRepeated(backtestRun, [row]))[0] ?? null);
    },

    async findAll(ids) {
      const rows = await backtestRun.findMany({
        where: { id: { in: [...ids] } },
        include: WITH_VERDICT,
        take: RUNS_PER_PAGE_MAX,
      });
      return withRepeated(backtestRun, rows);
    },

    listTags: () => listTags(sql),
    remark,

    async list(filter, before, limit) {
      const rows = await backtestRun.findMany({
        where: { AND: [olderThan(before), whereOf(filter)] },
        include: WITH_VERDICT,
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: Math.min(limit, RUNS_PER_PAGE_MAX),
      });
      return withRepeated(backtestRun, rows);
    },

    async markRunning(id) {
      await sql.$executeRaw`UPDATE backtest_run SET status = 'running' WHERE id = ${id} AND finished_at IS NULL`;
    },

    complete: completeRun,

    async readNotes(id) {
      const rows = await sql.$queryRaw`SELECT lines FROM backtest_note WHERE run_id = ${id} LIMIT 1`;
      return NoteRows.parse(rows)[0]?.lines ?? [];
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

async function completeRun(
  tx: SqlPort,
  id: RunId,
  { card, stats, resultHash, series, notes }: BacktestOutcome,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE backtest_run SET status = 'succeeded', card = ${JSON.stringify(card)}::jsonb,
      stats = ${JSON.stringify(stats)}::jsonb, result_hash = ${resultHash}, error = NULL, finished_at = now()
    WHERE id = ${id}`;
  await tx.$executeRaw`DELETE FROM backtest_series WHERE run_id = ${id}`;
  for (const [name, column] of Object.entries(series)) {
    const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
    await tx.$executeRaw`INSERT INTO backtest_series (run_id, name, data) VALUES (${id}, ${name}, ${bytes})`;
  }
  await writeNotes(tx, id, notes);
}

async function writeNotes(tx: SqlPort, id: RunId, notes: BacktestOutcome["notes"]): Promise<void> {
  await tx.$executeRaw`DELETE FROM backtest_note WHERE run_id = ${id}`;
  if (notes.length === 0) return;
  const lines = notes.map(({ atMs, text }) => ({ atMs, text }));
  await tx.$executeRaw`INSERT INTO backtest_note (run_id, lines) VALUES (${id}, ${JSON.stringify(lines)}::jsonb)`;
}

async function listTags(sql: SqlPort): ReturnType<BacktestRuns["listTags"]> {
  const rows = await sql.$queryRaw`
    SELECT tag, count(*)::int AS runs FROM backtest_run, unnest(tags) AS tag WHERE tags <> '{}'
    GROUP BY tag ORDER BY runs DESC, tag LIMIT ${TAGS_MAX}`;
  return TagRows.parse(rows);
}

async function remark(tx: SqlPort, id: RunId, { note, tags }: RunRemarks): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE backtest_run SET note = ${note}, tags = ${[...tags]}::text[] WHERE id = ${id}`;
  return changed === 1;
}

/** Rows after a place in the list that is newest first. */
function olderThan(before: RunCursor | null) {
  if (before === null) return {};
  const at = new Date(before.createdAtMs);
  return { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: before.runId } }] };
}

/** Which rows a filter lets through. */
function whereOf({ tag, strategy, symbol, verdict }: RunFilter) {
  return {
    ...(tag === undefined ? {} : { tags: { has: tag } }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(verdict === undefined ? {} : { examination: { is: { verdict } } }),
    ...(symbol === undefined ? {} : { OR: [{ symbol }, { spec: { path: ["others"], array_contains: [symbol] } }] }),
  };
}

/** Adds to each run the hash of the run it repeats. */
async function withRepeated(
  backtestRun: RunRows["backtestRun"],
  rows: readonly StoredRun[],
): Promise<readonly BacktestRun[]> {
  const ids = rows.flatMap(({ rerunOf }) => (rerunOf === null ? [] : [rerunOf]));
  const repeated =
    ids.length === 0
      ? []
      : await backtestRun.findMany({ where: { id: { in: ids } }, select: { id: true, resultHash: true } });
  const hashes = new Map(repeated.map(({ id, resultHash }) => [id, resultHash]));
  return rows.map((row) => Run.parse({ ...row, resultHashRepeated: hashes.get(row.rerunOf ?? "") ?? null }));
}

async function insertRun(tx: SqlPort, run: NewRun): Promise<void> {
  const { spec, currency } = run;
  await tx.$executeRaw`
    INSERT INTO backtest_run (id, job_id, strategy, params, instrument_id, symbol, resolution, spec, rerun_of, created_by)
    VALUES (${run.runId}, ${run.jobId}, ${spec.strategy}, ${JSON.stringify(spec.params)}::jsonb, ${run.instrumentId},
      ${spec.symbol}, ${spec.resolution}, ${JSON.stringify({ ...spec, currency })}::jsonb, ${run.rerunOf}, ${run.createdBy})`;
  if (run.otherInstrumentIds.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO backtest_run_instrument (run_id, place, instrument_id)
    SELECT ${run.runId}, place, id FROM unnest(${[...run.otherInstrumentIds]}::int[]) WITH ORDINALITY AS listed (id, place)`;
}

/** Bytes as numbers. Copied, because a driver's buffer begins where it likes and typed arrays want a multiple of 8. */
function toColumns(rows: readonly { readonly name: string; readonly data: Uint8Array }[]): NamedColumns {
  return Object.fromEntries(rows.map(({ name, data }) => [name, new Float64Array(Uint8Array.from(data).buffer)]));
}
