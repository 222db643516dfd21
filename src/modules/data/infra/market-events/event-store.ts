import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { isoDate, isoTime } from "../../domain/civil";
import {
  EVENT_KINDS,
  type EventFacts,
  type EventImportance,
  type MarketEvent,
} from "../../domain/market-events/market-event";
import { EVENT_SOURCES_MAX, type MarketEventStore } from "../../ports/market-events";
import { CountText, EpochMsText } from "../rows";

/** Events on one page of a calendar: more than a person reads. */
const EVENTS_PER_PAGE_MAX = 2_000;

const IMPORTANCES: readonly EventImportance[] = [0, 1, 2, 3];

const EventRows = z.array(
  z
    .object({
      id: z.string(),
      kind: z.enum(EVENT_KINDS),
      date_ms: EpochMsText,
      at_ms: EpochMsText.nullable(),
      symbol: z.string(),
      title: z.string(),
      region: z.string(),
      importance: z.number(),
      actual: z.string(),
      forecast: z.string(),
      previous: z.string(),
      source: z.string(),
      updated_ms: EpochMsText,
    })
    .transform(
      ({ id, date_ms, at_ms, symbol, importance, updated_ms, ...row }): MarketEvent => ({
        ...row,
        eventId: id,
        dateMs: date_ms,
        atMs: at_ms,
        symbol: symbol === "" ? null : symbol,
        importance: IMPORTANCES[importance] ?? 0,
        updatedAtMs: updated_ms,
      }),
    ),
);
const SourceRows = z.array(z.object({ source: z.string(), events: CountText, updated_ms: EpochMsText }));
const WrittenRows = z.array(z.object({ inserted: z.boolean() }));

/** Text inside a LIKE pattern, its wildcards made plain. */
const likeText = (text: string) => `%${text.trim().replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`;

/** Market events on PostgreSQL. */
export function makeMarketEventStore(sql: SqlPort): MarketEventStore {
  return {
    async find({ fromDateMs, toDateMs, kinds, importanceMin, text, limit }) {
      const [from, to, pattern] = [isoDate(fromDateMs), isoDate(toDateMs), likeText(text)];
      const rows = await sql.$queryRaw`
        SELECT id::text, kind, (extract(epoch FROM event_date) * 1000)::bigint::text AS date_ms,
          (extract(epoch FROM at) * 1000)::bigint::text AS at_ms, symbol, title, region, importance, actual, forecast,
          previous, source, (extract(epoch FROM updated_at) * 1000)::bigint::text AS updated_ms
        FROM market_event
        WHERE event_date BETWEEN ${from}::date AND ${to}::date AND kind = ANY (${kinds})
          AND importance >= ${importanceMin}
          AND (symbol ILIKE ${pattern} OR title ILIKE ${pattern} OR region ILIKE ${pattern})
        ORDER BY event_date, at NULLS FIRST, importance DESC, market_event.id
        LIMIT ${Math.min(limit, EVENTS_PER_PAGE_MAX)}`;
      return EventRows.parse(rows);
    },

    async record(tx, { events, source, nowMs }) {
      // An event twice in one list is told once: the later row has the last word.
      const told = [...new Map(events.map((event) => [keyOf(event), event])).values()];
      const rows = await tx.$queryRaw`
        INSERT INTO market_event
          (kind, event_date, at, symbol, title, region, importance, actual, forecast, previous, source, updated_at)
        SELECT kind, event_date, at, symbol, title, region, importance, actual, forecast, previous, ${source},
          to_timestamp(${nowMs}::float8 / 1000)
        FROM jsonb_to_recordset(${JSON.stringify(told.map(toRow))}::jsonb) AS told
          (kind text, event_date date, at timestamptz, symbol text, title text, region text, importance integer,
           actual text, forecast text, previous text)
        ON CONFLICT (source, kind, event_date, symbol, title, region) DO UPDATE
          SET at = excluded.at, importance = excluded.importance, actual = excluded.actual,
            forecast = excluded.forecast, previous = excluded.previous, updated_at = excluded.updated_at
          WHERE (market_event.at, market_event.importance, market_event.actual, market_event.forecast, market_event.previous)
            IS DISTINCT FROM (excluded.at, excluded.importance, excluded.actual, excluded.forecast, excluded.previous)
        RETURNING xmax = 0 AS inserted`;
      const written = WrittenRows.parse(rows);
      const inserted = written.filter((row) => row.inserted).length;
      return { inserted, updated: written.length - inserted, unchanged: events.length - written.length };
    },

    async sources() {
      const rows = await sql.$queryRaw`
        SELECT source, count(*)::text AS events, (extract(epoch FROM max(updated_at)) * 1000)::bigint::text AS updated_ms
        FROM market_event GROUP BY source ORDER BY max(updated_at) DESC LIMIT ${EVENT_SOURCES_MAX}`;
      return SourceRows.parse(rows).map(({ source, events, updated_ms }) => ({
        source,
        events,
        updatedAtMs: updated_ms,
      }));
    },

    removeSource: (tx, source) => tx.$executeRaw`DELETE FROM market_event WHERE source = ${source}`,
  };
}

const keyOf = ({ kind, dateMs, symbol, title, region }: EventFacts) =>
  JSON.stringify([kind, dateMs, symbol, title, region]);

function toRow({ kind, dateMs, atMs, symbol, ...facts }: EventFacts) {
  return {
    ...facts,
    kind,
    event_date: isoDate(dateMs),
    at: atMs === null ? null : isoTime(atMs),
    symbol: symbol ?? "",
  };
}
