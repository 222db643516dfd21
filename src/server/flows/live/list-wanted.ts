import { depthKeyOf, orderWanted, type WantedWhy } from "@/modules/data";
import { makeStreamDirectory } from "@/modules/data/server";
import { listTradedSymbols } from "@/modules/execution/server";
import { listShown } from "../../platform/live";
import type { FlowDeps } from "../deps";

/** Instruments that all people together may want of all feeds; of each kind, and in all. */
const WANTED_MAX = 5_000;

/** Instruments whose depth some browser shows now. */
export async function listDepthWanted({ sql }: Pick<FlowDeps, "sql">): Promise<ReadonlySet<number>> {
  const shown = await listShown(sql);
  return new Set(shown.flatMap((key) => (key < 0 ? [depthKeyOf(key)] : [])));
}

/**
 * Which instruments are wanted live, in the order in which they go before one another, and why. This is the one place that
 * decides: traded by somebody, recorded always, on somebody's screen, in somebody's watchlist.
 */
export async function listWanted({ sql }: Pick<FlowDeps, "sql">): Promise<ReadonlyMap<number, WantedWhy>> {
  const directory = makeStreamDirectory(sql);
  const [traded, shown, recorded, watched] = await Promise.all([
    listTradedSymbols(sql, WANTED_MAX).then((symbols) => directory.listNamed(symbols)),
    listShown(sql),
    directory.listRecorded(WANTED_MAX),
    directory.listWatched(WANTED_MAX),
  ]);
  // Keys below 0 are of depth: who shows that shows the instrument's quote as well.
  return orderWanted({ traded, recorded, shown: shown.filter((key) => key > 0), watched });
}
