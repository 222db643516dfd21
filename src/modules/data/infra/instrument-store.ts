import { z } from "zod";
import { type InstrumentId, invariant, type SqlPort } from "@/modules/_kernel";
import {
  defaultCalendar,
  defaultSteps,
  INSTRUMENT_KINDS,
  INSTRUMENT_STATUSES,
  type Instrument,
} from "../domain/instrument";
import { type Coverage, FORMER_SYMBOL, type InstrumentStore } from "../ports";
import { searchInstrumentIds } from "./instruments/instrument-search";
import { CountText, EpochMsText, InstrumentIdColumn, ResolutionColumn } from "./rows";

/** Instruments on one page of a search: more than a person reads, few enough to be one screen of work. */
export const INSTRUMENTS_PER_PAGE_MAX = 200;

/** A row of an instrument, with every column but those that search keeps. */
export const InstrumentRow = z
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
  })
  .transform(({ id, time_zone, ...row }): Instrument => ({ instrumentId: id, timeZone: time_zone, ...row }));

/** Rows of instruments, as above. */
export const InstrumentRows = z.array(InstrumentRow);
const WantedRows = z.array(z.object({ wanted: z.string() }).loose());

/** Symbols that are looked up at once: more than an account holds and waits for, with every currency's pairs. */
export const SYMBOLS_AT_ONCE_MAX = 5_000;

const CoverageRows = z.array(
  z.object({
    instrument_id: InstrumentIdColumn,
    resolution: ResolutionColumn,
    bars: CountText,
    first_ms: EpochMsText,
    last_ms: EpochMsText,
    changed_ms: EpochMsText,
  }),
);

/** Names of one instrument: more sources than anybody connects. */
const ALIASES_MAX = 200;
const AliasRows = z.array(z.object({ source: z.string(), alias: z.string(), venue: z.string() }));
const OwnerRows = z.array(z.object({ id: InstrumentIdColumn }));

/** Instruments on PostgreSQL. */
export function makeInstrumentStore(sql: SqlPort): InstrumentStore {
  return {
    find: (symbol) => findBySymbol(sql, symbol),
    findAll: (symbols) => findBySymbols(sql, symbols),

    async ensure(tx, { symbol, name, kind, currency, timeZone, ...steps }) {
      const known = await findBySymbol(tx, symbol);
      if (known !== null) return known;
      const usual = defaultSteps(kind);
      const [tick, lot] = [steps.tick ?? usual.tick, steps.lot ?? usual.lot];
      await tx.$executeRaw`
        INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone, calendar)
        VALUES (${symbol}, ${name}, ${kind}, ${currency}, ${tick}::numeric, ${lot}::numeric, ${timeZone},
          ${defaultCalendar(kind, timeZone)})
        ON CONFLICT (symbol) DO NOTHING`;
      const instrument = await findBySymbol(tx, symbol);
      invariant(instrument !== null, `instrument ${symbol} is there once it was inserted`);
      return instrument;
    },

    async rename(tx, instrumentId, symbol) {
      const changed = await tx.$executeRaw`
        UPDATE instrument SET symbol = ${symbol}, updated_at = now()
        WHERE id = ${instrumentId} AND NOT EXISTS (SELECT FROM instrument WHERE symbol = ${symbol})`;
      return changed === 1;
    },

    ...makeAliases(sql),

    async search(text, limit) {
      const bounded = Math.min(limit, INSTRUMENTS_PER_PAGE_MAX);
      const ids = await searchInstrumentIds(sql, text, bounded);
      const rows = await sql.$queryRaw`
        SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
        FROM instrument WHERE id = ANY (${ids}::integer[])
        ORDER BY array_position(${ids}::integer[], id) LIMIT ${bounded}`;
      return InstrumentRows.parse(rows);
    },

    async coverage(instrumentIds) {
      invariant(instrumentIds.length <= INSTRUMENTS_PER_PAGE_MAX, "coverage is asked for one page of instruments");
      const rows = await sql.$queryRaw`
        SELECT instrument_id, resolution, bars::text,
          (extract(epoch FROM first_ts) * 1000)::bigint::text AS first_ms,
          (extract(epoch FROM last_ts) * 1000)::bigint::text AS last_ms,
          (extract(epoch FROM changed_at) * 1000)::bigint::text AS changed_ms
        FROM bar_series
        WHERE instrument_id = ANY (${instrumentIds}::integer[]) AND bars > 0
        ORDER BY instrument_id, resolution
        LIMIT ${INSTRUMENTS_PER_PAGE_MAX * RESOLUTION_COUNT}`;
      const found = new Map<InstrumentId, Coverage[]>();
      for (const row of CoverageRows.parse(rows)) {
        const list = found.get(row.instrument_id) ?? [];
        list.push(toCoverage(row));
        found.set(row.instrument_id, list);
      }
      return found;
    },
  };
}

