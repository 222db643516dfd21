import type { CatalogEntry, StrategyCategory } from "../types";

export const CATEGORIES = [
  "trend",
  "reversion",
  "breakout",
  "momentum",
  "pairs",
  "other",
] as const satisfies readonly StrategyCategory[];

/** Whose strategies: all, what ships with the product, one's own, or what others share. */
export const WHOSE = ["all", "built-in", "mine", "others"] as const;

export interface CatalogFilter {
  /** Words that each must stand somewhere in what is shown of a strategy; empty lets all pass. */
  readonly text: string;
  readonly category: StrategyCategory | null;
  readonly whose: (typeof WHOSE)[number];
}

function isOf({ origin, mine }: CatalogEntry, whose: CatalogFilter["whose"]): boolean {
  if (whose === "all") return true;
  if (whose === "built-in") return origin === "built-in";
  return origin === "own" && mine === (whose === "mine");
}

/** The entries that pass, in the order they came. */
export function filterCatalog(entries: readonly CatalogEntry[], filter: CatalogFilter): readonly CatalogEntry[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return entries.filter((entry) => {
    if (filter.category !== null && entry.category !== filter.category) return false;
    if (!isOf(entry, filter.whose)) return false;
    const { title, slug, description, source, author, kind } = entry;
    const text = `${title} ${slug} ${description} ${source} ${author ?? ""} ${kind}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
