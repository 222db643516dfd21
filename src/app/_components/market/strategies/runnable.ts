import type { Strategy } from "../types";
import { nameOfVersion } from "./names";
import type { CatalogEntry, StrategyVersionFacts } from "./types";

/** Whether it trades one instrument on one length of bars: what the form of a search asks for. */
export function isOnOneSeries({ instruments, series }: Pick<CatalogEntry, "instruments" | "series">): boolean {
  return instruments.maximum === 1 && series.length === 0;
}

/** What a form can run: strategies built in, then own ones in their newest version. What is archived starts no run. */
export function runnableOf(builtIn: readonly Strategy[], catalog: readonly CatalogEntry[]): readonly Strategy[] {
  const own = catalog.filter((entry) => entry.origin === "own" && !entry.archived);
  return [
    ...builtIn,
    ...own.map(({ slug, title, description, source, version, parameters, instruments, series }) => ({
      name: slug,
      title,
      description,
      source,
      version: String(version ?? ""),
      parameters,
      instruments,
      series,
    })),
  ];
}

/** One version as a form takes it. `titleOf` says the version too: the newest one may stand beside it in the same list. */
export function asStrategy(
  { slug, number, facts }: StrategyVersionFacts,
  titleOf: (title: string, version: number) => string,
): Strategy {
  return {
    name: nameOfVersion(slug, number),
    title: titleOf(facts.title, number),
    description: facts.description,
    source: facts.source,
    version: String(number),
    parameters: facts.parameters,
    instruments: facts.instruments,
    series: facts.series,
  };
}