/** By the symbol an instrument has, or else by one that it had. */
async function findBySymbol(sql: SqlPort, symbol: string): Promise<Instrument | null> {
  const rows = await sql.$queryRaw`
    SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
    FROM instrument WHERE symbol = ${symbol} LIMIT 1`;
  return InstrumentRows.parse(rows)[0] ?? makeAliases(sql).findByAlias(FORMER_SYMBOL, symbol);
}

/** The same of many symbols, in one question. */
async function findBySymbols(sql: SqlPort, symbols: readonly string[]): Promise<ReadonlyMap<string, Instrument>> {
  invariant(symbols.length <= SYMBOLS_AT_ONCE_MAX, `at most ${SYMBOLS_AT_ONCE_MAX} symbols are looked up at once`);
  if (symbols.length === 0) return new Map();
  const rows = await sql.$queryRaw`
        SELECT wanted, found.id, found.symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text,
          calendar, sector, status
        FROM unnest(${[...new Set(symbols)]}::text[]) AS wanted
        CROSS JOIN LATERAL (
          SELECT 0 AS former, instrument.* FROM instrument WHERE symbol = wanted
          UNION ALL
          SELECT 1, instrument.* FROM instrument
          WHERE id = (SELECT instrument_id FROM instrument_alias WHERE source = ${FORMER_SYMBOL} AND alias = wanted)
          ORDER BY former LIMIT 1
        ) AS found
        LIMIT ${SYMBOLS_AT_ONCE_MAX}`;
  const instruments = InstrumentRows.parse(rows);
  return new Map(
    WantedRows.parse(rows).flatMap(({ wanted }, at) => {
      const instrument = instruments[at];
      return instrument === undefined ? [] : [[wanted, instrument] as const];
    }),
  );
}

const RESOLUTION_COUNT = 8;

function toCoverage(row: z.output<typeof CoverageRows>[number]): Coverage {
  return {
    resolution: row.resolution,
    bars: row.bars,
    firstMs: row.first_ms,
    lastMs: row.last_ms,
    changedAtMs: row.changed_ms,
  };
}

/** Names that sources give to instruments. */
function makeAliases(sql: SqlPort): Pick<InstrumentStore, "findByAlias" | "aliasesOf" | "linkAlias"> {
  return {
    async findByAlias(source, alias) {
      const rows = await sql.$queryRaw`
        SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
        FROM instrument
        WHERE id = (SELECT instrument_id FROM instrument_alias WHERE source = ${source} AND alias = ${alias}) LIMIT 1`;
      return InstrumentRows.parse(rows)[0] ?? null;
    },

    async aliasesOf(instrumentId) {
      const rows = await sql.$queryRaw`
        SELECT source, alias, venue FROM instrument_alias WHERE instrument_id = ${instrumentId}
        ORDER BY source, alias LIMIT ${ALIASES_MAX}`;
      return AliasRows.parse(rows);
    },

    async linkAlias(tx, instrumentId, { source, alias, venue }) {
      await tx.$executeRaw`
        INSERT INTO instrument_alias (source, alias, instrument_id, venue)
        VALUES (${source}, ${alias}, ${instrumentId}, ${venue}) ON CONFLICT (source, alias) DO NOTHING`;
      const rows = await tx.$queryRaw`
        SELECT instrument_id AS id FROM instrument_alias WHERE source = ${source} AND alias = ${alias} LIMIT 1`;
      return OwnerRows.parse(rows)[0]?.id === instrumentId;
    },
  };
}
