import { z } from "zod";
import { WANTED_WHY } from "../../domain/live/wanted";
import type { StreamStandings } from "../../ports/live";
import { plainJson } from "../feed-store/plain-json";
import { RefusalColumn } from "../feed-store/refusal-column";
import { CountText, EpochMsText } from "../rows";

/** More feeds than anybody connects. */
const FEEDS_MAX = 500;

const StandingRows = z.array(
  z.object({
    feed: z.string(),
    state: z.enum(["connecting", "live", "mute", "down", "idle"]),
    sinceMs: EpochMsText,
    why: RefusalColumn.nullable(),
    instruments: z.int(),
    instrumentsMax: z.int(),
    leftOut: z.array(z.object({ symbol: z.string(), why: z.enum(WANTED_WHY) })),
    leftOutCount: z.int(),
    messages: CountText,
    refused: CountText,
    lastMessageMs: EpochMsText.nullable(),
    muted: z.array(z.object({ symbol: z.string(), lastMs: z.number().nullable() })),
    mutedCount: z.int(),
    saidMs: EpochMsText,
  }),
);

/** How streams stand, in an unlogged table of PostgreSQL. */
export function makeStreamStandings(): StreamStandings {
  return {
    async report(sql, said, { fence, nowMs }) {
      await sql.$executeRaw`
        INSERT INTO feed_stream (feed, state, since, why, instruments, limit_max, left_out, left_out_count, messages, refused,
          last_message_at, muted, muted_count, fence, updated_at)
        VALUES (${said.feed}, ${said.state}, to_timestamp(${said.sinceMs}::double precision / 1000),
          ${said.why === null ? null : plainJson(said.why)}::jsonb, ${said.instruments}, ${said.instrumentsMax},
          ${plainJson(said.leftOut)}::jsonb, ${said.leftOutCount}, ${said.messages}, ${said.refused},
          to_timestamp(${said.lastMessageMs}::double precision / 1000), ${plainJson(said.muted)}::jsonb, ${said.mutedCount},
          ${String(fence)}::bigint, to_timestamp(${nowMs}::double precision / 1000))
        ON CONFLICT (feed) DO UPDATE SET state = excluded.state, since = excluded.since, why = excluded.why,
          instruments = excluded.instruments, limit_max = excluded.limit_max, left_out = excluded.left_out,
          left_out_count = excluded.left_out_count, messages = excluded.messages, refused = excluded.refused,
          last_message_at = excluded.last_message_at, muted = excluded.muted, muted_count = excluded.muted_count,
          fence = excluded.fence, updated_at = excluded.updated_at
        WHERE feed_stream.fence <= excluded.fence`;
    },
    async list(sql) {
      const rows = await sql.$queryRaw`
        SELECT feed, state, (extract(epoch FROM since) * 1000)::bigint::text AS "sinceMs", why, instruments,
          limit_max AS "instrumentsMax", left_out AS "leftOut", left_out_count AS "leftOutCount", messages::text,
          refused::text, (extract(epoch FROM last_message_at) * 1000)::bigint::text AS "lastMessageMs", muted,
          muted_count AS "mutedCount", (extract(epoch FROM updated_at) * 1000)::bigint::text AS "saidMs"
        FROM feed_stream ORDER BY feed LIMIT ${FEEDS_MAX}`;
      return StandingRows.parse(rows);
    },
  };
}
