import { z } from "zod";
import { invariant, type SqlPort } from "@/modules/_kernel";
import { encodeQuote } from "../../domain/quote/quote";
import { QUOTES_PER_CALL_MAX, type QuoteStore } from "../../ports/quotes";
import { makeLineReader } from "./line-reader";

const LineRows = z.array(z.object({ lines: z.string().nullable() }));

/** Quotes in an unlogged table of PostgreSQL. */
export function makePostgresQuoteStore(sql: SqlPort): QuoteStore {
  const quoteOf = makeLineReader();
  return {
    async put(quotes, fence) {
      invariant(quotes.length <= QUOTES_PER_CALL_MAX, `at most ${QUOTES_PER_CALL_MAX} quotes, was ${quotes.length}`);
      if (quotes.length === 0) return 0;
      // In the order of their ids, so that two writers wait for each other instead of locking each other out.
      const sorted = quotes.toSorted((left, right) => left.instrumentId - right.instrumentId);
      return sql.$executeRaw`
        INSERT INTO quote (instrument_id, feed, event_at, received_at, fence, line)
        SELECT id, feed, to_timestamp(event_ms / 1000), to_timestamp(received_ms / 1000), ${String(fence)}::bigint, line
        FROM unnest(${sorted.map(({ instrumentId }) => instrumentId)}::integer[], ${sorted.map(({ feed }) => feed)}::text[],
          ${sorted.map(({ eventMs }) => eventMs)}::double precision[],
          ${sorted.map(({ receivedMs }) => receivedMs)}::double precision[],
          ${sorted.map(encodeQuote)}::text[]) AS given (id, feed, event_ms, received_ms, line)
        ON CONFLICT (instrument_id) DO UPDATE SET feed = excluded.feed, event_at = excluded.event_at,
          received_at = excluded.received_at, fence = excluded.fence, line = excluded.line
        WHERE quote.fence <= excluded.fence AND (quote.feed <> excluded.feed OR quote.event_at <= excluded.event_at)`;
    },

    async read(instrumentIds) {
      const count = instrumentIds.length;
      invariant(count <= QUOTES_PER_CALL_MAX, `at most ${QUOTES_PER_CALL_MAX} quotes, was ${count}`);
      if (count === 0) return [];
      const rows = await sql.$queryRaw`
        SELECT string_agg(line, E'\n') AS lines FROM (
          SELECT line FROM quote WHERE instrument_id = ANY (${instrumentIds}::integer[]) LIMIT ${QUOTES_PER_CALL_MAX}
        ) AS found LIMIT 1`;
      const lines = LineRows.parse(rows)[0]?.lines ?? "";
      return lines === "" ? [] : lines.split("\n").flatMap((line) => quoteOf(line) ?? []);
    },

    async forget(instrumentIds) {
      await sql.$executeRaw`DELETE FROM quote WHERE instrument_id = ANY (${instrumentIds}::integer[])`;
    },
  };
}
