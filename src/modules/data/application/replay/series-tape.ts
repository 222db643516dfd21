import { EpochMs } from "@/modules/_kernel";
import { makeBarColumns } from "../../domain/bar-columns";
import type { ReplayResolution } from "../../domain/replay/bar-ticks";
import type { ReplayedInstrument } from "../../domain/replay/session";
import type { ReplayTape } from "../../ports/replay";
import type { SeriesReader } from "../series/series-reader";

/** The stored series of what a session plays, each as it was known when the session began. */
export function makeSeriesTape(
  reader: Pick<SeriesReader, "readBars">,
  { resolution, played }: { readonly resolution: ReplayResolution; readonly played: readonly ReplayedInstrument[] },
): ReplayTape {
  const byAlias = new Map(played.map((one) => [one.instrument.symbol, one]));
  return {
    async read(alias, fromMs, toMs) {
      const one = byAlias.get(alias);
      if (one === undefined) return makeBarColumns(0);
      const range = { fromMs: EpochMs.of(fromMs), toMs: EpochMs.of(toMs) };
      return reader.readBars(one.source, resolution, range, EpochMs.of(one.asOfMs));
    },
  };
}
