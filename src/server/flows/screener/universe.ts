import { assertNever } from "@/modules/_kernel";
import type { ScreenUniverse } from "@/modules/data";
import { makeWatchlistStore } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

/** Which instruments a universe means now. Null: the watchlist it names is gone. */
export async function universeFilter({ sql }: Pick<FlowDeps, "sql">, universe: ScreenUniverse) {
  switch (universe.kind) {
    case "kinds":
      return { kinds: universe.kinds, symbols: null };
    case "symbols":
      return { kinds: null, symbols: universe.symbols };
    case "watchlist": {
      const lists = makeWatchlistStore(sql);
      if ((await lists.find(sql, universe.watchlistId)) === null) return null;
      const listed = await lists.instruments(sql, universe.watchlistId);
      return { kinds: null, symbols: listed.map(({ symbol }) => symbol) };
    }
    case "all":
      return { kinds: null, symbols: null };
    default:
      return assertNever(universe, "universeFilter");
  }
}
