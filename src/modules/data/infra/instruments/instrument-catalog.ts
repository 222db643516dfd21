import { z } from "zod";
import { invariant, type SqlPort } from "@/modules/_kernel";
import { defaultFacts } from "../../domain/instruments/facts";
import type { ListedSymbol } from "../../domain/instruments/symbol-list";
import type { AliasConflict, InstrumentCatalog } from "../../ports";
import { INSTRUMENTS_PER_PAGE_MAX, InstrumentRows } from "../instrument-store";

/** Sectors of any classification there is are fewer. */
const SECTORS_MAX = 500;
/** Tables that may name an instrument: more than the product will have. */
const USES_MAX = 200;
/** Conflicts named with their line; what is beyond is found after these are mended. */
const CONFLICTS_MAX = 200;

const SectorRows = z.array(z.object({ sector: z.string() }));
const CountRows = z.array(z.object({ count: z.int() }));
const UseRows = z.array(z.object({ usedBy: z.string(), rows: z.int() }));
const ConflictRows = z.array(
  z.object({ line: z.int(), source: z.string(), alias: z.string(), ownerSymbol: z.string() }),
);

/** The catalog of instruments on PostgreSQL. */
export function makeInstrumentCatalog(sql: SqlPort): InstrumentCatalog {
  return { ...makeLists(sql), ...CHANGES };
}

type Changes = "insert" | "lock" | "update" | "uses" | "remove" | "unlinkAlias" | "saveListed";

function makeLists(sql: SqlPort): Omit<InstrumentCatalog, Changes> {
  return {
    async list({ kind, status, sector, hasBars }, afterSymbol, limit) {
      const rows = await sql.$queryRaw`
        SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
        FROM instrument
        WHERE symbol > ${afterSymbol ?? ""}
          AND (${kind}::text IS NULL OR kind = ${kind})
          AND (${status}::text IS NULL OR status = ${status})
          AND (${sector}::text IS NULL OR sector = ${sector})
          AND (${hasBars}::boolean IS NULL
            OR ${hasBars} = EXISTS (SELECT FROM bar_series WHERE instrument_id = instrument.id AND bars > 0))
        ORDER BY symbol LIMIT ${Math.min(limit, INSTRUMENTS_PER_PAGE_MAX + 1)}`;
      return InstrumentRows.parse(rows);
    },

    async sectors() {
      const rows = await sql.$queryRaw`
        SELECT DISTINCT sector FROM instrument WHERE sector <> '' ORDER BY sector LIMIT ${SECTORS_MAX}`;
      return SectorRows.parse(rows).map(({ sector }) => sector);
    },

    async countKnown(symbols) {
      const rows = await sql.$queryRaw`
        SELECT count(*)::integer AS count FROM instrument WHERE symbol = ANY (${symbols}::text[]) LIMIT 1`;
      return CountRows.parse(rows)[0]?.count ?? 0;
    },
  };
}

const CHANGES: Pick<InstrumentCatalog, Changes> = {
  async insert(tx, facts, nowMs) {
    const rows = await tx.$queryRaw`
      INSERT INTO instrument (symbol, name, kind, currency, tick, lot, multiplier, calendar, time_zone, sector, status, created_at, updated_at)
      VALUES (${facts.symbol}, ${facts.name}, ${facts.kind}, ${facts.currency}, ${facts.tick}::numeric, ${facts.lot}::numeric,
        ${facts.multiplier}::numeric, ${facts.calendar}, ${facts.timeZone}, ${facts.sector}, ${facts.status},
        to_timestamp(${nowMs}::double precision / 1000), to_timestamp(${nowMs}::double precision / 1000))
      ON CONFLICT (symbol) DO NOTHING
      RETURNING id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status`;
    return InstrumentRows.parse(rows)[0] ?? null;
  },

  async lock(tx, symbol) {
    const rows = await tx.$queryRaw`
      SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
      FROM instrument WHERE symbol = ${symbol} LIMIT 1 FOR UPDATE`;
    return InstrumentRows.parse(rows)[0] ?? null;
  },

  async update(tx, instrumentId, facts, nowMs) {
    const changed = await tx.$executeRaw`
      UPDATE instrument SET name = ${facts.name}, kind = ${facts.kind}, currency = ${facts.currency},
        tick = ${facts.tick}::numeric, lot = ${facts.lot}::numeric, multiplier = ${facts.multiplier}::numeric,
        calendar = ${facts.calendar}, time_zone = ${facts.timeZone}, sector = ${facts.sector}, status = ${facts.status},
        updated_at = to_timestamp(${nowMs}::double precision / 1000)
      WHERE id = ${instrumentId} AND symbol = ${facts.symbol}`;
    invariant(changed === 1, `instrument ${instrumentId} is there and keeps its symbol`);
  },

  async uses(port, instrumentId) {
    const rows = await port.$queryRaw`
      SELECT used_by AS "usedBy", row_count::integer AS rows FROM instrument_uses(${instrumentId}::integer) LIMIT ${USES_MAX}`;
    return UseRows.parse(rows);
  },

  async remove(tx, instrumentId) {
    await tx.$executeRaw`DELETE FROM instrument WHERE id = ${instrumentId}`;
  },

  async unlinkAlias(tx, instrumentId, source, alias) {
    const gone = await tx.$executeRaw`
      DELETE FROM instrument_alias WHERE source = ${source} AND alias = ${alias} AND instrument_id = ${instrumentId}`;
    return gone > 0;
  },

  async saveListed(tx, rows, defaults, nowMs) {
    const inserted = await insertNew(tx, rows, defaults, nowMs);
    const updated = await updateKnown(tx, rows, nowMs);
    const conflicts = await linkListed(tx, rows);
    return { inserted, updated, unchanged: rows.length - inserted - updated, conflicts };
  },
};

