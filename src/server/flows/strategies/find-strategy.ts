import { err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import { type FindStrategy, type FoundStrategy, findBuiltIn, parseReference, referenceTo } from "@/modules/strategy";
import { makeOwnStrategyStore, openVersion } from "@/modules/strategy/server";
import { areTrusted } from "../../platform/identity";
import type { Actor } from "../contract";
import type { AppError } from "../errors";
import { type AccessDeps, findReadable } from "./access";

/** Characters of a version's hash that its name in run cards keeps. */
const HASH_SHOWN = 12;

/**
 * Finds a strategy by the name that requests use: a built-in one, `<slug>@<version>`, or `<slug>` for the newest
 * version. Its own name is always the one with the version. Who may run it is not asked: see {@link makeFindRunnable}.
 */
export function makeFindStrategy({ sql }: { readonly sql: SqlPort }): FindStrategy {
  const store = makeOwnStrategyStore(sql);
  /** A source may be saved again by who rolls back to it: everybody who saved it has to be trusted. */
  const areAuthorsTrusted = async (strategyId: string, hash: string): Promise<boolean> => {
    const authors = await store.authorsOf(strategyId, hash);
    const people = authors.filter((author) => author !== null);
    return people.length === authors.length && areTrusted(sql, people);
  };
  return async (name) => {
    const builtIn = findBuiltIn(name);
    const reference = parseReference(name);
    if (builtIn.ok || reference === null) return builtIn;
    const strategy = await store.find(reference.slug);
    if (strategy === null) return builtIn;
    const { strategyId, slug, kind, newest } = strategy;
    const version = await store.readVersion(strategyId, reference.number ?? newest);
    if (version === null) return builtIn;
    const { number, hash, compiled, facts } = version;
    const shown = `${number} (${hash.slice(0, HASH_SHOWN)})`;
    const isTrusted = kind === "code" && (await areAuthorsTrusted(strategyId, hash));
    const own = { kind, name: referenceTo(slug, number), version: shown, compiled, isTrusted };
    const found = await openVersion(own, facts);
    return found === null ? builtIn : ok(found);
  };
}

/** The same for a person who wants to run it: what they may not see is not found, what is archived starts no run. */
export function makeFindRunnable(
  deps: AccessDeps,
): (actor: Actor, name: string) => Promise<Result<FoundStrategy, AppError>> {
  const find = makeFindStrategy(deps);
  return async (actor, name) => {
    const found = await find(name);
    if (!found.ok) {
      const { kind, known } = found.error;
      return err({ kind, path: "strategy", facts: { name, known: known.join(", ") } });
    }
    const { definition } = found.value;
    const slug = definition.own === null ? null : (parseReference(definition.name)?.slug ?? null);
    if (slug === null) return found;
    const readable = await findReadable(deps, actor, slug);
    if (!readable.ok) return err({ ...readable.error, path: "strategy" });
    return readable.value.archived ? err({ kind: "strategy.archived", path: "strategy", facts: { slug } }) : found;
  };
}
