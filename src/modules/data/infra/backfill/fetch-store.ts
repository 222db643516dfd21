import { z } from "zod";
import { InstrumentId, JobId, type SqlPort } from "@/modules/_kernel";
import { resolutionMinutes } from "../../domain/resolution";
import {
  type AnsweredSpan,
  type BackfillRefusal,
  type BarFetch,
  type BarFetches,
  FETCH_LANES,
  type FetchKey,
  type FollowedSeries,
} from "../../ports/backfill";
import { EpochMsText, InstrumentIdColumn, ResolutionColumn } from "../rows";

/** Fetches on one page of the list. */
export const FETCHES_PER_PAGE_MAX = 200;
/** Fetches of one series that are open at once. */
const OPEN_MAX = 100;
/** Answered spans looked at: a fetch a day for thirty years. */
const SPANS_MAX = 10_000;
const FOLLOWED_MAX = 100;
/** Any number that no other advisory lock of two keys has. */
const FETCH_LOCK = 72_707_381;

const Refusal = z.custom<BackfillRefusal>(
  (value) => typeof value === "object" && value !== null && "reason" in value && "feed" in value && "detail" in value,
);

const FetchRows = z.array(
  z
    .object({
      id: z.string(),
      job_id: z.string(),
      instrument_id: InstrumentIdColumn,
      symbol: z.string(),
      feed: z.string(),
      alias: z.string(),
      resolution: ResolutionColumn,
      from_ms: EpochMsText,
      to_ms: EpochMsText,
      complete_ms: EpochMsText,
      lane: z.enum(FETCH_LANES),
      reason: z.enum(["person", "repair", "schedule"]),
      status: z.enum(["open", "completed", "failed", "canceled"]),
      pages: z.int(),
      inserted: z.int(),
      replaced: z.int(),
      unchanged: z.int(),
      kept: z.int(),
      quarantined: z.int(),
      refusal: Refusal.nullable(),
      created_by: z.string().nullable(),
      created_ms: EpochMsText,
      updated_ms: EpochMsText,
      finished_ms: EpochMsText.nullable(),
    })
    .transform(
      (row): BarFetch => ({
        fetchId: row.id,
        jobId: JobId.of(row.job_id),
        instrumentId: row.instrument_id,
        symbol: row.symbol,
        feed: row.feed,
        alias: row.alias,
        resolution: row.resolution,
        fromMs: row.from_ms,
        toMs: row.to_ms,
        completeToMs: row.complete_ms,
        lane: row.lane,
        reason: row.reason,
        status: row.status,
        pages: row.pages,
        inserted: row.inserted,
        replaced: row.replaced,
        unchanged: row.unchanged,
        kept: row.kept,
        quarantined: row.quarantined,
        refusal: row.refusal,
        createdBy: row.created_by,
        createdAtMs: row.created_ms,
        updatedAtMs: row.updated_ms,
        finishedAtMs: row.finished_ms,
      }),
    ),
);

const SpanRows = z.array(
  z.object({ feed: z.string(), from_ms: EpochMsText, to_ms: EpochMsText, answered_ms: EpochMsText }).transform(
    (row): AnsweredSpan => ({
      feed: row.feed,
      fromMs: row.from_ms,
      toMs: row.to_ms,
      answeredAtMs: row.answered_ms,
    }),
  ),
);

const FollowRows = z.array(
  z
    .object({
      instrument_id: z.int(),
      resolution: ResolutionColumn,
      feed: z.string(),
      alias: z.string(),
      created_by: z.string().nullable(),
    })
    .transform(
      (row): FollowedSeries => ({
        instrumentId: InstrumentId.of(row.instrument_id),
        resolution: row.resolution,
        feed: row.feed,
        alias: row.alias,
        createdBy: row.created_by,
      }),
    ),
);

const seconds = (ms: number) => ms / 1000;

/** Fetches of history on PostgreSQL. */
export function makeBarFetches(): BarFetches {
  return { ...fetches, ...follows };
}

