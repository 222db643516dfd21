import { err, ok } from "@/modules/_kernel";
import { makeOwnStrategyStore } from "@/modules/strategy/server";
import type { Actor, Answer } from "../contract";
import type { StrategiesFlows, StrategyDetail, StrategyVersionSource } from "../contract/strategies";
import { type AccessDeps, findReadable, isAdmin, mayRead, strategyNotFound } from "./access";
import { builtInEntries, ownEntry, readAuthors, versionSource, versionView } from "./views";

type ReadFlows = Pick<
  StrategiesFlows,
  "listCatalog" | "findStrategyDetail" | "listStrategyVersions" | "readStrategyVersion" | "compareStrategyVersions"
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
    async listCatalog(actor, query) {
      const viewer = { actor, admin: await isAdmin(deps, actor), authors: await readAuthors(deps) };
      const own = (await store.list(query))
        .filter((strategy) => mayRead(strategy, actor, viewer.admin))
        .map((strategy) => ownEntry(strategy, strategy.version, viewer));
      return [...builtInEntries(), ...own];
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
