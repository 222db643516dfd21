import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { isWatchlistColumn, WATCHLIST_ITEMS_MAX } from "../../domain/watchlists/watchlist";
import type { WatchlistFacts, WatchlistStore, WatchlistSummary } from "../../ports/watchlists";
import { InstrumentRows } from "../instrument-store";
import { CountText, EpochMsText } from "../rows";

/** Lists that one person sees: their own and everybody's shared ones. */
const LISTED_MAX = 500;

const ListRows = z.array(
  z.object({
    watchlistId: z.string(),
    name: z.string(),
    ownerId: z.string(),
    shared: z.boolean(),
    // A list may be older than this code: columns that are no more are left out.
    columns: z.array(z.unknown()).transform((columns) => columns.filter(isWatchlistColumn)),
    items: CountText,
    updatedAtMs: EpochMsText,
  }),
);

const one = (rows: unknown): WatchlistSummary | null => ListRows.parse(rows)[0] ?? null;

/** Watchlists on PostgreSQL. */
export function makeWatchlistStore(sql: SqlPort): WatchlistStore {
  return {
    async list(userId) {
      const rows = await sql.$queryRaw`
        SELECT id AS "watchlistId", name, owner_id AS "ownerId", shared, columns,
          (SELECT count(*) FROM watchlist_item WHERE watchlist_id = watchlist.id)::text AS items,
          (extract(epoch FROM updated_at) * 1000)::bigint::text AS "updatedAtMs"
        FROM watchlist WHERE owner_id = ${userId ?? ""} OR shared
        ORDER BY owner_id <> ${userId ?? ""}, lower(name), id LIMIT ${LISTED_MAX}`;
      return ListRows.parse(rows);
    },
    async find(port, watchlistId) {
      return one(
        await port.$queryRaw`
          SELECT id AS "watchlistId", name, owner_id AS "ownerId", shared, columns,
            (SELECT count(*) FROM watchlist_item WHERE watchlist_id = watchlist.id)::text AS items,
            (extract(epoch FROM updated_at) * 1000)::bigint::text AS "updatedAtMs"
          FROM watchlist WHERE id = ${watchlistId} LIMIT 1`,
      );
    },
    async lock(tx, watchlistId) {
      // Locked by a statement of its own: the one that counts must see what the last holder committed.
      await tx.$queryRaw`SELECT id FROM watchlist WHERE id = ${watchlistId} LIMIT 1 FOR UPDATE`;
      return this.find(tx, watchlistId);
    },
    ...CHANGES,
  };
}

const CHANGES: Omit<WatchlistStore, "list" | "find" | "lock"> = {
  async insert(tx, { watchlistId, name, ownerId, shared, columns }, nowMs) {
    const inserted = await tx.$executeRaw`
      INSERT INTO watchlist (id, name, owner_id, shared, columns, created_at, updated_at)
      VALUES (${watchlistId}, ${name}, ${ownerId}, ${shared}, ${JSON.stringify(columns)}::jsonb,
        to_timestamp(${nowMs}::double precision / 1000), to_timestamp(${nowMs}::double precision / 1000))
      ON CONFLICT (owner_id, lower(name)) DO NOTHING`;
    return inserted > 0;
  },
  async update(tx, list, nowMs) {
    if (await isNameTaken(tx, list)) return false;
    await tx.$executeRaw`
      UPDATE watchlist SET name = ${list.name}, shared = ${list.shared}, columns = ${JSON.stringify(list.columns)}::jsonb,
        updated_at = to_timestamp(${nowMs}::double precision / 1000)
      WHERE id = ${list.watchlistId}`;
    return true;
  },
  async remove(tx, watchlistId) {
    await tx.$executeRaw`DELETE FROM watchlist WHERE id = ${watchlistId}`;
  },
  async instruments(port, watchlistId) {
    const rows = await port.$queryRaw`
      SELECT id, symbol, name, kind, currency, tick::text, lot::text, time_zone, multiplier::text, calendar, sector, status
      FROM watchlist_item JOIN instrument ON instrument.id = instrument_id
      WHERE watchlist_id = ${watchlistId} ORDER BY place, symbol LIMIT ${WATCHLIST_ITEMS_MAX}`;
    return InstrumentRows.parse(rows);
  },
  async add(tx, watchlistId, instrumentIds, { userId, nowMs }) {
    await tx.$executeRaw`
      INSERT INTO watchlist_item (watchlist_id, instrument_id, place, added_by, added_at)
      SELECT ${watchlistId}, given.id,
        (SELECT coalesce(max(place), 0) FROM watchlist_item WHERE watchlist_id = ${watchlistId}) + given.turn,
        ${userId}, to_timestamp(${nowMs}::double precision / 1000)
      FROM unnest(${instrumentIds}::integer[]) WITH ORDINALITY AS given(id, turn)
      ON CONFLICT (watchlist_id, instrument_id) DO NOTHING`;
    await touch(tx, watchlistId, nowMs);
  },
  async take(tx, watchlistId, instrumentIds, nowMs) {
    await tx.$executeRaw`
      DELETE FROM watchlist_item WHERE watchlist_id = ${watchlistId} AND instrument_id = ANY (${instrumentIds}::integer[])`;
    await touch(tx, watchlistId, nowMs);
  },
  async arrange(tx, watchlistId, order, nowMs) {
    await tx.$executeRaw`
      UPDATE watchlist_item SET place = given.turn
      FROM unnest(${order}::integer[]) WITH ORDINALITY AS given(id, turn)
      WHERE watchlist_id = ${watchlistId} AND instrument_id = given.id AND place <> given.turn`;
    await touch(tx, watchlistId, nowMs);
  },
};

async function isNameTaken(tx: SqlPort, { watchlistId, ownerId, name }: WatchlistFacts): Promise<boolean> {
  const rows = await tx.$queryRaw<readonly unknown[]>`
    SELECT id FROM watchlist WHERE owner_id = ${ownerId} AND lower(name) = lower(${name}) AND id <> ${watchlistId} LIMIT 1`;
  return rows.length > 0;
}

function touch(tx: SqlPort, watchlistId: string, nowMs: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE watchlist SET updated_at = to_timestamp(${nowMs}::double precision / 1000) WHERE id = ${watchlistId}`;
}