const fetches: Omit<BarFetches, "follow" | "unfollow" | "lockDue" | "listFollowed"> = {
  async lockKey(tx, { instrumentId, resolution, feed }) {
    const key = `${instrumentId} ${resolution} ${feed}`;
    await tx.$queryRaw`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(${FETCH_LOCK}::integer, hashtext(${key}))) AS waited`;
  },

  async insert(tx, fetch, nowMs) {
    const { fetchId, jobId, instrumentId, symbol, feed, alias, resolution, fromMs, toMs } = fetch;
    await tx.$executeRaw`
      INSERT INTO bar_fetch (id, job_id, instrument_id, symbol, feed, alias, resolution, from_ts, to_ts, complete_to, lane,
        reason, created_by, created_at, updated_at)
      VALUES (${fetchId}, ${jobId}, ${instrumentId}, ${symbol}, ${feed}, ${alias}, ${resolutionMinutes(resolution)},
        to_timestamp(${seconds(fromMs)}::double precision), to_timestamp(${seconds(toMs)}::double precision),
        to_timestamp(${seconds(fromMs)}::double precision), ${fetch.lane}, ${fetch.reason}, ${fetch.createdBy},
        to_timestamp(${seconds(nowMs)}::double precision), to_timestamp(${seconds(nowMs)}::double precision))`;
  },

  async find(sql, fetchId) {
    const rows = await sql.$queryRaw`
      SELECT *, (extract(epoch FROM from_ts) * 1000)::bigint::text AS from_ms,
        (extract(epoch FROM to_ts) * 1000)::bigint::text AS to_ms,
        (extract(epoch FROM complete_to) * 1000)::bigint::text AS complete_ms,
        (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
        (extract(epoch FROM updated_at) * 1000)::bigint::text AS updated_ms,
        (extract(epoch FROM finished_at) * 1000)::bigint::text AS finished_ms
      FROM bar_fetch WHERE id = ${fetchId} LIMIT 1`;
    return FetchRows.parse(rows)[0] ?? null;
  },

  async listOpen(sql, { instrumentId, resolution, feed }) {
    const rows = await sql.$queryRaw`
      SELECT *, (extract(epoch FROM from_ts) * 1000)::bigint::text AS from_ms,
        (extract(epoch FROM to_ts) * 1000)::bigint::text AS to_ms,
        (extract(epoch FROM complete_to) * 1000)::bigint::text AS complete_ms,
        (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
        (extract(epoch FROM updated_at) * 1000)::bigint::text AS updated_ms,
        (extract(epoch FROM finished_at) * 1000)::bigint::text AS finished_ms
      FROM bar_fetch
      WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)} AND feed = ${feed}
        AND status = 'open'
      ORDER BY created_at, id LIMIT ${OPEN_MAX}`;
    return FetchRows.parse(rows);
  },

  async list(sql, { instrumentId, offset, limit }) {
    const rows = await sql.$queryRaw`
      SELECT *, (extract(epoch FROM from_ts) * 1000)::bigint::text AS from_ms,
        (extract(epoch FROM to_ts) * 1000)::bigint::text AS to_ms,
        (extract(epoch FROM complete_to) * 1000)::bigint::text AS complete_ms,
        (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
        (extract(epoch FROM updated_at) * 1000)::bigint::text AS updated_ms,
        (extract(epoch FROM finished_at) * 1000)::bigint::text AS finished_ms
      FROM bar_fetch WHERE ${instrumentId}::integer IS NULL OR instrument_id = ${instrumentId}
      ORDER BY created_at DESC, id OFFSET ${offset} LIMIT ${Math.min(limit, FETCHES_PER_PAGE_MAX + 1)}`;
    return FetchRows.parse(rows);
  },

  async answered(sql, { instrumentId, resolution }, feed) {
    const rows = await sql.$queryRaw`
      SELECT feed, (extract(epoch FROM from_ts) * 1000)::bigint::text AS from_ms,
        (extract(epoch FROM complete_to) * 1000)::bigint::text AS to_ms,
        (extract(epoch FROM updated_at) * 1000)::bigint::text AS answered_ms
      FROM bar_fetch
      WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)}
        AND (${feed}::text IS NULL OR feed = ${feed}) AND complete_to > from_ts
      ORDER BY updated_at DESC, id LIMIT ${SPANS_MAX}`;
    return SpanRows.parse(rows);
  },

  async advance(tx, fetchId, fromMs, { completeToMs, inserted, replaced, unchanged, kept, quarantined }, nowMs) {
    const moved = await tx.$executeRaw`
      UPDATE bar_fetch SET complete_to = to_timestamp(${seconds(completeToMs)}::double precision), pages = pages + 1,
        inserted = inserted + ${inserted}::integer, replaced = replaced + ${replaced}::integer,
        unchanged = unchanged + ${unchanged}::integer, kept = kept + ${kept}::integer,
        quarantined = quarantined + ${quarantined}::integer,
        updated_at = to_timestamp(${seconds(nowMs)}::double precision)
      WHERE id = ${fetchId} AND status = 'open' AND complete_to = to_timestamp(${seconds(fromMs)}::double precision)`;
    return moved === 1;
  },

  async end(tx, fetchId, end, nowMs) {
    const refusal = end.status === "failed" ? JSON.stringify(end.refusal) : null;
    const ended = await tx.$executeRaw`
      UPDATE bar_fetch SET status = ${end.status}, refusal = ${refusal}::jsonb,
        updated_at = to_timestamp(${seconds(nowMs)}::double precision),
        finished_at = to_timestamp(${seconds(nowMs)}::double precision)
      WHERE id = ${fetchId} AND status = 'open'`;
    return ended === 1;
  },

  async reopen(tx, fetchId, jobId, nowMs) {
    const opened = await tx.$executeRaw`
      UPDATE bar_fetch SET status = 'open', refusal = NULL, finished_at = NULL, job_id = ${jobId},
        updated_at = to_timestamp(${seconds(nowMs)}::double precision)
      WHERE id = ${fetchId} AND status IN ('failed', 'canceled')`;
    return opened === 1;
  },
};

