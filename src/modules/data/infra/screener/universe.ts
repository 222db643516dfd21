import { z } from "zod";
import { InstrumentId, type SqlPort } from "@/modules/_kernel";
import type { Instrument } from "../../domain/instrument";
import type { ScreenStore } from "../../ports/screener";
import { InstrumentRows } from "../instrument-store";

/** Instruments read at once: a page of the universe, not all of it. */
const UNIVERSE_PAGE_MAX = 1_000;

/** The largest universe that is read. */
const SPLIT_INSTRUMENTS_MAX = 200_000;

const IdRows = z.array(z.object({ id: z.int() }));
const SizeRows = z.array(z.object({ size: z.int() }));

/** Instruments that a screen can ask, page by page in the order of their symbols. */
export function makeUniverse(
  sql: SqlPort,
): Pick<ScreenStore, "universe" | "universeSize" | "instrument" | "splitInstruments"> {
  return {
    async instrument(instrumentId: InstrumentId): Promise<Instrument | null> {
      const rows = await sql.$queryRaw`
        SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
        FROM instrument WHERE id = ${instrumentId} LIMIT 1`;
      return InstrumentRows.parse(rows)[0] ?? null;
    },

    async splitInstruments() {
      const rows = await sql.$queryRaw`
        SELECT DISTINCT instrument_id AS id FROM corporate_action
        WHERE type = 'split' AND replaced_at IS NULL LIMIT ${SPLIT_INSTRUMENTS_MAX}`;
      return new Set(IdRows.parse(rows).map(({ id }) => InstrumentId.of(id)));
    },

    async universeSize({ kinds, symbols }) {
      const rows = await sql.$queryRaw`
        SELECT count(*)::integer AS size FROM instrument
        WHERE status <> 'delisted'
          AND (${kinds}::text[] IS NULL OR kind = ANY (${kinds}::text[]))
          AND (${symbols}::text[] IS NULL OR symbol = ANY (${symbols}::text[]))
          AND EXISTS (SELECT FROM bar_series s WHERE s.instrument_id = instrument.id AND s.bars > 0)
        LIMIT 1`;
      return SizeRows.parse(rows)[0]?.size ?? 0;
    },

    async universe({ kinds, symbols }, afterSymbol, limit) {
      const rows = await sql.$queryRaw`
      SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
      FROM instrument
      WHERE symbol > ${afterSymbol} AND status <> 'delisted'
        AND (${kinds}::text[] IS NULL OR kind = ANY (${kinds}::text[]))
        AND (${symbols}::text[] IS NULL OR symbol = ANY (${symbols}::text[]))
        AND EXISTS (SELECT FROM bar_series s WHERE s.instrument_id = instrument.id AND s.bars > 0)
      ORDER BY symbol LIMIT ${Math.min(limit, UNIVERSE_PAGE_MAX)}`;
      return InstrumentRows.parse(rows);
    },
  };
}
