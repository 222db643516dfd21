import { assertNever } from "@/modules/_kernel";
import type { ScreenUniverse } from "@/modules/data";
import type { FlowDeps } from "../deps";

/** Which instruments a universe means now. Null: the watchlist it names is gone. */
export async function universeFilter(_deps: Pick<FlowDeps, "sql" | "prisma">, universe: ScreenUniverse) {
  switch (universe.kind) {
    case "kinds":
      return { kinds: universe.kinds, symbols: null };
    case "symbols":
      return { kinds: null, symbols: universe.symbols };
    case "watchlist":
    case "all":
      return { kinds: null, symbols: null };
    default:
      return assertNever(universe, "universeFilter");
  }
}