const follows: Pick<BarFetches, "follow" | "unfollow" | "lockDue" | "listFollowed"> = {
  async follow(tx, { instrumentId, resolution, feed, alias, createdBy }, nextAtMs, nowMs) {
    await tx.$executeRaw`
      INSERT INTO bar_follow (instrument_id, resolution, feed, alias, next_at, created_by, created_at)
      VALUES (${instrumentId}, ${resolutionMinutes(resolution)}, ${feed}, ${alias},
        to_timestamp(${seconds(nextAtMs)}::double precision), ${createdBy}, to_timestamp(${seconds(nowMs)}::double precision))
      ON CONFLICT (instrument_id, resolution, feed) DO UPDATE SET alias = excluded.alias, next_at = excluded.next_at`;
  },

  async unfollow(tx: SqlPort, { instrumentId, resolution, feed }: FetchKey) {
    const removed = await tx.$executeRaw`
      DELETE FROM bar_follow
      WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)} AND feed = ${feed}`;
    return removed === 1;
  },

  async lockDue(tx, nowMs, limit) {
    const rows = await tx.$queryRaw`
      SELECT instrument_id, resolution, feed, alias, created_by FROM bar_follow
      WHERE next_at <= to_timestamp(${seconds(nowMs)}::double precision)
      ORDER BY next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    return FollowRows.parse(rows);
  },

  async listFollowed(sql, instrumentId) {
    const rows = await sql.$queryRaw`
      SELECT instrument_id, resolution, feed, alias, created_by FROM bar_follow
      WHERE instrument_id = ${instrumentId} ORDER BY bar_follow.resolution, feed LIMIT ${FOLLOWED_MAX}`;
    return FollowRows.parse(rows);
  },
};
