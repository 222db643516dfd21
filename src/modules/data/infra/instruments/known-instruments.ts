import { z } from "zod";
import { invariant, type SqlPort } from "@/modules/_kernel";
import type { Instrument } from "../../domain/instrument";
import { FORMER_SYMBOL } from "../../ports";
import { InstrumentRow, SYMBOLS_AT_ONCE_MAX } from "../instrument-store";

/** Instruments that are kept: more than all accounts of a house hold. */
const KEPT_MAX = 20_000;

const ChangedRows = z.array(z.object({ wanted: z.string(), version: z.string().nullable(), id: z.unknown() }).loose());

/** Instruments by symbol, for whoever asks for the same hundreds over and over. */
export interface KnownInstruments {
  /** As they are now, by the symbol that was asked for; one that is not known has no entry. */
  findAll(symbols: readonly string[]): Promise<ReadonlyMap<string, Instrument>>;
  /** Those that were found before, as they were then: what they most likely are, to begin with while it is asked. */
  likely(symbols: readonly string[]): readonly Instrument[];
}

/**
 * Each is read once for each version of its row: which that is, is asked at every call, by one statement that answers with what has
 * changed alone. Nothing old is ever shown.
 */
export function makeKnownInstruments(sql: SqlPort): KnownInstruments {
  const kept = new Map<string, Known>();
  return {
    async findAll(symbols) {
      const asked = [...new Set(symbols)];
      invariant(asked.length <= SYMBOLS_AT_ONCE_MAX, `at most ${SYMBOLS_AT_ONCE_MAX} symbols are looked up at once`);
      if (asked.length === 0) return new Map();
      if (kept.size > KEPT_MAX) kept.clear();
      // Held until the answer is here: others may clear what is kept meanwhile.
      const found = new Map(asked.map((symbol) => [symbol, kept.get(symbol) ?? null]));
      const versions = asked.map((symbol) => found.get(symbol)?.version ?? null);
      if (await areAllAsKnown(sql, asked, versions)) return instrumentsOf(found);
      const rows = await sql.$queryRaw`
        SELECT wanted, found.version, found.id, found.symbol, name, kind, currency, tick::text, lot::text, time_zone,
          multiplier::text, calendar, sector, status
        FROM unnest(${asked}::text[], ${versions}::text[]) AS asked (wanted, known)
        LEFT JOIN LATERAL (
          SELECT 0 AS former, id || '.' || xmin AS version, instrument.* FROM instrument WHERE symbol = wanted
          UNION ALL
          SELECT 1, id || '.' || xmin, instrument.* FROM instrument
          WHERE id = (SELECT instrument_id FROM instrument_alias WHERE source = ${FORMER_SYMBOL} AND alias = wanted)
          ORDER BY former LIMIT 1
        ) AS found ON true
        WHERE found.version IS DISTINCT FROM asked.known
        LIMIT ${SYMBOLS_AT_ONCE_MAX}`;
      for (const row of ChangedRows.parse(rows)) {
        if (row.version === null) {
          found.set(row.wanted, null);
          kept.delete(row.wanted);
          continue;
        }
        const now = { version: row.version, instrument: InstrumentRow.parse(row) };
        found.set(row.wanted, now);
        kept.set(row.wanted, now);
      }
      return instrumentsOf(found);
    },
    likely: (symbols) => symbols.flatMap((symbol) => kept.get(symbol)?.instrument ?? []),
  };
}

const SameRows = z.array(z.object({ same: z.int() }));

/** Whether each is there by its own symbol, and as it is known: hardly ever it is not, and what else there may be costs far more to ask. */
async function areAllAsKnown(
  sql: SqlPort,
  asked: readonly string[],
  versions: readonly (string | null)[],
): Promise<boolean> {
  if (versions.includes(null)) return false;
  const rows = await sql.$queryRaw`
    SELECT count(*)::int AS same FROM unnest(${[...asked]}::text[], ${[...versions]}::text[]) AS asked (wanted, known)
    JOIN instrument ON symbol = wanted WHERE id || '.' || instrument.xmin = known LIMIT 1`;
  return SameRows.parse(rows)[0]?.same === asked.length;
}

function instrumentsOf(found: ReadonlyMap<string, Known | null>): ReadonlyMap<string, Instrument> {
  const instruments = new Map<string, Instrument>();
  for (const [symbol, each] of found) if (each !== null) instruments.set(symbol, each.instrument);
  return instruments;
}

interface Known {
  readonly version: string;
  readonly instrument: Instrument;
}
