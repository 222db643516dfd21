import { z } from "zod";
import type { InstrumentId, SqlPort } from "@/modules/_kernel";
import { readSearchText, type SearchText } from "../../domain/instruments/search-text";
import { InstrumentIdColumn } from "../rows";

/**
 * Looked at where a question fits more instruments than fit on the page. Among a thousand names with "fund" in them the
 * order says nothing; reading all of them to sort them is what would make a keystroke slow.
 */
const LOOKED_AT_MAX = 400;

const FoundRows = z.array(z.object({ id: InstrumentIdColumn }));

/** Text inside a LIKE pattern, its wildcards made plain. */
const likeText = (text: string) => text.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`);

/** Each word as the beginning of a word; words hold no mark that means something to a tsquery. */
const wordQuery = (words: readonly string[]) => words.map((word) => `'${word}':*`).join(" & ");

type Stage = (sql: SqlPort, text: SearchText, limit: number) => Promise<unknown>;

/**
 * From the surest to the loosest. Each is one look into one index, and is made only while the page is not full. What begins
 * with a text is read in the order of bytes (`~<~`), which is that of its index: the page ends the reading, however many
 * begin alike. A CTE that is materialized keeps the planner from walking all symbols in order in the hope of an early match.
 */
const STAGES: readonly Stage[] = [
  // The symbol itself, which is the first of those that begin with it.
  async (sql, { symbol }, limit) => {
    if (symbol === null) return [];
    return sql.$queryRaw`
      SELECT id FROM instrument WHERE symbol LIKE ${`${likeText(symbol)}%`} ORDER BY symbol USING ~<~ LIMIT ${limit}`;
  },
  async (sql, { text }, limit) => sql.$queryRaw`
      WITH found AS MATERIALIZED (
        SELECT instrument_id, upper(alias) AS alias FROM instrument_alias
        WHERE upper(alias) LIKE ${`${likeText(text.toUpperCase())}%`}
        ORDER BY upper(alias) USING ~<~ LIMIT ${LOOKED_AT_MAX})
      SELECT instrument_id AS id FROM found
      GROUP BY instrument_id ORDER BY min(alias COLLATE "C"), instrument_id LIMIT ${limit}`,
  async (sql, { words }, limit) => {
    if (words.length === 0) return [];
    return sql.$queryRaw`
      WITH found AS MATERIALIZED (
        SELECT id, symbol FROM instrument WHERE words @@ ${wordQuery(words)}::tsquery LIMIT ${LOOKED_AT_MAX})
      SELECT id FROM found ORDER BY symbol COLLATE "C" LIMIT ${limit}`;
  },
  async (sql, { inside }, limit) => {
    if (inside === null) return [];
    return sql.$queryRaw`
      WITH found AS MATERIALIZED (
        SELECT id, symbol FROM instrument WHERE folded LIKE ${`%${likeText(inside)}%`} LIMIT ${LOOKED_AT_MAX})
      SELECT id FROM found ORDER BY symbol COLLATE "C" LIMIT ${limit}`;
  },
];

/**
 * Ids of the instruments that a text means, best first: the exact symbol, symbols that begin with it, aliases that do, names
 * with words that do, and whatever contains it. For an empty text those with bars come first. At most `limit`.
 */
export async function searchInstrumentIds(
  sql: SqlPort,
  typed: string,
  limit: number,
): Promise<readonly InstrumentId[]> {
  const text = readSearchText(typed);
  if (text === null) return listForNothing(sql, limit);
  const found = new Set<InstrumentId>();
  for (const stage of STAGES) {
    if (found.size >= limit) break;
    for (const { id } of FoundRows.parse(await stage(sql, text, limit))) found.add(id);
  }
  return [...found].slice(0, limit);
}

/** What somebody who has not typed yet is likely to want: what has bars. In the order of an index, so that a page ends it. */
async function listForNothing(sql: SqlPort, limit: number): Promise<readonly InstrumentId[]> {
  const covered = FoundRows.parse(
    await sql.$queryRaw`
      SELECT id FROM instrument WHERE id IN (SELECT instrument_id FROM bar_series WHERE bars > 0)
      ORDER BY symbol USING ~<~ LIMIT ${limit}`,
  );
  if (covered.length >= limit) return covered.map(({ id }) => id);
  const others = FoundRows.parse(
    await sql.$queryRaw`
      SELECT id FROM instrument WHERE NOT EXISTS (SELECT FROM bar_series WHERE instrument_id = instrument.id AND bars > 0)
      ORDER BY symbol USING ~<~ LIMIT ${limit - covered.length}`,
  );
  return [...covered, ...others].map(({ id }) => id);
}
