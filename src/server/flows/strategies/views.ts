import type { UserId } from "@/modules/_kernel";
import {
  portfolioCatalog,
  type StoredStrategy,
  type StoredVersion,
  type StoredVersionLine,
  strategyCatalog,
} from "@/modules/strategy";
import { listUsers } from "../../platform/identity";
import type { Actor } from "../contract";
import type {
  CatalogEntry,
  StrategyCategory,
  StrategyVersionSource,
  StrategyVersionView,
} from "../contract/strategies";
import { type AccessDeps, mayChange } from "./access";

/** Names of people by id. */
export type Authors = (id: UserId | null) => string | null;

export async function readAuthors({ prisma }: AccessDeps): Promise<Authors> {
  // Nobody has to say a name; the address is there for everybody.
  const names = new Map(
    (await listUsers(prisma)).map(({ userId, name, email }) => [userId, name === "" ? email : name]),
  );
  return (id) => (id === null ? null : (names.get(id) ?? null));
}

const CATEGORY_OF: Readonly<Record<string, StrategyCategory>> = {
  "sma-cross": "trend",
  "rsi-reversion": "reversion",
  "bollinger-reversion": "reversion",
  "donchian-breakout": "breakout",
  turtle: "breakout",
  "dual-momentum": "momentum",
  pairs: "pairs",
  "opening-range": "breakout",
  "three-step": "trend",
};

const ONE = { minimum: 1, maximum: 1 };

/** Every built-in strategy, as the catalog shows it. */
export function builtInEntries(): readonly CatalogEntry[] {
  const single = strategyCatalog.map((strategy) => ({
    ...strategy,
    instruments: ONE,
    series: [] as readonly string[],
  }));
  return [...single, ...portfolioCatalog].map(({ name, title, description, source, instruments, series, fields }) => ({
    slug: name,
    origin: "built-in",
    kind: "code",
    title,
    description,
    source,
    category: CATEGORY_OF[name] ?? "other",
    instruments,
    series,
    parameters: fields,
    version: null,
    archived: false,
    shared: true,
    mine: false,
    author: null,
    savedAtMs: null,
    readable: true,
    published: [],
  }));
}

interface Viewer {
  readonly actor: Actor;
  readonly admin: boolean;
  readonly authors: Authors;
}

export function ownEntry(
  strategy: StoredStrategy,
  version: StoredVersionLine,
  { actor, admin, authors }: Viewer,
): CatalogEntry {
  return {
    ...version.facts,
    slug: strategy.slug,
    origin: "own",
    kind: strategy.kind,
    version: strategy.newest,
    archived: strategy.archived,
    shared: strategy.shared,
    mine: mayChange(strategy, actor, admin),
    author: authors(strategy.ownerId),
    savedAtMs: version.createdAtMs,
    readable: true,
    published: [],
  };
}

export const versionView = (version: StoredVersionLine, authors: Authors): StrategyVersionView => ({
  number: version.number,
  hash: version.hash,
  note: version.note,
  rolledBackTo: version.rolledBackTo,
  author: authors(version.createdBy),
  savedAtMs: version.createdAtMs,
});

export const versionSource = (
  { slug, kind }: StoredStrategy,
  version: StoredVersion,
  authors: Authors,
): StrategyVersionSource => ({
  ...versionView(version, authors),
  slug,
  kind,
  source: version.source,
  facts: version.facts,
});
