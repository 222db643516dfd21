import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { INSTRUMENT_KINDS, INSTRUMENT_STATUSES } from "../../domain/instrument";
import type { StreamDirectory, StreamedInstrument } from "../../ports/live";
import { InstrumentIdColumn } from "../rows";

const StreamedRows = z.array(
  z
    .object({
      id: InstrumentIdColumn,
      symbol: z.string(),
      name: z.string(),
      kind: z.enum(INSTRUMENT_KINDS),
      currency: z.string(),
      tick: z.string(),
      lot: z.string(),
      time_zone: z.string(),
      multiplier: z.string(),
      calendar: z.string().nullable(),
      sector: z.string(),
      status: z.enum(INSTRUMENT_STATUSES),
      alias: z.string(),
    })
    .transform(
      ({ id, time_zone, alias, ...row }): StreamedInstrument => ({
        alias,
        instrument: { instrumentId: id, timeZone: time_zone, ...row },
      }),
    ),
);

const IdRows = z.array(z.object({ id: InstrumentIdColumn }));
const SourceRows = z.array(z.object({ source: z.string() }));

/** Which feed streams what, on PostgreSQL. */
export function makeStreamDirectory(sql: SqlPort): StreamDirectory {
  return {
    async listStreamed({ feed, before, instrumentIds, limit }) {
      const rows = await sql.$queryRaw`
        SELECT DISTINCT ON (place, id) id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text,
          calendar, sector, status, alias
        FROM (
          SELECT i.*, a.alias, coalesce(array_position(${instrumentIds}::integer[], i.id), 0) AS place
          FROM instrument_alias a JOIN instrument i ON i.id = a.instrument_id
          WHERE a.source = ${feed} AND i.status = 'active'
            AND (${instrumentIds}::integer[] IS NULL OR i.id = ANY (${instrumentIds}::integer[]))
            AND NOT EXISTS (
              SELECT FROM instrument_alias other WHERE other.instrument_id = i.id AND other.source = ANY (${before}::text[]))
        ) AS streamed
        ORDER BY place, id, alias LIMIT ${limit}`;
      return StreamedRows.parse(rows);
    },

    async listSources(limit) {
      const rows = await sql.$queryRaw`
        SELECT DISTINCT source FROM instrument_alias ORDER BY instrument_alias.source LIMIT ${limit}`;
      return SourceRows.parse(rows).map(({ source }) => source);
    },

    async listWatched(limit) {
      const rows = await sql.$queryRaw`
        SELECT instrument_id AS id FROM watchlist_item GROUP BY instrument_id ORDER BY count(*) DESC, instrument_id LIMIT ${limit}`;
      return IdRows.parse(rows).map(({ id }) => id);
    },

    async listRecorded(limit) {
      const rows = await sql.$queryRaw`
        SELECT instrument_id AS id FROM instrument_recording ORDER BY created_at, instrument_id LIMIT ${limit}`;
      return IdRows.parse(rows).map(({ id }) => id);
    },

    async listNamed(symbols) {
      const rows = await sql.$queryRaw`
        SELECT id FROM instrument WHERE symbol = ANY (${symbols}::text[]) ORDER BY id LIMIT ${symbols.length}`;
      return IdRows.parse(rows).map(({ id }) => id);
    },

    async isRecorded(instrumentId) {
      const rows = await sql.$queryRaw`
        SELECT instrument_id AS id FROM instrument_recording WHERE instrument_id = ${instrumentId} LIMIT 1`;
      return IdRows.parse(rows).length > 0;
    },

    async record(tx, instrumentId, { recorded, by, nowMs }) {
      const changed = recorded
        ? await tx.$executeRaw`
            INSERT INTO instrument_recording (instrument_id, created_by, created_at)
            VALUES (${instrumentId}, ${by}, to_timestamp(${nowMs}::double precision / 1000)) ON CONFLICT DO NOTHING`
        : await tx.$executeRaw`DELETE FROM instrument_recording WHERE instrument_id = ${instrumentId}`;
      return changed > 0;
    },

    async takeIn(tx, offered) {
      let added = 0;
      for (const { feed, alias, symbol, name, kind, currency, venue, calendar, tick, lot } of offered) {
        added += await tx.$executeRaw`
          WITH taken AS (
            INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone, calendar)
            SELECT ${symbol}, ${name}, ${kind}, ${currency}, ${tick}::numeric, ${lot}::numeric, 'UTC', ${calendar}
            WHERE NOT EXISTS (SELECT FROM instrument_alias WHERE source = ${feed} AND alias = ${alias})
            ON CONFLICT (symbol) DO NOTHING RETURNING id
          )
          INSERT INTO instrument_alias (source, alias, instrument_id, venue)
          SELECT ${feed}, ${alias}, id, ${venue} FROM taken ON CONFLICT (source, alias) DO NOTHING`;
      }
      return added;
    },
  };
}
