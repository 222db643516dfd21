import { createHash } from "node:crypto";
import { z } from "zod";
import { type EpochMs, invariant, type SqlPort } from "@/modules/_kernel";
import { type BarColumns, barAt, barColumnsOf, barCount } from "../../domain/bar-columns";
import { decodeBarColumns, encodeBarColumns } from "../../domain/column-wire";
import { QUARANTINE_REASONS } from "../../domain/feed/quarantine";
import { resolutionMinutes } from "../../domain/resolution";
import type { QuarantineEntry, QuarantineStore, ReleasedLevel, ToQuarantine } from "../../ports/feeds";
import { CountText, EpochMsText, InstrumentIdColumn, ResolutionColumn } from "../rows";
import { plainJson, plainText } from "./plain-json";

/** Entries on one page. */
const ENTRIES_PER_PAGE_MAX = 200;
/** Feeds times reasons: every exchange that there is, each with all its ways of being wrong. */
const COUNTS_MAX = 5_000;
/** Characters that are kept to look at. */
const SAMPLE_LENGTH_MAX = 2_000;
/** Refused live bars that one entry holds: a day of minutes. More of the same are counted. */
const LIVE_BARS_MAX = 1_440;

const EntryColumns = z.object({
  no: CountText,
  feed: z.string(),
  alias: z.string(),
  instrument_id: InstrumentIdColumn.nullable(),
  symbol: z.string(),
  resolution: ResolutionColumn.nullable(),
  reason: z.enum(QUARANTINE_REASONS),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  bar_count: z.int(),
  first_ms: EpochMsText.nullable(),
  last_ms: EpochMsText.nullable(),
  sample: z.string(),
  message: z.enum(["quote", "trade", "correction", "bar", "depth", "line"]).nullable(),
  times_seen: z.int(),
  first_seen_ms: EpochMsText,
  last_seen_ms: EpochMsText,
  status: z.enum(["open", "released", "discarded"]),
  decided_by: z.string().nullable(),
  decided_ms: EpochMsText.nullable(),
});

const toEntry = (row: z.output<typeof EntryColumns>): QuarantineEntry => ({
  no: row.no,
  feed: row.feed,
  alias: row.alias,
  instrumentId: row.instrument_id,
  symbol: row.symbol,
  resolution: row.resolution,
  reason: row.reason,
  facts: row.facts,
  bars: row.bar_count,
  firstMs: row.first_ms,
  lastMs: row.last_ms,
  sample: row.sample,
  message: row.message,
  timesSeen: row.times_seen,
  firstSeenMs: row.first_seen_ms,
  lastSeenMs: row.last_seen_ms,
  status: row.status,
  decidedBy: row.decided_by,
  decidedAtMs: row.decided_ms,
});

const EntryRows = z.array(EntryColumns.transform(toEntry));
const LockedRows = z.array(EntryColumns.extend({ bars: z.instanceof(Uint8Array).nullable() }));
const CountRows = z.array(
  z.object({ feed: z.string(), reason: z.enum(QUARANTINE_REASONS), entries: CountText, bars: CountText }),
);

const HeldRows = z.array(z.object({ bars: z.instanceof(Uint8Array).nullable() }));
const LevelRows = z.array(
  z.object({ alias: z.string(), price: z.coerce.number(), since_ms: EpochMsText, decided_ms: EpochMsText }).transform(
    ({ alias, price, since_ms, decided_ms }): ReleasedLevel => ({
      alias,
      price,
      sinceMs: since_ms,
      decidedAtMs: decided_ms,
    }),
  ),
);

/** What was kept out, on PostgreSQL. */
export function makeQuarantineStore(): QuarantineStore {
  return { keep, list, counts, lock, releasedLevels, decide };
}

const keep: QuarantineStore["keep"] = async (tx, entry, nowMs) => {
  const digest = digestOf(entry);
  const kept = entry.live === null ? entry.bars : await withHeldBars(tx, digest, entry.bars);
  const bars = kept === null ? null : encodeBarColumns(kept);
  const times = (kept === null ? [] : [...kept.time]).filter(isStorable);
  const [firstMs, lastMs] = times.length === 0 ? [null, null] : [least(times), greatest(times)];
  const resolution = entry.resolution === null ? null : resolutionMinutes(entry.resolution);
  await tx.$executeRaw`
    INSERT INTO feed_quarantine AS known (feed, alias, instrument_id, symbol, resolution, reason, facts, bars, bar_count,
      first_ts, last_ts, sample, digest, message, times_seen, first_seen_at, last_seen_at)
    VALUES (${entry.feed}, ${plainText(entry.alias)}, ${entry.instrumentId}, ${entry.symbol}, ${resolution}, ${entry.reason},
      ${plainJson(entry.facts)}::jsonb, ${bars === null ? null : Buffer.from(bars)},
      ${kept === null ? 0 : barCount(kept)}, to_timestamp(${firstMs}::double precision / 1000),
      to_timestamp(${lastMs}::double precision / 1000), ${plainText(entry.sample.slice(0, SAMPLE_LENGTH_MAX))},
      ${digest}, ${entry.live?.message ?? null}, ${entry.live?.times ?? 1}, ${at(nowMs)}::timestamptz, ${at(nowMs)}::timestamptz)
    ON CONFLICT (digest) DO UPDATE
      SET times_seen = least(known.times_seen::bigint + excluded.times_seen, 2147483647)::integer,
        last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
        bars = excluded.bars, bar_count = excluded.bar_count, first_ts = excluded.first_ts, last_ts = excluded.last_ts`;
};

