import { err, ok } from "@/modules/_kernel";
import { makeOwnStrategyStore } from "@/modules/strategy/server";
import type { Actor, Answer } from "../contract";
import type { CatalogEntry, StrategiesFlows, StrategyDetail, StrategyVersionSource } from "../contract/strategies";
import { type AccessDeps, findReadable, isAdmin, mayRead, strategyNotFound } from "./access";
import { publishedTo } from "./publications/binding";
import { publicationView } from "./publications/publication-views";
import { builtInEntries, ownEntry, readAuthors, versionSource, versionView } from "./views";

type ReadFlows = Pick<
  StrategiesFlows,
  | "listCatalog"
  | "findStrategyDetail"
  | "listStrategyVersions"
  | "readStrategyVersion"
  | "readStrategyFacts"
  | "compareStrategyVersions"
>;

/** Own strategies as people look at them. */
export function makeReadStrategies(deps: AccessDeps): ReadFlows {
  const store = makeOwnStrategyStore(deps.sql);

  const readVersion = async (actor: Actor, slug: string, number: number): Answer<StrategyVersionSource> => {
    const found = await findReadable(deps, actor, slug);
    if (!found.ok) return found;
    const version = await store.readVersion(found.value.strategyId, number);
    if (version === null) return err({ kind: "strategy.version_unknown", path: "number", facts: { slug, number } });
    return ok(versionSource(found.value, version, await readAuthors(deps)));
  };

  return {
    listCatalog: (actor, query) => readCatalog(deps, actor, query),
    async readStrategyFacts(actor, slug, number) {
      const strategy = await store.find(slug);
      if (strategy === null) return err(strategyNotFound(slug));
      const isReadable = mayRead(strategy, actor, await isAdmin(deps, actor));
      const published = isReadable ? [] : await publishedTo(deps, actor, slug);
      if (!isReadable && !published.some((each) => each.number === number)) return err(strategyNotFound(slug));
      const version = await store.readVersion(strategy.strategyId, number);
      if (version === null) return err({ kind: "strategy.version_unknown", path: "number", facts: { slug, number } });
      return ok({ slug, number, facts: version.facts });
    },
    findStrategyDetail: (actor, slug) => readDetail(deps, actor, slug),
    async listStrategyVersions(actor, slug, limit) {
      const found = await findReadable(deps, actor, slug);
      if (!found.ok) return found;
      const authors = await readAuthors(deps);
      const versions = await store.listVersions(found.value.strategyId, limit);
      return ok(versions.map((version) => versionView(version, authors)));
    },
    readStrategyVersion: readVersion,
    async compareStrategyVersions(actor, slug, numbers) {
      const left = await readVersion(actor, slug, numbers.left);
      if (!left.ok) return left;
      const right = await readVersion(actor, slug, numbers.right);
      return right.ok ? ok({ left: left.value, right: right.value }) : right;
    },
  };
}

/** Built in, then what may be read, then what is published; each with what of it is published to the person. */
async function readCatalog(
  deps: AccessDeps,
  actor: Actor,
  query: { readonly archived: boolean },
): Promise<readonly CatalogEntry[]> {
  const store = makeOwnStrategyStore(deps.sql);
  const [admin, authors, all, publications] = await Promise.all([
    isAdmin(deps, actor),
    readAuthors(deps),
    store.list(query),
    publishedTo(deps, actor, null),
  ]);
  const viewer = { actor, admin, authors };
  const publishedOf = (slug: string) => publications.filter(({ strategy }) => strategy === slug);
  const own: CatalogEntry[] = [];
  for (const strategy of all) {
    const published = publishedOf(strategy.slug);
    const views = published.map((each) => publicationView(each, authors));
    if (mayRead(strategy, actor, admin)) {
      own.push({ ...ownEntry(strategy, strategy.version, viewer), published: views });
      continue;
    }
    const newest = Math.max(...published.flatMap(({ number }) => number ?? []));
    const version = published.length === 0 ? null : await store.readVersion(strategy.strategyId, newest);
    if (version === null || strategy.archived) continue;
    own.push({ ...ownEntry(strategy, version, viewer), version: newest, readable: false, published: views });
  }
  const builtIn = builtInEntries().map((entry) => ({
    ...entry,
    published: publishedOf(entry.slug).map((each) => publicationView(each, authors)),
  }));
  return [...builtIn, ...own];
}

/** The strategy with its newest source. */
export async function readDetail(deps: AccessDeps, actor: Actor, slug: string): Answer<StrategyDetail> {
  const found = await findReadable(deps, actor, slug);
  if (!found.ok) return found;
  const strategy = found.value;
  const newest = await makeOwnStrategyStore(deps.sql).readVersion(strategy.strategyId, strategy.newest);
  if (newest === null) return err(strategyNotFound(slug));
  const viewer = { actor, admin: await isAdmin(deps, actor), authors: await readAuthors(deps) };
  return ok({ ...ownEntry(strategy, newest, viewer), newest: versionSource(strategy, newest, viewer.authors) });
}
