import { err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import {
  coveringOf,
  type FindStrategy,
  type FoundStrategy,
  findBuiltIn,
  parseReference,
  referenceTo,
  type StrategyParams,
  type StrategyPublication,
} from "@/modules/strategy";
import { makeOwnStrategyStore, openVersion } from "@/modules/strategy/server";
import { areTrusted } from "../../platform/identity";
import type { Actor } from "../contract";
import type { AppError } from "../errors";
import { type AccessDeps, strategyNotFound } from "./access";
import { type Bound, bindingOf, type RunPurpose } from "./publications/binding";

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

/** A strategy that somebody may run, and the publications within which: null is without any. */
export interface Runnable {
  readonly found: FoundStrategy;
  readonly bound: Bound | null;
}

/**
 * The same for a person who wants to run it: what they may not see is not found, what is archived starts no run, and of what is
 * published to them a name without a version is the newest published one.
 */
export function makeFindRunnable(
  deps: AccessDeps,
): (actor: Actor, name: string, purpose: RunPurpose) => Promise<Result<Runnable, AppError>> {
  const find = makeFindStrategy(deps);
  const store = makeOwnStrategyStore(deps.sql);
  return async (actor, name, purpose) => {
    const found = await find(name);
    if (!found.ok) {
      const { kind, known } = found.error;
      return err({ kind, path: "strategy", facts: { name, known: known.join(", ") } });
    }
    const { definition } = found.value;
    const slug = definition.own === null ? null : (parseReference(definition.name)?.slug ?? null);
    const strategy = slug === null ? null : await store.find(slug);
    const binding = await bindingOf(deps, actor, { name: slug ?? definition.name, strategy, purpose });
    if (!binding.ok) return err({ ...binding.error, path: "strategy" });
    if (strategy?.archived === true)
      return err({ kind: "strategy.archived", path: "strategy", facts: { slug: strategy.slug } });
    if (binding.value === null || slug === null) return ok({ found: found.value, bound: binding.value });
    return versionWithin(find, { slug, name, found: found.value }, binding.value);
  };
}

interface Named {
  readonly slug: string;
  readonly name: string;
  /** What the name is for somebody whom nothing binds. */
  readonly found: FoundStrategy;
}

/** The version that a name means for somebody who is bound, with the publications of that version. */
async function versionWithin(
  find: FindStrategy,
  { slug, name, found }: Named,
  bound: Bound,
): Promise<Result<Runnable, AppError>> {
  const numbers = bound.flatMap(({ number }) => (number === null ? [] : [number])).toSorted((a, b) => b - a);
  const wanted = parseReference(name)?.number ?? numbers[0];
  const [first, ...others] = bound.filter(({ number }) => number === wanted);
  if (first === undefined || wanted === undefined) {
    const published = [...new Set(numbers)].map((number) => referenceTo(slug, number)).join(", ");
    return err({ kind: "publication.other_version", path: "strategy", facts: { name, published } });
  }
  if (found.definition.name === referenceTo(slug, wanted)) return ok({ found, bound: [first, ...others] });
  const opened = await find(referenceTo(slug, wanted));
  return opened.ok ? ok({ found: opened.value, bound: [first, ...others] }) : err(strategyNotFound(slug));
}

/** The publication that lets these complete values in; null where none is needed. */
export function letInBy(
  { found, bound }: Runnable,
  params: StrategyParams,
): Result<StrategyPublication | null, AppError> {
  if (bound === null) return ok(null);
  const covering = coveringOf(bound, found.definition.fields, params);
  if (covering.ok) return covering;
  const { parameter, expected } = covering.error;
  const path = `params.${parameter}`;
  return err({
    kind: "publication.outside",
    path,
    facts: { parameter, expected },
    issues: [{ path, message: expected }],
  });
}
