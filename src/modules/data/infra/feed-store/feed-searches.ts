import { z } from "zod";
import { INSTRUMENT_KINDS } from "../../domain/instrument";
import type { FeedSearches } from "../../ports/feeds";
import { plainJson } from "./plain-json";
import { RefusalColumn } from "./refusal-column";

/** Feeds that one search asks at most. */
const ANSWERS_MAX = 500;

const InstrumentColumn = z.object({
  feed: z.string(),
  alias: z.string(),
  symbol: z.string(),
  name: z.string(),
  kind: z.enum(INSTRUMENT_KINDS),
  currency: z.string().nullable(),
  venue: z.string(),
  calendar: z.string().nullable(),
  tick: z.string().nullable(),
  lot: z.string().nullable(),
});

const AnswerColumn = z.discriminatedUnion("state", [
  z.object({ state: z.literal("found"), instruments: z.array(InstrumentColumn) }),
  z.object({ state: z.literal("refused"), refusal: RefusalColumn }),
]);
const AnswerRows = z.array(z.object({ feed: z.string(), answer: AnswerColumn }));

/** Answers to searches on PostgreSQL. */
export function makeFeedSearches(): FeedSearches {
  return {
    async keep(tx, searchId, feed, answer) {
      await tx.$executeRaw`
        INSERT INTO feed_search (id, feed, answer) VALUES (${searchId}, ${feed}, ${plainJson(answer)}::jsonb)
        ON CONFLICT (id, feed) DO UPDATE SET answer = excluded.answer`;
    },
    async answers(sql, searchId) {
      const rows = await sql.$queryRaw`
        SELECT feed, answer FROM feed_search WHERE id = ${searchId} ORDER BY feed LIMIT ${ANSWERS_MAX}`;
      return new Map(AnswerRows.parse(rows).map(({ feed, answer }) => [feed, answer]));
    },
    prune(sql, olderThanMs, limit) {
      return sql.$executeRaw`
        DELETE FROM feed_search WHERE ctid IN (
          SELECT ctid FROM feed_search WHERE created_at < now() - make_interval(secs => ${olderThanMs / 1000}::double precision)
          LIMIT ${limit})`;
    },
  };
}