/** Those bars after the ones that the entry holds already: each once, a day of them at most. Locks the entry. */
async function withHeldBars(tx: SqlPort, digest: Buffer, bars: BarColumns | null): Promise<BarColumns | null> {
  const [row] = HeldRows.parse(
    await tx.$queryRaw`SELECT bars FROM feed_quarantine WHERE digest = ${digest} LIMIT 1 FOR UPDATE`,
  );
  if (row === undefined || row.bars === null) return bars;
  const held = decodeBarColumns(Uint8Array.from(row.bars));
  invariant(held.ok, "bars in the quarantine are as they were encoded");
  if (bars === null) return held.value;
  const rows = [held.value, bars].flatMap((part) =>
    Array.from({ length: barCount(part) }, (_, index) => barAt(part, index)).filter((bar) => bar !== null),
  );
  const byValue = new Map(rows.map((bar) => [Object.values(bar).join(" "), bar]));
  return barColumnsOf([...byValue.values()].slice(0, LIVE_BARS_MAX));
}

const at = (ms: EpochMs) => new Date(ms).toISOString();
/** Times that a timestamp column holds; a time that is no time is seen in the sample. */
const isStorable = (ms: number) => Number.isFinite(ms) && Math.abs(ms) < 8e13;
const least = (times: readonly number[]) => times.reduce((a, b) => Math.min(a, b));
const greatest = (times: readonly number[]) => times.reduce((a, b) => Math.max(a, b));

function digestOf(entry: ToQuarantine): Buffer {
  const hash = createHash("sha256");
  const { feed, alias, symbol, resolution, reason, live } = entry;
  if (live !== null) {
    return hash.update(JSON.stringify([feed, alias, resolution, reason, live.message, live.window])).digest();
  }
  const bars = entry.bars === null ? null : encodeBarColumns(entry.bars);
  hash.update(JSON.stringify([feed, alias, symbol, resolution, reason, bars === null ? entry.sample : ""]));
  if (bars !== null) hash.update(bars);
  return hash.digest();
}

const list: QuarantineStore["list"] = async (sql, { status, feed, reason, beforeNo, limit }) => {
  const rows = await sql.$queryRaw`
    SELECT id::text AS no, feed, alias, instrument_id, symbol, resolution, reason, facts, bar_count, sample, message, times_seen, status,
      decided_by, (extract(epoch FROM first_ts) * 1000)::bigint::text AS first_ms,
      (extract(epoch FROM last_ts) * 1000)::bigint::text AS last_ms,
      (extract(epoch FROM first_seen_at) * 1000)::bigint::text AS first_seen_ms,
      (extract(epoch FROM last_seen_at) * 1000)::bigint::text AS last_seen_ms,
      (extract(epoch FROM decided_at) * 1000)::bigint::text AS decided_ms
    FROM feed_quarantine
    WHERE status = ${status} AND id < coalesce(${beforeNo}::bigint, 9223372036854775807)
      AND (${feed}::text IS NULL OR feed = ${feed}) AND (${reason}::text IS NULL OR reason = ${reason})
    ORDER BY feed_quarantine.id DESC LIMIT ${Math.min(limit, ENTRIES_PER_PAGE_MAX)}`;
  return EntryRows.parse(rows);
};

const counts: QuarantineStore["counts"] = async (sql) =>
  CountRows.parse(
    await sql.$queryRaw`
      SELECT feed, reason, count(*)::text AS entries, sum(bar_count)::text AS bars FROM feed_quarantine
      WHERE status = 'open' GROUP BY feed, reason ORDER BY feed, reason LIMIT ${COUNTS_MAX}`,
  );

const lock: QuarantineStore["lock"] = async (tx, no) => {
  const rows = await tx.$queryRaw`
    SELECT id::text AS no, feed, alias, instrument_id, symbol, resolution, reason, facts, bar_count, sample, message, times_seen, status,
      decided_by, bars, (extract(epoch FROM first_ts) * 1000)::bigint::text AS first_ms,
      (extract(epoch FROM last_ts) * 1000)::bigint::text AS last_ms,
      (extract(epoch FROM first_seen_at) * 1000)::bigint::text AS first_seen_ms,
      (extract(epoch FROM last_seen_at) * 1000)::bigint::text AS last_seen_ms,
      (extract(epoch FROM decided_at) * 1000)::bigint::text AS decided_ms
    FROM feed_quarantine WHERE id = ${no}::bigint LIMIT 1 FOR UPDATE`;
  const [row] = LockedRows.parse(rows);
  if (row === undefined) return null;
  if (row.bars === null) return { entry: toEntry(row), bars: null };
  const decoded = decodeBarColumns(Uint8Array.from(row.bars));
  invariant(decoded.ok, "bars in the quarantine are as they were encoded");
  return { entry: toEntry(row), bars: decoded.value };
};

const releasedLevels: QuarantineStore["releasedLevels"] = async (sql, feed, fromMs, limit) =>
  LevelRows.parse(
    await sql.$queryRaw`
      SELECT alias, facts->>'price' AS price, (extract(epoch FROM first_seen_at) * 1000)::bigint::text AS since_ms,
        (extract(epoch FROM decided_at) * 1000)::bigint::text AS decided_ms
      FROM feed_quarantine
      WHERE feed = ${feed} AND status = 'released' AND message IS NOT NULL AND bars IS NULL
        AND jsonb_typeof(facts->'price') = 'number' AND decided_at >= ${at(fromMs)}::timestamptz
      ORDER BY decided_at LIMIT ${limit}`,
  );

const decide: QuarantineStore["decide"] = async (tx, no, { status, by, atMs }) => {
  await tx.$executeRaw`
    UPDATE feed_quarantine SET status = ${status}, decided_by = ${by}, decided_at = ${at(atMs)}::timestamptz
    WHERE id = ${no}::bigint AND status = 'open'`;
};
