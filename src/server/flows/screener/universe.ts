import { assertNever } from "@/modules/_kernel";
import type { StoredScreen } from "@/modules/data";
import { makeWatchlistStore } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

/**
 * Which instruments a screen asks now. Null: the watchlist it names is gone, or its owner may not see it any more. Whoever
 * owns the screen answers for what a shared one shows of a private list.
 */
export async function universeFilter({ sql }: Pick<FlowDeps, "sql">, { ownerId, definition }: UniverseOwner) {
  const { universe } = definition;
  switch (universe.kind) {
    case "kinds":
      return { kinds: universe.kinds, symbols: null };
    case "symbols":
      return { kinds: null, symbols: universe.symbols };
    case "watchlist": {
      const lists = makeWatchlistStore(sql);
      const list = await lists.find(sql, universe.watchlistId);
      if (list === null || !(list.shared || list.ownerId === ownerId)) return null;
      const listed = await lists.instruments(sql, universe.watchlistId);
      return { kinds: null, symbols: listed.map(({ symbol }) => symbol) };
    }
    case "all":
      return { kinds: null, symbols: null };
    default:
      return assertNever(universe, "universeFilter");
  }
}

export type UniverseOwner = Pick<StoredScreen, "ownerId" | "definition">;
