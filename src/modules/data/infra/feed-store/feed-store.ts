import { z } from "zod";
import type { FeedState, FeedStore } from "../../ports/feeds";
import { CountText, EpochMsText } from "../rows";
import { plainJson } from "./plain-json";
import { RefusalColumn } from "./refusal-column";

/** More feeds than anybody connects: every exchange that there is, and the others. */
const FEEDS_MAX = 500;

const ChoiceRows = z.array(
  z
    .object({ id: z.string(), enabled: z.boolean(), base_urls: z.record(z.string(), z.string()) })
    .transform(({ id, enabled, base_urls }) => ({ feed: id, enabled, baseUrls: base_urls })),
);

const StateRows = z.array(
  z
    .object({
      feed: z.string(),
      requests: CountText,
      errors: CountText,
      last_success_ms: EpochMsText.nullable(),
      last_refusal: RefusalColumn.nullable(),
      last_refusal_ms: EpochMsText.nullable(),
      down_since_ms: EpochMsText.nullable(),
      open_until_ms: EpochMsText.nullable(),
      rate_left: z.int().nullable(),
      updated_ms: EpochMsText,
    })
    .transform(
      (row): FeedState => ({
        feed: row.feed,
        requests: row.requests,
        errors: row.errors,
        lastSuccessMs: row.last_success_ms,
        lastRefusal:
          row.last_refusal === null || row.last_refusal_ms === null
            ? null
            : { atMs: row.last_refusal_ms, refusal: row.last_refusal },
        downSinceMs: row.down_since_ms,
        openUntilMs: row.open_until_ms,
        rateLeft: row.rate_left,
        updatedAtMs: row.updated_ms,
      }),
    ),
);

const NewestRows = z.array(z.object({ feed: z.string(), newest_ms: EpochMsText }));

/** Choices and states of feeds on PostgreSQL. */
export function makeFeedStore(): FeedStore {
  return {
    async choiceOf(sql, feed) {
      const rows = await sql.$queryRaw`SELECT id, enabled, base_urls FROM feed WHERE id = ${feed} LIMIT 1`;
      return ChoiceRows.parse(rows)[0] ?? null;
    },
    async choices(sql) {
      return ChoiceRows.parse(
        await sql.$queryRaw`SELECT id, enabled, base_urls FROM feed ORDER BY id LIMIT ${FEEDS_MAX}`,
      );
    },
    async choose(tx, { feed, enabled, baseUrls }, by) {
      await tx.$executeRaw`
        INSERT INTO feed (id, enabled, base_urls, updated_by)
        VALUES (${feed}, ${enabled}, ${JSON.stringify(baseUrls)}::jsonb, ${by})
        ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled, base_urls = excluded.base_urls,
          updated_by = excluded.updated_by, updated_at = now()`;
    },
    async states(sql) {
      const rows = await sql.$queryRaw`
        SELECT feed, requests::text, errors::text, last_refusal, rate_left,
          (extract(epoch FROM last_success_at) * 1000)::bigint::text AS last_success_ms,
          (extract(epoch FROM last_refusal_at) * 1000)::bigint::text AS last_refusal_ms,
          (extract(epoch FROM down_since) * 1000)::bigint::text AS down_since_ms,
          (extract(epoch FROM open_until) * 1000)::bigint::text AS open_until_ms,
          (extract(epoch FROM updated_at) * 1000)::bigint::text AS updated_ms
        FROM feed_state ORDER BY feed LIMIT ${FEEDS_MAX}`;
      return StateRows.parse(rows);
    },
    async newestPrices(sql) {
      const rows = await sql.$queryRaw`
        SELECT a.source AS feed, (extract(epoch FROM max(s.last_ts)) * 1000)::bigint::text AS newest_ms
        FROM instrument_alias a JOIN bar_series s USING (instrument_id)
        WHERE s.last_ts IS NOT NULL GROUP BY a.source ORDER BY a.source LIMIT ${FEEDS_MAX}`;
      return new Map(NewestRows.parse(rows).map(({ feed, newest_ms }) => [feed, newest_ms]));
    },
    report,
  };
}

/**
 * Newest wins, of successes and of refusals apart: several processes report of one feed. It is down from the first refusal
 * after the last success on.
 */
const report: FeedStore["report"] = async (sql, said) => {
  const refusal = said.lastRefusal === null ? null : plainJson(said.lastRefusal.refusal);
  const refusedMs = said.lastRefusal?.atMs ?? null;
  const downMs = refusedMs !== null && refusedMs > (said.lastSuccessMs ?? 0) ? refusedMs : null;
  await sql.$executeRaw`
    INSERT INTO feed_state AS known (feed, requests, errors, last_success_at, last_refusal, last_refusal_at, down_since,
      open_until, rate_left, updated_at)
    VALUES (${said.feed}, ${said.requests}, ${said.errors}, to_timestamp(${said.lastSuccessMs}::double precision / 1000),
      ${refusal}::jsonb, to_timestamp(${refusedMs}::double precision / 1000),
      to_timestamp(${downMs}::double precision / 1000), to_timestamp(${said.openUntilMs}::double precision / 1000),
      ${said.rateLeft}, to_timestamp(${said.atMs}::double precision / 1000))
    ON CONFLICT (feed) DO UPDATE SET
      requests = known.requests + excluded.requests,
      errors = known.errors + excluded.errors,
      last_success_at = greatest(known.last_success_at, excluded.last_success_at),
      last_refusal = CASE WHEN excluded.last_refusal_at >= coalesce(known.last_refusal_at, '-infinity')
        THEN excluded.last_refusal ELSE known.last_refusal END,
      last_refusal_at = greatest(known.last_refusal_at, excluded.last_refusal_at),
      down_since = CASE
        WHEN greatest(known.last_refusal_at, excluded.last_refusal_at)
          > coalesce(greatest(known.last_success_at, excluded.last_success_at), '-infinity')
        THEN CASE WHEN known.down_since >= coalesce(excluded.last_success_at, '-infinity')
          THEN known.down_since ELSE excluded.down_since END
      END,
      open_until = excluded.open_until,
      rate_left = excluded.rate_left,
      updated_at = excluded.updated_at`;
};