type Defaults = Parameters<InstrumentCatalog["saveListed"]>[2];

function insertNew(tx: SqlPort, rows: readonly ListedSymbol[], defaults: Defaults, nowMs: number): Promise<number> {
  const facts = rows.map(({ line: _line, aliases: _aliases, ...said }) => ({
    ...defaultFacts({ ...defaults, ...said }),
    ...said,
  }));
  const column = (field: keyof (typeof facts)[number]) => facts.map((row) => row[field]);
  return tx.$executeRaw`
    INSERT INTO instrument (symbol, name, kind, currency, tick, lot, multiplier, calendar, time_zone, sector, status, created_at, updated_at)
    SELECT s.*, to_timestamp(${nowMs}::double precision / 1000), to_timestamp(${nowMs}::double precision / 1000)
    FROM unnest(${column("symbol")}::text[], ${column("name")}::text[], ${column("kind")}::text[], ${column("currency")}::text[],
      ${column("tick")}::numeric[], ${column("lot")}::numeric[], ${column("multiplier")}::numeric[], ${column("calendar")}::text[],
      ${column("timeZone")}::text[], ${column("sector")}::text[], ${column("status")}::text[]) AS s
    ON CONFLICT (symbol) DO NOTHING`;
}

function updateKnown(tx: SqlPort, rows: readonly ListedSymbol[], nowMs: number): Promise<number> {
  const column = (field: Exclude<keyof ListedSymbol, "line" | "aliases">) => rows.map((row) => row[field] ?? null);
  return tx.$executeRaw`
    UPDATE instrument i SET name = coalesce(s.name, i.name), kind = coalesce(s.kind, i.kind),
      currency = coalesce(s.currency, i.currency), tick = coalesce(s.tick, i.tick), lot = coalesce(s.lot, i.lot),
      multiplier = coalesce(s.multiplier, i.multiplier), calendar = coalesce(s.calendar, i.calendar),
      time_zone = coalesce(s.time_zone, i.time_zone), sector = coalesce(s.sector, i.sector),
      status = coalesce(s.status, i.status), updated_at = to_timestamp(${nowMs}::double precision / 1000)
    FROM unnest(${column("symbol")}::text[], ${column("name")}::text[], ${column("kind")}::text[], ${column("currency")}::text[],
      ${column("tick")}::numeric[], ${column("lot")}::numeric[], ${column("multiplier")}::numeric[], ${column("calendar")}::text[],
      ${column("timeZone")}::text[], ${column("sector")}::text[], ${column("status")}::text[])
      AS s(symbol, name, kind, currency, tick, lot, multiplier, calendar, time_zone, sector, status)
    WHERE i.symbol = s.symbol
      AND (coalesce(s.name, i.name), coalesce(s.kind, i.kind), coalesce(s.currency, i.currency), coalesce(s.tick, i.tick),
           coalesce(s.lot, i.lot), coalesce(s.multiplier, i.multiplier), coalesce(s.calendar, i.calendar),
           coalesce(s.time_zone, i.time_zone), coalesce(s.sector, i.sector), coalesce(s.status, i.status))
        IS DISTINCT FROM (i.name, i.kind, i.currency, i.tick, i.lot, i.multiplier, i.calendar, i.time_zone, i.sector, i.status)`;
}

async function linkListed(tx: SqlPort, rows: readonly ListedSymbol[]): Promise<readonly AliasConflict[]> {
  const links = rows.flatMap(({ line, symbol, aliases }) => aliases.map((alias) => ({ line, symbol, ...alias })));
  if (links.length === 0) return [];
  const symbols = links.map(({ symbol }) => symbol);
  const sources = links.map(({ source }) => source);
  const aliases = links.map(({ alias }) => alias);
  await tx.$executeRaw`
    INSERT INTO instrument_alias (source, alias, instrument_id)
    SELECT s.source, s.alias, i.id FROM unnest(${symbols}::text[], ${sources}::text[], ${aliases}::text[]) AS s(symbol, source, alias)
    JOIN instrument i ON i.symbol = s.symbol
    ON CONFLICT (source, alias) DO NOTHING`;
  const taken = await tx.$queryRaw`
    SELECT s.line, s.source, s.alias, o.symbol AS "ownerSymbol"
    FROM unnest(${symbols}::text[], ${sources}::text[], ${aliases}::text[], ${links.map(({ line }) => line)}::integer[])
      AS s(symbol, source, alias, line)
    JOIN instrument_alias a ON a.source = s.source AND a.alias = s.alias
    JOIN instrument o ON o.id = a.instrument_id
    WHERE o.symbol <> s.symbol
    ORDER BY s.line LIMIT ${CONFLICTS_MAX}`;
  return ConflictRows.parse(taken);
}
